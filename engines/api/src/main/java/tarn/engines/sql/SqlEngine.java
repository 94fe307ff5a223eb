package tarn.engines.sql;

import java.util.Optional;

/**
 * A SQL engine over files. Starting it takes seconds, so it starts in the background, once, when first needed.
 *
 * <p>Safe for use by many threads. Engines are found by {@link EngineLoader}.
 */
public interface SqlEngine extends AutoCloseable {

    /** Begins to start in the background and returns at once. Does nothing if that has begun already. */
    void warm();

    /**
     * Reads a text as one statement of the engine's dialect without running it; the engine need not have started.
     *
     * @throws SqlFailure {@code SYNTAX_ERROR} with the position, if the text is not one statement
     */
    SqlKind read(String text);

    /**
     * Begins a statement and returns at once; the engine starts if need be, and the statement waits for it. What is
     * wrong with the statement is thrown by the query's methods, not here.
     */
    SqlQuery start(SqlStatement statement);

    /** Iceberg's rules, for who changes tables without a statement; the engine need not have started. */
    default Optional<IcebergRules> iceberg() {
        return Optional.empty();
    }

    /** Cancels what runs and gives everything back. */
    @Override
    void close();
}
