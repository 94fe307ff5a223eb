package tarn.services.glue;

import java.time.Instant;
import java.util.List;

/**
 * A version of a schema as it is kept.
 *
 * @param failure why it does not fit those before; empty if it is available
 * @param metadata in the order it was put
 */
record KeptSchemaVersion(
        String id,
        String registry,
        String schema,
        long number,
        String definition,
        String failure,
        Instant created,
        List<Metadata> metadata) {

    /** A word about a version. */
    record Metadata(String key, String value, Instant created) {}

    boolean isAvailable() {
        return failure.isEmpty();
    }

    KeptSchemaVersion with(List<Metadata> next) {
        return new KeptSchemaVersion(id, registry, schema, number, definition, failure, created, next);
    }
}
