package tarn.wire.gateway;

import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.signature.Claim;

/**
 * The answer to a request whose service nobody knows: the fault in the form that the request lets one guess, S3's XML for
 * what is signed for one of its kin ({@code s3express}, {@code s3-object-lambda}), XML for forms, JSON for the rest.
 */
final class Unrouted {

    static WireResponse answer(WireRequest request, Claim claim, AwsServiceException fault, String requestId) {
        var code = fault.awsErrorDetails().errorCode();
        var message = fault.awsErrorDetails().errorMessage();
        var headers = new Headers().set("x-amzn-requestid", requestId).set("x-amzn-errortype", code);
        var type = request.headers().first("content-type").orElse("");
        if (Routing.isForm(request) || request.query().contains("Action=")) {
            headers.set("content-type", "text/xml");
            return WireResponse.of(
                    fault.statusCode(),
                    headers,
                    ("<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + escaped(message)
                                    + "</Message></Error><RequestId>" + requestId + "</RequestId></ErrorResponse>")
                            .getBytes(StandardCharsets.UTF_8));
        }
        if (claim.service().filter(name -> name.startsWith("s3")).isPresent() && !Routing.isRpc(request)) {
            headers.set("content-type", "application/xml");
            return WireResponse.of(
                    fault.statusCode(),
                    headers,
                    ("<Error><Code>" + code + "</Code><Message>" + escaped(message) + "</Message><RequestId>"
                                    + requestId + "</RequestId></Error>")
                            .getBytes(StandardCharsets.UTF_8));
        }
        headers.set("content-type", type.startsWith("application/x-amz-json") ? type : "application/json");
        return WireResponse.of(fault.statusCode(), headers, Json.bytes(json -> {
            json.writeStringField("__type", code);
            json.writeStringField("message", message);
        }));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private Unrouted() {}
}
