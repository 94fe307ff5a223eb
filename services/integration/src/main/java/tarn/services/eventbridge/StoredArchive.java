package tarn.services.eventbridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An archive of a bus as it is kept.
 *
 * @param bus the name of the bus whose events it keeps
 * @param pattern which of them; null for all
 * @param days how long; 0 for ever
 */
record StoredArchive(
        String name,
        String arn,
        String bus,
        @Nullable String description,
        @Nullable String pattern,
        int days,
        Instant created) {

    boolean outlives(Instant kept, Instant now) {
        return days == 0 || kept.plusSeconds(days * 86_400L).isAfter(now);
    }
}
