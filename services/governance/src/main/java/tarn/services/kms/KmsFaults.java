package tarn.services.kms;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kms.model.AlreadyExistsException;
import software.amazon.awssdk.services.kms.model.CloudHsmClusterNotFoundException;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreNotFoundException;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.DryRunOperationException;
import software.amazon.awssdk.services.kms.model.ExpiredImportTokenException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.IncorrectKeyMaterialException;
import software.amazon.awssdk.services.kms.model.InvalidAliasNameException;
import software.amazon.awssdk.services.kms.model.InvalidArnException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.InvalidGrantTokenException;
import software.amazon.awssdk.services.kms.model.InvalidImportTokenException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.InvalidMarkerException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidMacException;
import software.amazon.awssdk.services.kms.model.KmsInvalidSignatureException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.LimitExceededException;
import software.amazon.awssdk.services.kms.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.TagException;
import software.amazon.awssdk.services.kms.model.UnsupportedOperationException;

/** KMS's errors, in AWS's own words. */
final class KmsFaults {

    static KmsException keyNotFound(String arn) {
        return notFound("Key '" + arn + "' does not exist");
    }

    static KmsException aliasNotFound(String arn) {
        return notFound("Alias " + arn + " is not found.");
    }

    static KmsException keyIdInvalid(String keyId) {
        return notFound("Invalid keyId '" + keyId + "'");
    }

    static KmsException arnOfAnotherRegion(String region) {
        return notFound("Invalid arn " + region);
    }

    static KmsException arnInvalid(String arn) {
        return with(InvalidArnException.builder(), "InvalidArnException", "Invalid ARN: " + arn);
    }

    static KmsException disabled(String arn) {
        return with(DisabledException.builder(), "DisabledException", arn + " is disabled.");
    }

    /** A key's state does not allow what is asked, such as {@code is pending deletion}. */
    static KmsException stateInvalid(String arn, String why) {
        return with(KmsInvalidStateException.builder(), "KMSInvalidStateException", arn + " " + why + ".");
    }

    static KmsException usageInvalid(String arn, String usage, String operation) {
        return usageInvalid(arn + " key usage is " + usage + " which is not valid for " + operation + ".");
    }

    static KmsException algorithmIncompatible(String algorithm, String spec) {
        return usageInvalid("Algorithm " + algorithm + " is incompatible with key spec " + spec + ".");
    }

    private static KmsException usageInvalid(String message) {
        return with(InvalidKeyUsageException.builder(), "InvalidKeyUsageException", message);
    }

    /** AWS says nothing about what is wrong with a ciphertext. */
    static KmsException ciphertextInvalid() {
        return with(InvalidCiphertextException.builder(), "InvalidCiphertextException", "");
    }

    static KmsException incorrectKey() {
        return with(
                IncorrectKeyException.builder(),
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation.");
    }

    static KmsException signatureInvalid() {
        return with(KmsInvalidSignatureException.builder(), "KMSInvalidSignatureException", "");
    }

    static KmsException macInvalid() {
        return with(KmsInvalidMacException.builder(), "KMSInvalidMacException", "");
    }

    static KmsException aliasExists(String arn) {
        return with(
                AlreadyExistsException.builder(),
                "AlreadyExistsException",
                "An alias with the name " + arn + " already exists");
    }

    static KmsException keyExists(String arn) {
        return with(AlreadyExistsException.builder(), "AlreadyExistsException", arn + " already exists.");
    }

    static KmsException aliasInvalid(String why) {
        return with(InvalidAliasNameException.builder(), "InvalidAliasNameException", why);
    }

    static KmsException limitExceeded(String why) {
        return with(LimitExceededException.builder(), "LimitExceededException", why);
    }

    static KmsException tagInvalid(String why) {
        return with(TagException.builder(), "TagException", why);
    }

    static KmsException markerInvalid() {
        return with(InvalidMarkerException.builder(), "InvalidMarkerException", "Invalid marker");
    }

    static KmsException policyMalformed(String why) {
        return with(MalformedPolicyDocumentException.builder(), "MalformedPolicyDocumentException", why);
    }

    static KmsException unsupported(String why) {
        return with(UnsupportedOperationException.builder(), "UnsupportedOperationException", why);
    }

    static KmsException keyStoreNotFound(String id) {
        return with(
                CustomKeyStoreNotFoundException.builder(),
                "CustomKeyStoreNotFoundException",
                "Custom key store " + id + " was not found");
    }

    static KmsException clusterNotFound(String id) {
        return with(
                CloudHsmClusterNotFoundException.builder(),
                "CloudHsmClusterNotFoundException",
                "CloudHSM cluster " + id + " was not found");
    }

    static KmsException policyNotFound(String name) {
        return notFound("No such policy exists: " + name);
    }

    static KmsException dryRun() {
        return with(
                DryRunOperationException.builder(),
                "DryRunOperationException",
                "The request would have succeeded, but the DryRun option is set.");
    }

    static KmsException grantTokenInvalid(String why) {
        return with(InvalidGrantTokenException.builder(), "InvalidGrantTokenException", why);
    }

    static KmsException grantNotFound(String id) {
        return notFound("Grant ID " + id + " not found");
    }

    static KmsException importTokenInvalid() {
        return with(InvalidImportTokenException.builder(), "InvalidImportTokenException", "");
    }

    static KmsException importTokenExpired() {
        return with(ExpiredImportTokenException.builder(), "ExpiredImportTokenException", "");
    }

    static KmsException materialIncorrect(String why) {
        return with(IncorrectKeyMaterialException.builder(), "IncorrectKeyMaterialException", why);
    }

    /** The key belongs to AWS: its owner may only look at it. */
    static KmsException managedByAws(String arn) {
        return with(
                KmsException.builder(),
                "AccessDeniedException",
                "The key " + arn + " is managed by AWS and cannot be changed");
    }

    static KmsException notAuthorized(String why) {
        return with(KmsException.builder(), "NotAuthorizedException", why);
    }

    static KmsException invalid(String why) {
        return with(KmsException.builder(), "ValidationException", why);
    }

    private static KmsException notFound(String message) {
        return with(NotFoundException.builder(), "NotFoundException", message);
    }

    private static KmsException with(KmsException.Builder fault, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Kms")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (KmsException)
                fault.awsErrorDetails(details).message(message).statusCode(400).build();
    }

    private KmsFaults() {}
}
