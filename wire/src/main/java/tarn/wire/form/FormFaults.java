package tarn.wire.form;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What can be wrong with a form, in S3's own words. */
public final class FormFaults {

    static AwsServiceException malformed() {
        return fault(
                400,
                "MalformedPOSTRequest",
                "The body of your POST request is not well-formed multipart/form-data.",
                Map.of());
    }

    static AwsServiceException fieldsTooLarge(int bytesMax) {
        return fault(
                400,
                "MaxPostPreDataLengthExceeded",
                "Your POST request fields preceding the upload file were too large.",
                Map.of("MaxPostPreDataLengthInBytes", Integer.toString(bytesMax)));
    }

    static AwsServiceException noFile() {
        return argument("POST requires exactly one file upload per request.", "file", "0");
    }

    /** A field that must be there is not. */
    public static AwsServiceException fieldMissing(String name) {
        return argument(
                "Bucket POST must contain a field named '" + name
                        + "'.  If it is specified, please check the order of the fields.",
                name,
                "");
    }

    /** The tags of a form are not the XML they should be. */
    public static AwsServiceException malformedTags() {
        return fault(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema",
                Map.of());
    }

    static AwsServiceException invalidPolicy(String problem) {
        return fault(400, "InvalidPolicyDocument", "Invalid Policy: " + problem, Map.of());
    }

    static AwsServiceException refused(String reason) {
        return fault(403, "AccessDenied", "Invalid according to Policy: " + reason, Map.of());
    }

    static AwsServiceException tooLarge(long bytes, long bytesMax) {
        return size(
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size",
                bytes,
                "MaxSizeAllowed",
                bytesMax);
    }

    static AwsServiceException tooSmall(long bytes, long bytesMin) {
        return size(
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size",
                bytes,
                "MinSizeAllowed",
                bytesMin);
    }

    /** A field says what it must not. */
    public static AwsServiceException argument(String message, String name, String value) {
        var extra = new LinkedHashMap<String, String>();
        extra.put("ArgumentName", name);
        extra.put("ArgumentValue", value);
        return fault(400, "InvalidArgument", message, extra);
    }

    private static AwsServiceException size(String code, String message, long bytes, String bound, long boundBytes) {
        var extra = new LinkedHashMap<String, String>();
        extra.put("ProposedSize", Long.toString(bytes));
        extra.put(bound, Long.toString(boundBytes));
        return fault(400, code, message, extra);
    }

    private static AwsServiceException fault(int status, String code, String message, Map<String, String> extra) {
        var xml = new StringBuilder();
        extra.forEach((name, text) -> xml.append('<' + name + '>')
                .append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .append("</" + name + '>'));
        return AwsServiceException.builder()
                .message(message)
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .rawResponse(SdkBytes.fromUtf8String(xml.toString()))
                        .sdkHttpResponse(
                                SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .build();
    }

    private FormFaults() {}
}
