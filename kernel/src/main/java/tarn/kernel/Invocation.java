package tarn.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

/**
 * A request to an operation, from outside or from a peer, on its way through the {@link Stage}s.
 *
 * @param body what the request streams; null unless the operation streams in
 * @param answer what takes the streamed response; null unless the operation streams out
 * @param events what takes the events; null unless the operation answers with events
 * @param by the principal of the service that asks as a peer, such as {@code s3.amazonaws.com}; null from outside. With
 *     several services in a row it is the last, where {@link Caller#via} is the first
 * @param json where the part may write its answer instead; null if it must not
 */
public record Invocation(
        Service service,
        Operation operation,
        SdkRequest request,
        @Nullable RequestBody body,
        @Nullable ResponseTransformer<?, ?> answer,
        @Nullable EventAnswer<?, ?> events,
        @Nullable String by,
        @Nullable JsonAnswer json) {

    private static final ScopedValue<Invocation> CURRENT = ScopedValue.newInstance();

    /** A request from outside. */
    public Invocation(
            Service service,
            Operation operation,
            SdkRequest request,
            @Nullable RequestBody body,
            @Nullable ResponseTransformer<?, ?> answer) {
        this(service, operation, request, body, answer, null, null, null);
    }

    /** A request from outside that is answered with events. */
    public Invocation(
            Service service,
            Operation operation,
            SdkRequest request,
            @Nullable RequestBody body,
            EventAnswer<?, ?> events) {
        this(service, operation, request, body, null, events, null, null);
    }

    /** The same with another request of the same operation. */
    public Invocation with(SdkRequest other) {
        return new Invocation(service, operation, other, body, answer, events, by, json);
    }

    /** What the part answers that runs on this thread. */
    static Optional<Invocation> ifBound() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Has the part answer, past all stages. */
    Object run() {
        return ScopedValue.where(CURRENT, this)
                .call(() ->
                        events == null ? operation.invoke(request, body, answer) : operation.invoke(request, events));
    }
}
