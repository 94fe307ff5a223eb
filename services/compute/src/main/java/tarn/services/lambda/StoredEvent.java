package tarn.services.lambda;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits to be run.
 *
 * @param qualifier as it was invoked; null for none
 * @param due when it is to be tried
 * @param errors how often the function failed it
 * @param delays how often it could not be run
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredEvent(
        String requestId,
        String function,
        @Nullable String qualifier,
        byte[] payload,
        @Nullable String clientContext,
        Instant added,
        Instant due,
        int errors,
        int delays) {

    StoredEvent failed(Instant next) {
        return new StoredEvent(requestId, function, qualifier, payload, clientContext, added, next, errors + 1, delays);
    }

    StoredEvent delayed(Instant next) {
        return new StoredEvent(requestId, function, qualifier, payload, clientContext, added, next, errors, delays + 1);
    }
}
