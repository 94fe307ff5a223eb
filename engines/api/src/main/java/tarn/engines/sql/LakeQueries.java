package tarn.engines.sql;

/**
 * Statements over the lake as the current caller may see it, for services that need an answer of the engine and no query
 * execution: in the engine's dialect, with nothing kept of them. Athena offers it.
 */
public interface LakeQueries {

    /**
     * Begins a statement that only reads. Whoever begins it closes it.
     *
     * @throws SqlFailure from the query's methods, if it fails
     */
    SqlQuery read(String database, String text);

    /**
     * Runs a statement that changes a table, to its end. If it fails nothing of it stays.
     *
     * @throws SqlFailure if it fails
     */
    void change(String database, String text);
}
