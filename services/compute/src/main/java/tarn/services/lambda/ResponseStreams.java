package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseEvent;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.ResponseStreamingInvocationType;
import tarn.engines.functions.FunctionEvent;
import tarn.kernel.EventAnswer;
import tarn.kernel.Part;

/**
 * Calls whose answer is sent while the function writes it. The answer's content type, which AWS tells from the function's,
 * is always {@code application/octet-stream}.
 */
final class ResponseStreams implements LambdaClient, Part {

    private static final int DONE = 200;

    private final Functions functions;
    private final Executions executions;

    ResponseStreams(Functions functions, Executions executions) {
        this.functions = functions;
        this.executions = executions;
    }

    /** The SDK has this operation in its asynchronous client only. */
    public InvokeWithResponseStreamResponse invokeWithResponseStream(
            InvokeWithResponseStreamRequest request,
            EventAnswer<InvokeWithResponseStreamResponse, InvokeWithResponseStreamResponseEvent> answer) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        return Functions.inAccountOf(reference, () -> {
            if (request.tenantId() != null) {
                throw invalid("Tarn has no tenants of functions");
            }
            var target = functions.target(reference);
            var payload = Payloads.of(request.payload(), Payloads.SYNC_BYTES_MAX);
            var context = Invoking.clientContext(request.clientContext());
            var response = InvokeWithResponseStreamResponse.builder()
                    .statusCode(DONE)
                    .executedVersion(target.version().number())
                    .responseStreamContentType("application/octet-stream")
                    .build();
            if (request.invocationType() == ResponseStreamingInvocationType.DRY_RUN) {
                return answer.answer(response, _ -> {});
            }
            return answer.answer(response, events -> {
                FunctionEvent.Reply reply = (_, piece) -> events.send(chunk(piece));
                var call = new Executions.Call(
                        functions.platform().ids().uuid().toString(),
                        reference.qualifiedArn(),
                        payload,
                        context,
                        Optional.empty(),
                        Optional.of(reply));
                var result = executions.run(target, call);
                if (result.error() == null && result.payload().length > 0) {
                    events.send(chunk(result.payload()));
                }
                events.send(complete(result, request.logType() == LogType.TAIL));
            });
        });
    }

    private static InvokeWithResponseStreamResponseEvent chunk(byte[] piece) {
        return InvokeWithResponseStreamResponseEvent.payloadChunkBuilder()
                .payload(SdkBytes.fromByteArray(piece))
                .build();
    }

    private static InvokeWithResponseStreamResponseEvent complete(Executions.Result result, boolean tail) {
        var end = InvokeWithResponseStreamResponseEvent.invokeCompleteBuilder();
        if (result.error() != null) {
            end.errorCode(result.error()).errorDetails(new String(result.payload(), StandardCharsets.UTF_8));
        }
        return end.logResult(tail ? Base64.getEncoder().encodeToString(result.tail()) : null)
                .build();
    }
}
