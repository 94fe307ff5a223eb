package tarn.kernel;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer in AWS's JSON, which a part may write itself, instead of building objects of the SDK that are only
 * taken apart again. It then returns an empty response of the SDK's.
 *
 * <p>Only requests from outside in that protocol have one; peers get the SDK's objects always. Stages do not see what is
 * written here, so it is for operations that only read, whose answers no audit keeps.
 */
public final class JsonAnswer {

    private byte @Nullable [] body;

    /**
     * The answer to the request that this thread works on.
     *
     * @param operation for which the caller works, such as {@code Query}: other operations may use the same code
     * @return empty if the answer must be the SDK's
     */
    public static Optional<JsonAnswer> to(String operation) {
        return Invocation.ifBound()
                .filter(asked -> asked.operation().name().equals(operation))
                .map(Invocation::json);
    }

    /** Sets the whole body: the first bytes of an array, which is not used on. */
    public void set(byte[] bytes, int length) {
        body = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** What was written; null if the SDK's response is the answer. */
    public byte @Nullable [] body() {
        return body;
    }
}
