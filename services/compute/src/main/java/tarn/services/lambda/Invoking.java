package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/** Calls of functions. */
final class Invoking implements LambdaClient, Part {

    private static final int DONE = 200;
    private static final int ACCEPTED = 202;
    private static final int NOTHING = 204;
    private static final int CONTEXT_BYTES_MAX = 3583;

    private final Functions functions;
    private final Executions executions;
    private final EventQueue queue;

    Invoking(Functions functions, Executions executions, EventQueue queue) {
        this.functions = functions;
        this.executions = executions;
        this.queue = queue;
    }

    @Override
    public InvokeResponse invoke(InvokeRequest request) {
        var reference = Reference.of(request.functionName(), request.qualifier());
        return Functions.inAccountOf(reference, () -> invoke(request, reference));
    }

    private InvokeResponse invoke(InvokeRequest request, Reference reference) {
        if (request.tenantId() != null || request.durableExecutionName() != null) {
            throw invalid("Tarn has neither tenants of functions nor durable executions");
        }
        var type = request.invocationType() == null ? InvocationType.REQUEST_RESPONSE : request.invocationType();
        var target = functions.target(reference);
        return switch (type) {
            case DRY_RUN -> InvokeResponse.builder().statusCode(NOTHING).build();
            case EVENT -> {
                var payload = Payloads.of(request.payload(), Payloads.ASYNC_BYTES_MAX);
                queue.add(reference, requestId(), payload, clientContext(request.clientContext()));
                yield InvokeResponse.builder().statusCode(ACCEPTED).build();
            }
            case REQUEST_RESPONSE -> {
                var payload = Payloads.of(request.payload(), Payloads.SYNC_BYTES_MAX);
                var call = new Executions.Call(
                        requestId(),
                        reference.qualifiedArn(),
                        payload,
                        clientContext(request.clientContext()),
                        Optional.empty(),
                        Optional.empty());
                var result = executions.run(target, call);
                yield InvokeResponse.builder()
                        .statusCode(DONE)
                        .functionError(result.error())
                        .executedVersion(result.version())
                        .logResult(
                                request.logType() == LogType.TAIL
                                        ? Base64.getEncoder().encodeToString(result.tail())
                                        : null)
                        .payload(SdkBytes.fromByteArrayUnsafe(result.payload()))
                        .build();
            }
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("Unknown InvocationType: " + request.invocationTypeAsString());
        };
    }

    /** The request's own id; of a call within another request, one of its own. */
    private String requestId() {
        var caller = Caller.current();
        return caller.via() == null
                ? caller.requestId()
                : functions.platform().ids().uuid().toString();
    }

    static Optional<String> clientContext(@org.jspecify.annotations.Nullable String encoded) {
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getDecoder().decode(encoded);
            if (bytes.length > CONTEXT_BYTES_MAX) {
                throw invalid("Client context must be no more than 3583 bytes when decoded.");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8).replaceAll("[\r\n]", " "));
        } catch (IllegalArgumentException e) {
            throw invalid("Client context must be a valid Base64-encoded JSON object.");
        }
    }
}
