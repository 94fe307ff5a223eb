package tarn.wire.protocol;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.http.SdkHttpResponse;
import tarn.wire.codec.HttpBinding;
import tarn.wire.codec.MalformedException;
import tarn.wire.codec.Member;
import tarn.wire.codec.Shape;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.QueryString;
import tarn.wire.model.ServiceModel;

/** What both REST protocols have in common: the binding to HTTP around a body in one codec or another. */
final class Rest {

    /** The status of an answer that holds a range of what there is. */
    private static final int PARTIAL = 206;

    private final Body body;

    Rest(Body body) {
        this.body = body;
    }

    /** How bodies are written. */
    interface Body {
        /** Fills a builder's body members from a document. */
        void read(InputStream in, Shape shape, SdkPojo builder);

        /** Sets the payload, a structure or document, from a document. */
        void readPayload(InputStream in, Member payload, SdkPojo builder);

        /** The body members of a response. */
        byte[] write(Call call, SdkPojo response, Shape shape);

        /** A payload that is a structure or document. */
        byte[] writePayload(Call call, Object value, Member payload);

        String contentType();

        /** What is answered to a body that cannot be read. */
        AwsServiceException malformed(ServiceModel service, MalformedException problem);
    }

    Call match(Protocol protocol, ServiceModel service, WireRequest request) {
        var found = service.routes()
                .find(request)
                .filter(each -> each.operation().isInSdk())
                .orElseThrow(() -> Refusals.noSuchPath(service, request.method()));
        return new Call(service, found.operation(), protocol, found.labels(), Map.of());
    }

    SdkRequest read(Call call, WireRequest request) {
        var shape = Shape.of(call.operation().input());
        var builder = shape.builder();
        try {
            HttpBinding.read(shape, builder, call.labels(), QueryString.parse(request.query()), request.headers());
        } catch (MalformedException e) {
            throw Refusals.isS3(call.service()) ? Refusals.invalidArgument(e) : Refusals.serialization(e);
        }
        if (!call.operation().streamsIn()) {
            try {
                readBody(shape, builder, request);
            } catch (MalformedException e) {
                throw body.malformed(call.service(), e);
            }
        }
        return (SdkRequest) Shape.build(builder);
    }

    private void readBody(Shape shape, SdkPojo builder, WireRequest request) {
        var payload = shape.payload();
        if (payload == null) {
            if (shape.hasBody()) {
                body.read(Bodies.buffered(request), shape, builder);
            }
        } else if (payload.type() == MarshallingKnownType.SDK_BYTES) {
            var bytes = Bodies.bytes(request);
            if (bytes.length > 0) {
                payload.set(builder, SdkBytes.fromByteArrayUnsafe(bytes));
            }
        } else if (payload.type() == MarshallingKnownType.STRING) {
            var bytes = Bodies.bytes(request);
            if (bytes.length > 0) {
                payload.set(builder, new String(bytes, StandardCharsets.UTF_8));
            }
        } else {
            body.readPayload(Bodies.buffered(request), payload, builder);
        }
    }

    /* RestoreObject answers with 202 or 200, which its model does not say: the part tells by the response itself. */
    private static Optional<Integer> told(SdkResponse response) {
        return Optional.ofNullable(response.sdkHttpResponse()).map(SdkHttpResponse::statusCode);
    }

    WireResponse encode(Call call, SdkResponse response, Headers headers, @Nullable Streamed streamed) {
        var shape = Shape.of(response.getClass());
        HttpBinding.writeHeaders(shape, response, headers);
        var usual = headers.first("content-range").isPresent()
                ? PARTIAL
                : told(response).orElse(call.operation().binding().status());
        var status = HttpBinding.status(shape, response, usual);
        if (streamed != null) {
            var type = call.operation().binding().events()
                    ? "application/vnd.amazon.eventstream"
                    : "application/octet-stream";
            var length = streamed.length() >= 0 ? streamed.length() : HttpBinding.length(shape, response);
            return new WireResponse(status, typed(headers, type), length, streamed.body());
        }
        if (call.operation().binding().method().equals("HEAD")) {
            var length = Math.max(HttpBinding.length(shape, response), 0);
            return new WireResponse(status, headers, length, out -> {});
        }
        if (status == 204 || !shape.hasBody()) {
            return WireResponse.of(status, headers, new byte[0]);
        }
        return WireResponse.of(status, headers, written(call, response, shape, headers));
    }

    private byte[] written(Call call, SdkResponse response, Shape shape, Headers headers) {
        var payload = shape.payload();
        if (payload == null) {
            typed(headers, body.contentType());
            return body.write(call, response, shape);
        }
        var value = payload.get(response);
        return switch (value) {
            case null -> {
                // S3 names no region for us-east-1, but in a document, which clients read.
                if (!S3Ways.isLocation(call)) {
                    yield new byte[0];
                }
                typed(headers, body.contentType());
                yield body.writePayload(call, "", payload);
            }
            case SdkBytes bytes -> {
                typed(headers, "application/octet-stream");
                yield bytes.asByteArray();
            }
            case Object any -> {
                typed(headers, body.contentType());
                yield body.writePayload(call, any, payload);
            }
        };
    }

    private static Headers typed(Headers headers, String contentType) {
        return headers.first("content-type").isPresent() ? headers : headers.set("content-type", contentType);
    }
}
