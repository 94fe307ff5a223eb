package tarn.wire.http;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What can be wrong with a body, in S3's words; thrown by the read that finds it. */
final class BodyFaults {

    static AwsServiceException incompleteBody() {
        return fault(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    static AwsServiceException badDigest(String algorithm) {
        return fault(400, "BadDigest", "The " + algorithm + " you specified did not match the calculated checksum.");
    }

    static AwsServiceException invalidTrailer(String name) {
        return fault(400, "InvalidRequest", "Value for " + name + " trailing header is invalid.");
    }

    static AwsServiceException malformedTrailer() {
        return fault(
                400,
                "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to our published"
                        + " schema.");
    }

    static AwsServiceException invalidChunkSize() {
        return fault(
                403, "InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes");
    }

    static AwsServiceException missingDecodedLength() {
        return fault(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    }

    static AwsServiceException tooLarge(long bytesMax) {
        return fault(
                413, "RequestEntityTooLargeException", "Request size exceeded the limit of " + bytesMax + " bytes.");
    }

    static AwsServiceException notGzip() {
        return fault(400, "SerializationException", "The body is not in the gzip form its Content-Encoding announces.");
    }

    private static AwsServiceException fault(int status, String code, String message) {
        return AwsServiceException.builder()
                .message(message)
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .sdkHttpResponse(
                                SdkHttpResponse.builder().statusCode(status).build())
                        .build())
                .build();
    }

    private BodyFaults() {}
}
