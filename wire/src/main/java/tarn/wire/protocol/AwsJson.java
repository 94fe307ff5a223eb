package tarn.wire.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.CRC32;
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

/** awsJson 1.0 and 1.1, and the older CBOR, which differs by its notation only. */
final class AwsJson implements Protocol {

    static final AwsJson VERSION_1_0 = new AwsJson(Notation.JSON, "application/x-amz-json-1.0");
    static final AwsJson VERSION_1_1 = new AwsJson(Notation.JSON, "application/x-amz-json-1.1");
    static final AwsJson CBOR = new AwsJson(Notation.AWS_CBOR, "application/x-amz-cbor-1.1");

    private final JsonCodec codec;
    private final String contentType;

    private AwsJson(Notation notation, String contentType) {
        this.codec = new JsonCodec(notation);
        this.contentType = contentType;
    }

    @Override
    public Call match(ServiceModel service, WireRequest request) {
        var target = request.headers().first("x-amz-target").orElse("");
        var operation = service.operation(target.substring(target.lastIndexOf('.') + 1))
                .orElseThrow(() -> Refusals.unknownOperation(target));
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
        var headers = headers(requestId);
        if (body != null) {
            headers.set("content-type", "application/vnd.amazon.eventstream");
            return new WireResponse(200, headers, body.length(), body.body());
        }
        try {
            var out = new ByteArrayOutputStream(512);
            try (var generator = codec.generator(out)) {
                codec.write(generator, response, Shape.of(response.getClass()));
            }
            return answered(call.service(), 200, headers, out.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean takesJson() {
        return codec.isJson();
    }

    @Override
    public WireResponse encode(Call call, byte[] json, String requestId) {
        return answered(call.service(), 200, headers(requestId), json);
    }

    @Override
    public EventWriting events(Call call) {
        return new EventWriting(call, new JsonEvents(codec, contentType, true));
    }

    @Override
    public WireResponse fault(
            ServiceModel service, @Nullable Call call, AwsServiceException exception, String requestId) {
        var fault = Fault.of(service, exception);
        var headers = headers(requestId);
        if (service.queryCompatible()) {
            headers.set("x-amzn-query-error", fault.code() + ";" + fault.type());
        }
        return answered(service, fault.status(), headers, FaultBodies.json(codec, service, fault));
    }

    private static WireResponse answered(ServiceModel service, int status, Headers headers, byte[] body) {
        if (service.summed()) {
            var sum = new CRC32();
            sum.update(body);
            headers.set("x-amz-crc32", Long.toString(sum.getValue()));
        }
        return WireResponse.of(status, headers, body);
    }

    private Headers headers(String requestId) {
        return new Headers().set("content-type", contentType).set("x-amzn-requestid", requestId);
    }
}
