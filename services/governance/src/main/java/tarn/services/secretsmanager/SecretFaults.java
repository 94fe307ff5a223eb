package tarn.services.secretsmanager;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.secretsmanager.model.DecryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.EncryptionFailureException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidNextTokenException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.LimitExceededException;
import software.amazon.awssdk.services.secretsmanager.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.secretsmanager.model.PublicPolicyException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** Secrets Manager's errors, in AWS's own words. */
final class SecretFaults {

    static SecretsManagerException secretNotFound() {
        return notFound("Secrets Manager can't find the specified secret.");
    }

    static SecretsManagerException stageNotFound(String stage) {
        return notFound("Secrets Manager can't find the specified secret value for staging label: " + stage);
    }

    static SecretsManagerException versionNotFound(String id) {
        return notFound("Secrets Manager can't find the specified secret value for VersionId: " + id);
    }

    static SecretsManagerException secretExists(String name) {
        return exists("The operation failed because the secret " + name + " already exists.");
    }

    static SecretsManagerException versionExists(String token, String arn) {
        return exists("You can't use ClientRequestToken " + token
                + " because that value is already in use for a version of secret " + arn + ".");
    }

    static SecretsManagerException nameIsBeingDeleted() {
        return refused(
                "You can't create this secret because a secret with this name is already scheduled for deletion.");
    }

    static SecretsManagerException markedForDeletion() {
        return refused("You can't perform this operation on the secret because it was marked for deletion.");
    }

    static SecretsManagerException isReplica() {
        return refused("Operation not permitted on a replica secret. Call must be made in primary secret's region.");
    }

    static SecretsManagerException versionMismatch() {
        return refused("You provided a VersionStage that is not associated to the provided VersionId.");
    }

    static SecretsManagerException refused(String why) {
        return with(InvalidRequestException.builder(), "InvalidRequestException", why);
    }

    static SecretsManagerException invalid(String why) {
        return with(InvalidParameterException.builder(), "InvalidParameterException", why);
    }

    static SecretsManagerException tooManyVersions() {
        return limitExceeded("A secret can have at most 100 versions with staging labels");
    }

    static SecretsManagerException limitExceeded(String why) {
        return with(LimitExceededException.builder(), "LimitExceededException", why);
    }

    static SecretsManagerException tokenInvalid() {
        return with(InvalidNextTokenException.builder(), "InvalidNextTokenException", "Invalid token");
    }

    static SecretsManagerException policyMalformed(String why) {
        return with(
                MalformedPolicyDocumentException.builder(),
                "MalformedPolicyDocumentException",
                "This resource policy contains a syntax error: " + why);
    }

    static SecretsManagerException policyPublic() {
        return with(
                PublicPolicyException.builder(),
                "PublicPolicyException",
                "You can't apply a resource policy that grants broad access to a secret.");
    }

    static SecretsManagerException decryptionFailed(String why) {
        return with(
                DecryptionFailureException.builder(),
                "DecryptionFailure",
                "Secrets Manager can't decrypt the protected secret text using the provided KMS key. " + why);
    }

    static SecretsManagerException encryptionFailed(String why) {
        return with(
                EncryptionFailureException.builder(),
                "EncryptionFailure",
                "Secrets Manager can't encrypt the protected secret text using the provided KMS key. " + why);
    }

    static SecretsManagerException accessDenied(String why) {
        return with(SecretsManagerException.builder(), "AccessDeniedException", why);
    }

    private static SecretsManagerException notFound(String why) {
        return with(ResourceNotFoundException.builder(), "ResourceNotFoundException", why);
    }

    private static SecretsManagerException exists(String why) {
        return with(ResourceExistsException.builder(), "ResourceExistsException", why);
    }

    private static SecretsManagerException with(SecretsManagerException.Builder fault, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("SecretsManager")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (SecretsManagerException)
                fault.awsErrorDetails(details).message(message).statusCode(400).build();
    }

    private SecretFaults() {}
}
