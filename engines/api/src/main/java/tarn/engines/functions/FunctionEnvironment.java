package tarn.engines.functions;

import java.time.Duration;

/** One process of a function. It takes one event at a time; what it keeps in memory stays from one to the next. */
public interface FunctionEnvironment extends AutoCloseable {

    /** Waits until the runtime asks for its first event. Called once, before {@link #invoke}. */
    FunctionOutcome initialise(Duration max);

    /** Gives it an event and waits for what becomes of it. Whatever it printed before its answer was logged then. */
    FunctionOutcome invoke(FunctionEvent event);

    /** Whether it can take another event. */
    boolean isAlive();

    /** Ends the process and everything it started, and frees what it wrote. */
    @Override
    void close();
}
