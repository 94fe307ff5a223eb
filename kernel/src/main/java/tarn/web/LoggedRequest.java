package tarn.web;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to a bucket as an access log tells it.
 *
 * @param bucket the bucket
 * @param key the object's key, decoded; null if the request is about the bucket
 * @param received when the request came
 * @param address the client's
 * @param requester the principal's ARN; null if nobody signed
 * @param operation as in {@code REST.GET.OBJECT}
 * @param line the request line
 * @param status of the answer
 * @param error the code of the fault; null if there was none
 * @param sentBytes of the answer's body
 * @param objectBytes the whole object's size; -1 if unknown
 * @param total from the first byte received to the last sent
 * @param turnAround from the last byte received to the first sent
 * @param signature such as {@code SigV4}; null if nobody signed
 * @param authentication {@code AuthHeader} or {@code QueryString}; null if nobody signed
 */
public record LoggedRequest(
        String bucket,
        @Nullable String key,
        Instant received,
        String address,
        @Nullable String requester,
        String requestId,
        String operation,
        String line,
        int status,
        @Nullable String error,
        long sentBytes,
        long objectBytes,
        Duration total,
        Duration turnAround,
        @Nullable String referer,
        @Nullable String userAgent,
        @Nullable String versionId,
        @Nullable String signature,
        @Nullable String authentication,
        @Nullable String host) {}
