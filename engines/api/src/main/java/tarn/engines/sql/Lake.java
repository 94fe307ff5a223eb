package tarn.engines.sql;

import java.util.Map;
import java.util.Optional;

/**
 * What a SQL statement sees of catalog and files, as one caller. An implementation carries its caller itself: the engine
 * calls it from its own threads, many at once, and expects refusals as {@link LakeFailure}.
 */
public interface Lake {

    /** Databases, tables and partitions. */
    LakeCatalog catalog();

    /** Files by {@code s3://bucket/key}. */
    LakeFiles files();

    /** What else can be read, by the catalog's name that statements write, in lower case. */
    default Map<String, LakeSource> sources() {
        return Map.of();
    }

    /** The source that unqualified names belong to; empty if it is the lake itself. */
    default Optional<String> home() {
        return Optional.empty();
    }
}
