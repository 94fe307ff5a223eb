package tarn.services.eventbridge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthResponseParameters;

/**
 * How to be let in somewhere. What is secret of it lies in Secrets Manager.
 *
 * @param id behind its name in its ARN
 * @param type BASIC, API_KEY or OAUTH_CLIENT_CREDENTIALS
 * @param shown its parameters without what is secret
 * @param secretArn of the secret; null once it was deauthorized
 * @param authorized when it was last said
 */
record StoredConnection(
        String name,
        String id,
        @Nullable String description,
        String type,
        ConnectionAuthResponseParameters shown,
        @Nullable String secretArn,
        Instant created,
        Instant changed,
        Instant authorized) {}
