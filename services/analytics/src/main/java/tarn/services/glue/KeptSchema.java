package tarn.services.glue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Compatibility;
import tarn.services.glue.schema.Definition;

/**
 * A schema as it is kept; its versions lie apart.
 *
 * @param compatibility by AWS's name
 * @param checkpoint the first version that new ones are compared with; 0 if there are no versions
 * @param latest the number of the newest version that is available; 0 if there are none
 * @param next the number that the next version gets
 */
record KeptSchema(
        String registry,
        String name,
        Definition.Language language,
        String compatibility,
        @Nullable String description,
        long checkpoint,
        long latest,
        long next,
        Instant created,
        Instant updated) {

    /** A schema is PENDING until it has a version. */
    boolean isPending() {
        return latest == 0;
    }

    Compatibility mode() {
        return Compatibility.fromValue(compatibility);
    }

    /** The same with one more version, whether it is available or failed. */
    KeptSchema grown(boolean available, Instant now) {
        return new KeptSchema(
                registry,
                name,
                language,
                compatibility,
                description,
                available && checkpoint == 0 ? next : checkpoint,
                available ? next : latest,
                next + 1,
                created,
                now);
    }

    KeptSchema latest(long number, Instant now) {
        return new KeptSchema(
                registry, name, language, compatibility, description, checkpoint, number, next, created, now);
    }

    KeptSchema with(String mode, @Nullable String text, long from, Instant now) {
        return new KeptSchema(registry, name, language, mode, text, from, latest, next, created, now);
    }
}
