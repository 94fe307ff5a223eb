package tarn.engines.sql;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run of a statement. Its rows are made as they are taken: a reader that stops holds the engine back, so that a large
 * result needs no more memory than a small one. Rows are taken by one thread; everything else may be asked by any.
 *
 * <p>A statement that returns no rows, such as an insert, runs to its end all the same, whether it is asked or not;
 * {@link #await} waits for that.
 */
public interface SqlQuery extends AutoCloseable {

    /** The statement's id. */
    String id();

    /**
     * The columns of the result; waits until they are known.
     *
     * @throws SqlFailure if the statement failed before
     */
    List<SqlColumn> columns();

    /**
     * The rows, once. Each has one value per column, as {@link SqlColumn} says; both methods of the iterator wait and
     * throw the {@link SqlFailure} the run ended with.
     */
    Iterator<List<@Nullable Object>> rows();

    /**
     * Waits for the end, leaving out rows that nobody has taken.
     *
     * @throws SqlFailure if it ended badly
     */
    void await();

    /** What was changed, such as {@code INSERT}, {@code CREATE TABLE}, {@code CREATE VIEW}; known with the columns. */
    Optional<String> updateType();

    /** How many rows were written, updated or deleted; known at the end. */
    OptionalLong updateCount();

    /** What the run has cost so far; answers at once, at any time, also after the end. */
    SqlStatistics statistics();

    /**
     * Ends the run soon. Who waits for it gets a {@link SqlFailure} of {@code USER_CANCELED}. Does nothing to a run that
     * has ended.
     */
    void cancel();

    /** Cancels if the run has not ended, and gives back what it holds. */
    @Override
    void close();
}
