package tarn.engines.functions;

import java.time.Duration;
import java.util.Optional;

/**
 * One event for a function.
 *
 * @param arn the function as it was named by who invokes it
 * @param clientContext in JSON
 * @param timeout after which the environment is ended
 * @param reply takes the answer as it comes, if it may be streamed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FunctionEvent(
        String requestId,
        String arn,
        byte[] payload,
        Optional<String> clientContext,
        Optional<String> trace,
        Duration timeout,
        Optional<Reply> reply) {

    /** What takes an answer piece by piece. */
    @FunctionalInterface
    public interface Reply {
        /**
         * Takes the next piece.
         *
         * @param contentType what the function said of its answer, the same with every piece
         */
        void write(String contentType, byte[] piece);
    }
}
