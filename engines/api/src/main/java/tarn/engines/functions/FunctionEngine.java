package tarn.engines.functions;

import java.util.Map;
import java.util.Optional;

/** Runs functions as processes of this machine. Safe for use by many threads. */
public interface FunctionEngine extends AutoCloseable {

    /**
     * Why functions of a runtime cannot run here, with what would help; empty if they can.
     *
     * @param runtime AWS's identifier, such as {@code python3.12}
     */
    Optional<String> lacks(String runtime);

    /**
     * Starts an environment and returns while it initialises.
     *
     * @throws FunctionFailure if the runtime is not installed, the code cannot be unpacked or the machine is full
     */
    FunctionEnvironment start(FunctionPlan plan);

    /** In few words, how functions are kept apart and which runtimes were found. */
    Map<String, String> state();

    /** Ends every environment. */
    @Override
    void close();
}
