package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** Requests written by hand, and what becomes of them. */
final class Requests {

    static WireRequest json(String target, String body) {
        return request(
                "POST", "/", "", Map.of("x-amz-target", target, "content-type", "application/x-amz-json-1.1"), body);
    }

    static WireRequest form(String body) {
        return request("POST", "/", "", Map.of("content-type", "application/x-www-form-urlencoded"), body);
    }

    static WireRequest request(String method, String path, String query, Map<String, String> headers, String body) {
        var fields = new Headers();
        headers.forEach(fields::set);
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        return new WireRequest(method, path, query, fields, new ByteArrayInputStream(bytes), bytes.length, "127.0.0.1");
    }

    static SdkRequest decoded(String service, WireRequest request) {
        var model = ServiceModel.named(service);
        var protocol = Protocol.of(model, request);
        return protocol.decode(protocol.match(model, request), request);
    }

    /** How a service refuses a request: code, status and message. */
    static String refusal(String service, WireRequest request) {
        var thrown = catchThrowableOfType(AwsServiceException.class, () -> decoded(service, request));
        if (thrown == null) {
            return "not refused";
        }
        var details = Objects.requireNonNull(thrown.awsErrorDetails());
        return thrown.statusCode() + " " + details.errorCode() + ": " + details.errorMessage();
    }

    static String text(WireResponse response) {
        var out = new ByteArrayOutputStream();
        try {
            response.body().writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Requests() {}
}
