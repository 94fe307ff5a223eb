package tarn.engines.processes;

import java.util.List;
import java.util.Map;
import tarn.engines.functions.FunctionPlan;

/** A family of runtimes: what AWS calls it, where it is found, and how a function of it is started. */
interface Language {

    /** What AWS's identifiers begin with, such as {@code python}. */
    String prefix();

    /** The version in an identifier: {@code 3.12} of {@code python3.12}, {@code 20} of {@code nodejs20.x}. */
    default String version(String runtime) {
        return runtime.substring(prefix().length());
    }

    /** Looks for what is installed. It may start programs. */
    List<Interpreter> installed();

    /** How the user gets a version that is not installed. */
    String howToInstall(String version);

    /**
     * Makes ready what functions of this language need beside their interpreter, once.
     *
     * @param support the folder of our own bootstraps, as the machine sees it
     */
    default void prepare(java.nio.file.Path support) {}

    /**
     * The command that starts a function.
     *
     * @param support the folder of our own bootstraps, as the environment sees it
     * @param task the folder of the function's code, as the environment sees it
     */
    List<String> command(FunctionPlan plan, Interpreter interpreter, String support, String task);

    /** Variables that this runtime has by itself. */
    Map<String, String> variables(FunctionPlan plan, Interpreter interpreter, String task, String layers);
}
