package tarn.services.cloudwatchlogs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A resource policy as it is kept.
 *
 * @param resourceArn the group it is of; null if it is the account's
 * @param revision changes with each change
 */
record KeptPolicy(
        String name,
        String document,
        Instant updated,
        @Nullable String resourceArn,
        String revision) {

    static final Format<KeptPolicy> FORMAT = Formats.record(KeptPolicy.class);
}
