package tarn.services.eventbridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP API that rules may call.
 *
 * @param id behind its name in its ARN
 * @param endpoint with a {@code *} for each parameter of its path
 * @param rate how many calls a second, at most
 */
record StoredApiDestination(
        String name,
        String id,
        @Nullable String description,
        String connectionArn,
        String endpoint,
        String method,
        int rate,
        Instant created,
        Instant changed) {}
