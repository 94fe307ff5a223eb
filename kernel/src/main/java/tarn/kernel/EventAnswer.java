package tarn.kernel;

import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkResponse;

/**
 * What takes the answer of an operation that answers with a stream of events, such as S3's {@code SelectObjectContent}.
 *
 * <p>The SDK has such operations in its asynchronous clients only. A part declares the method itself, beside those it
 * overrides: the request and an {@code EventAnswer} in, the response out.
 *
 * @param <R> the SDK's response, which says what comes before the events
 * @param <E> the SDK's interface of the events
 */
@FunctionalInterface
public interface EventAnswer<R extends SdkResponse, E> {

    /** Events on their way to whoever asked. */
    @FunctionalInterface
    interface Events<E> {
        /** Sends an event, which is under way when this returns. Throws if nobody listens any more. */
        void send(E event);
    }

    /**
     * Answers. What is refused before this is a fault like any other; an SDK exception that {@code work} throws becomes
     * the last message of the stream.
     *
     * @param work sends the events; the stream ends when it returns
     * @return the response
     */
    R answer(R response, Consumer<Events<E>> work);
}
