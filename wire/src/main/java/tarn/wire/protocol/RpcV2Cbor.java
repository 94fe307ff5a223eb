package tarn.wire.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import tarn.wire.codec.JsonCodec;
import tarn.wire.codec.MalformedException;
import tarn.wire.codec.Notation;
import tarn.wire.codec.Shape;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** Smithy RPC v2 with CBOR. */
final class RpcV2Cbor implements Protocol {

    static final RpcV2Cbor INSTANCE = new RpcV2Cbor();

    private final JsonCodec codec = new JsonCodec(Notation.RPC_V2_CBOR);

    private RpcV2Cbor() {}

    @Override
    public Call match(ServiceModel service, WireRequest request) {
        var name = request.path().substring(request.path().lastIndexOf('/') + 1);
        var operation = service.operation(request.path().startsWith("/service/") ? name : "")
                .orElseThrow(() -> Refusals.refusal("UnknownOperationException", 404, "Unknown operation " + name));
        return new Call(service, operation, this, Map.of(), Map.of());
    }

    @Override
    public SdkRequest read(Call call, WireRequest request) {
        var shape = Shape.of(call.operation().input());
        var builder = shape.builder();
        try {
            codec.read(Bodies.bounded(request), shape, builder);
        } catch (MalformedException e) {
            throw Refusals.serialization(e);
        }
        return (SdkRequest) Shape.build(builder);
    }

    @Override
    public WireResponse encode(Call call, SdkResponse response, String requestId, @Nullable Streamed body) {
        var out = new ByteArrayOutputStream(512);
        try (var generator = codec.generator(out)) {
            codec.write(generator, response, Shape.of(response.getClass()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return WireResponse.of(200, headers(requestId), out.toByteArray());
    }

    @Override
    public WireResponse fault(
            ServiceModel service, @Nullable Call call, AwsServiceException exception, String requestId) {
        var fault = Fault.of(service, exception);
        var headers = headers(requestId);
        if (service.queryCompatible()) {
            headers.set("x-amzn-query-error", fault.code() + ";" + fault.type());
        }
        return WireResponse.of(fault.status(), headers, FaultBodies.json(codec, service, fault));
    }

    private static Headers headers(String requestId) {
        return new Headers()
                .set("content-type", "application/cbor")
                .set("smithy-protocol", "rpc-v2-cbor")
                .set("x-amzn-requestid", requestId);
    }
}
