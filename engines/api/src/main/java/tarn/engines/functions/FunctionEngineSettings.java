package tarn.engines.functions;

import java.nio.file.Path;
import java.util.List;

/**
 * What the engine may use of the machine.
 *
 * @param scratch a folder for unpacked code and the roots of environments; what it finds there on start it deletes
 * @param nearest whether a version of a language that is not installed is run by the nearest one that is
 * @param packages folders of Python packages that every Python function finds after its own, such as boto3
 * @param environmentsMax how many processes there may be at once
 */
public record FunctionEngineSettings(Path scratch, boolean nearest, List<Path> packages, int environmentsMax) {}
