package tarn.services.sqs;

import java.util.Map;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.sqs.model.KmsAccessDeniedException;
import software.amazon.awssdk.services.sqs.model.KmsDisabledException;
import software.amazon.awssdk.services.sqs.model.KmsInvalidKeyUsageException;
import software.amazon.awssdk.services.sqs.model.KmsInvalidStateException;
import software.amazon.awssdk.services.sqs.model.KmsNotFoundException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** What KMS refuses, as SQS passes it on. */
final class KmsFaults {

    private static final Map<String, String> CODES = Map.of(
            "AccessDeniedException", "KMS.AccessDeniedException",
            "DisabledException", "KMS.DisabledException",
            "InvalidKeyUsageException", "KMS.InvalidKeyUsageException",
            "KMSInvalidStateException", "KMS.InvalidStateException",
            "NotFoundException", "KMS.NotFoundException");

    static SqsException of(KmsException refusal) {
        var details = refusal.awsErrorDetails();
        var code = details == null ? "" : CODES.getOrDefault(details.errorCode(), "");
        var message = details == null ? String.valueOf(refusal.getMessage()) : details.errorMessage();
        var fault = switch (refusal) {
            case software.amazon.awssdk.services.kms.model.DisabledException _ -> KmsDisabledException.builder();
            case software.amazon.awssdk.services.kms.model.InvalidKeyUsageException _ ->
                KmsInvalidKeyUsageException.builder();
            case software.amazon.awssdk.services.kms.model.KmsInvalidStateException _ ->
                KmsInvalidStateException.builder();
            case software.amazon.awssdk.services.kms.model.NotFoundException _ -> KmsNotFoundException.builder();
            default -> KmsAccessDeniedException.builder();
        };
        return SqsFaults.with(fault, 400, code.isEmpty() ? "KMS.AccessDeniedException" : code, message);
    }

    private KmsFaults() {}
}
