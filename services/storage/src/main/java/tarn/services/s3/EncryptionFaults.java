package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidRequest;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KeyUnavailableException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What can be wrong with encryption, in S3's words. */
final class EncryptionFaults {

    private static final String ALGORITHM_HEADER = "x-amz-server-side-encryption";

    static S3Exception methodUnknown(String algorithm) {
        return invalidArgument("The encryption method specified is not supported", ALGORITHM_HEADER, algorithm);
    }

    static S3Exception keyWithoutKms(@Nullable String algorithm) {
        return invalidArgument(
                "Server Side Encryption with AWS KMS managed key requires HTTP header " + ALGORITHM_HEADER
                        + " : aws:kms",
                ALGORITHM_HEADER,
                algorithm == null ? "null" : algorithm);
    }

    static S3Exception twoMethods(String algorithm) {
        return invalidArgument(
                "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
                ALGORITHM_HEADER,
                algorithm);
    }

    static S3Exception contextInvalid(String given) {
        return invalidArgument(
                "The header '" + ALGORITHM_HEADER + "-context' shall be Base64-encoded UTF-8 string holding JSON which"
                        + " represents a string-string map",
                ALGORITHM_HEADER + "-context",
                given);
    }

    static S3Exception bucketKeyTwice() {
        return invalidArgument(
                "S3 Bucket Keys are not supported for DSSE-KMS", ALGORITHM_HEADER + "-bucket-key-enabled", "true");
    }

    /** SSE-C is off in buckets that did not turn it on: so it is on AWS since April 2026. */
    static S3Exception customerKeysBlocked() {
        return fault(
                403,
                "AccessDenied",
                "Access Denied: server-side encryption with customer-provided keys (SSE-C) is blocked for this bucket");
    }

    static S3Exception customerAlgorithmMissing() {
        return invalidArgument(
                "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption"
                        + " algorithm.",
                ALGORITHM_HEADER,
                "null");
    }

    static S3Exception customerAlgorithmUnknown() {
        return fault(
                400,
                "InvalidEncryptionAlgorithmError",
                "The encryption request that you specified is not valid. The valid value is AES256.");
    }

    static S3Exception customerKeyMissing() {
        return invalidArgument(
                "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate"
                        + " secret key.",
                ALGORITHM_HEADER,
                "null");
    }

    static S3Exception customerKeyInvalid() {
        return invalidArgument("The secret key was invalid for the specified algorithm.", ALGORITHM_HEADER, "null");
    }

    static S3Exception customerMd5Missing() {
        return invalidArgument(
                "Requests specifying Server Side Encryption with Customer provided keys must provide the client"
                        + " calculated MD5 of the secret key.",
                ALGORITHM_HEADER,
                "null");
    }

    static S3Exception customerMd5Mismatch() {
        return invalidArgument(
                "The calculated MD5 hash of the key did not match the hash that was provided.",
                ALGORITHM_HEADER,
                "null");
    }

    static S3Exception customerKeyNeeded() {
        return invalidRequest(
                "The object was stored using a form of Server Side Encryption. The correct parameters must"
                        + " be provided to retrieve the object.");
    }

    static S3Exception customerKeyNotApplicable() {
        return invalidRequest("The encryption parameters are not applicable to this object.");
    }

    static S3Exception customerKeyWrong() {
        return fault(
                403,
                "AccessDenied",
                "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret"
                        + " key.");
    }

    static S3Exception partKeyNeeded() {
        return invalidRequest(
                "The multipart upload initiate requested encryption. Subsequent part requests must include"
                        + " the appropriate encryption parameters.");
    }

    static S3Exception partKeyNotApplicable() {
        return invalidRequest("The multipart upload initiate did not request encryption. Please resend the request"
                + " without sending encryption parameters.");
    }

    static S3Exception partKeyWrong() {
        return invalidRequest("The provided encryption parameters did not match the ones used originally.");
    }

    static S3Exception keyOfAnotherRegion(String region) {
        return fault(400, "KMS.NotFoundException", "Invalid arn " + region);
    }

    /** What KMS refuses, S3 passes on under a name of its own. */
    static RuntimeException refusedByKms(KmsException refused) {
        var details = refused.awsErrorDetails();
        var code = details == null ? null : details.errorCode();
        var told = details == null ? null : details.errorMessage();
        var message = Stream.of(told, refused.getMessage())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        return switch (refused) {
            case NotFoundException _ -> fault(400, "KMS.NotFoundException", message);
            case DisabledException _ -> fault(400, "KMS.DisabledException", message);
            case KmsInvalidStateException _ -> fault(400, "KMS.KMSInvalidStateException", message);
            case InvalidKeyUsageException _ -> fault(400, "KMS.InvalidKeyUsageException", message);
            case KeyUnavailableException _ -> fault(503, "KMS.KeyUnavailableException", message);
            case KmsException _ when "AccessDeniedException".equals(code) -> fault(403, "AccessDenied", message);
            case KmsException _
            when code != null && refused.statusCode() / 100 == 4 -> fault(400, "KMS." + code, message);
            default -> refused;
        };
    }

    static S3Exception keyWithoutKmsDefault() {
        return fault(
                400,
                "InvalidArgument",
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                Map.of("ArgumentName", "ApplyServerSideEncryptionByDefault"));
    }

    private EncryptionFaults() {}
}
