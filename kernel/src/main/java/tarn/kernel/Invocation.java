package tarn.kernel;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

/**
 * A request to an operation, from outside or from a peer, on its way through the {@link Stage}s.
 *
 * @param body what the request streams; null unless the operation streams in
 * @param answer what takes the streamed response; null unless the operation streams out
 */
public record Invocation(
        Service service,
        Operation operation,
        SdkRequest request,
        @Nullable RequestBody body,
        @Nullable ResponseTransformer<?, ?> answer) {

    /** Has the part answer, past all stages. */
    Object run() {
        return operation.invoke(request, body, answer);
    }
}
