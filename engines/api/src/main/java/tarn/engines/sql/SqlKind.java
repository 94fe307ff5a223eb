package tarn.engines.sql;

/** What a statement does, as the engine's parser sees it. */
public enum SqlKind {
    /** {@code SELECT}, {@code WITH}, {@code VALUES}, {@code TABLE}. */
    QUERY,
    EXPLAIN,
    CREATE_TABLE_AS,
    INSERT,
    UPDATE,
    DELETE,
    MERGE,
    CREATE_VIEW,
    DROP_VIEW,
    /** {@code SHOW}, {@code DESCRIBE} and their like. */
    SHOW,
    PREPARE,
    EXECUTE,
    DEALLOCATE,
    /** Definitions other than those named: {@code CREATE TABLE}, {@code DROP TABLE}, {@code ALTER TABLE} and so on. */
    DEFINITION,
    /** What concerns sessions, roles and transactions. */
    OTHER
}
