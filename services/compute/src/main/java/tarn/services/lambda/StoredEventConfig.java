package tarn.services.lambda;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How events that nobody waits for are treated.
 *
 * @param retriesMax null for the default
 * @param ageSecondsMax null for the default
 * @param onSuccess an ARN; null for none
 * @param onFailure an ARN; null for none
 */
record StoredEventConfig(
        Instant modified,
        @Nullable Integer retriesMax,
        @Nullable Integer ageSecondsMax,
        @Nullable String onSuccess,
        @Nullable String onFailure) {

    static final int RETRIES_DEFAULT = 2;
    static final int AGE_SECONDS_DEFAULT = 21_600;

    static final StoredEventConfig NONE = new StoredEventConfig(Instant.EPOCH, null, null, null, null);

    int retries() {
        return retriesMax == null ? RETRIES_DEFAULT : retriesMax;
    }

    int ageSeconds() {
        return ageSecondsMax == null ? AGE_SECONDS_DEFAULT : ageSecondsMax;
    }
}
