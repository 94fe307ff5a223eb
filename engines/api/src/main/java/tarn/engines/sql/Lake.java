package tarn.engines.sql;

/**
 * What a SQL statement sees of catalog and files, as one caller. An implementation carries its caller itself: the engine
 * calls it from its own threads, many at once, and expects refusals as {@link LakeFailure}.
 */
public interface Lake {

    /** Databases, tables and partitions. */
    LakeCatalog catalog();

    /** Files by {@code s3://bucket/key}. */
    LakeFiles files();
}
