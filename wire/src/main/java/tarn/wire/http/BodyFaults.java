package tarn.wire.http;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.ServiceFault;

/** What can be wrong with a body, in S3's words; thrown by the read that finds it. */
final class BodyFaults {

    static AwsServiceException incompleteBody() {
        return ServiceFault.of(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header");
    }

    static AwsServiceException badDigest(String algorithm) {
        return ServiceFault.of(
                400, "BadDigest", "The " + algorithm + " you specified did not match the calculated checksum.");
    }

    static AwsServiceException invalidTrailer(String name) {
        return ServiceFault.of(400, "InvalidRequest", "Value for " + name + " trailing header is invalid.");
    }

    static AwsServiceException malformedTrailer() {
        return ServiceFault.of(
                400,
                "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to our published"
                        + " schema.");
    }

    static AwsServiceException invalidChunkSize() {
        return ServiceFault.of(
                403, "InvalidChunkSizeError", "Only the last chunk is allowed to have a size less than 8192 bytes");
    }

    static AwsServiceException missingDecodedLength() {
        return ServiceFault.of(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    }

    static AwsServiceException tooLarge(long bytesMax) {
        return ServiceFault.of(
                413, "RequestEntityTooLargeException", "Request size exceeded the limit of " + bytesMax + " bytes.");
    }

    static AwsServiceException notGzip() {
        return ServiceFault.of(
                400, "SerializationException", "The body is not in the gzip form its Content-Encoding announces.");
    }

    private BodyFaults() {}
}
