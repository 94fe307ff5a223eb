package tarn.services.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tarn.delivery.Patience;

/**
 * How long deliveries are tried. Services of AWS: 23 days. HTTP: by the subscription's or topic's delivery policy, three
 * retries 20 seconds apart without one, within an hour. Between the policy's shortest and longest pause ours doubles,
 * whatever backoff function it names.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html">Message delivery retries</a>
 */
final class Patiences {

    static final Patience SERVICES =
            new Patience(Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofDays(23), 100_015);

    static final String DEFAULT_POLICY = """
            {"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":3,\
            "numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},\
            "disableSubscriptionOverrides":false,"defaultRequestPolicy":{"headerContentType":"text/plain; charset=UTF-8"}}}""";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HTTP_AGE_MAX = Duration.ofHours(1);
    private static final int RETRIES_MAX = 100;
    private static final int DELAY_SECONDS_MAX = 3_600;

    static boolean isPolicy(String document) {
        try {
            var retry = retry(JSON.readTree(document));
            int least = retry.path("minDelayTarget").asInt(20);
            int most = retry.path("maxDelayTarget").asInt(20);
            int retries = retry.path("numRetries").asInt(3);
            return least >= 1 && least <= most && most <= DELAY_SECONDS_MAX && retries >= 0 && retries <= RETRIES_MAX;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** The patience of HTTP deliveries under a policy; null for the default. */
    static Patience http(@Nullable String policy) {
        JsonNode retry;
        try {
            retry = retry(JSON.readTree(policy == null ? DEFAULT_POLICY : policy));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Delivery policies are checked when they are set", e);
        }
        return new Patience(
                Duration.ofSeconds(retry.path("minDelayTarget").asInt(20)),
                Duration.ofSeconds(retry.path("maxDelayTarget").asInt(20)),
                HTTP_AGE_MAX,
                1 + retry.path("numRetries").asInt(3));
    }

    /** A topic's policy speaks of http, a subscription's of itself. */
    private static JsonNode retry(JsonNode policy) {
        return policy.has("http")
                ? policy.path("http").path("defaultHealthyRetryPolicy")
                : policy.path("healthyRetryPolicy");
    }

    private Patiences() {}
}
