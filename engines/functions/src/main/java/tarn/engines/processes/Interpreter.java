package tarn.engines.processes;

import java.nio.file.Path;
import java.util.List;

/**
 * A language runtime that is installed.
 *
 * @param version as in AWS's identifiers: {@code 3.12}, {@code 20}, {@code 3.3}
 * @param executable what starts it
 * @param folders what an environment must see of the machine for it beside {@code /usr}
 */
record Interpreter(String version, Path executable, List<Path> folders) {}
