package tarn.services.iam;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.InvalidUserTypeException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PasswordPolicyViolationException;
import software.amazon.awssdk.services.iam.model.PolicyNotAttachableException;
import software.amazon.awssdk.services.iam.model.UnmodifiableEntityException;

/** IAM's errors, in AWS's own words. */
final class IamFaults {

    static IamException noSuchUser(String name) {
        return noSuchEntity("The user with name " + name + " cannot be found.");
    }

    static IamException noSuchGroup(String name) {
        return noSuchEntity("The group with name " + name + " cannot be found.");
    }

    static IamException noSuchRole(String name) {
        return noSuchEntity("The role with name " + name + " cannot be found.");
    }

    static IamException noSuchProfile(String name) {
        return noSuchEntity("Instance Profile " + name + " cannot be found.");
    }

    static IamException noSuchPolicy(String arn) {
        return noSuchEntity("Policy " + arn + " was not found.");
    }

    static IamException notAttachable(String arn) {
        return noSuchEntity("Policy " + arn + " does not exist or is not attachable.");
    }

    static IamException noSuchVersion(String arn, String version) {
        return noSuchEntity("Policy " + arn + " version " + version + " does not exist or is not attachable.");
    }

    static IamException noSuchInlinePolicy(String kind, String name) {
        return noSuchEntity("The " + kind + " policy with name " + name + " cannot be found.");
    }

    static IamException noSuchKey(String id) {
        return noSuchEntity("The Access Key with id " + id + " cannot be found.");
    }

    static IamException noSuchLogin(String user) {
        return noSuchEntity("Login Profile for User " + user + " cannot be found.");
    }

    static IamException noSuchAlias(String alias) {
        return noSuchEntity("The account alias with name " + alias + " cannot be found.");
    }

    static IamException notAMember(String user, String group) {
        return noSuchEntity("The user with name " + user + " is not in the group with name " + group + ".");
    }

    static IamException noRoleInProfile(String role, String profile) {
        return noSuchEntity("The role with name " + role + " is not in instance profile " + profile + ".");
    }

    static IamException noBoundary(String kind, String name) {
        return noSuchEntity("No permissions boundary is set for the " + kind + " with name " + name + ".");
    }

    static IamException userExists(String name) {
        return alreadyExists("User with name " + name + " already exists.");
    }

    static IamException groupExists(String name) {
        return alreadyExists("Group with name " + name + " already exists.");
    }

    static IamException roleExists(String name) {
        return alreadyExists("Role with name " + name + " already exists.");
    }

    static IamException profileExists(String name) {
        return alreadyExists("Instance Profile " + name + " already exists.");
    }

    static IamException policyExists(String name) {
        return alreadyExists("A policy called " + name + " already exists. Duplicate names are not allowed.");
    }

    static IamException loginExists(String user) {
        return alreadyExists("Login Profile for user " + user + " already exists.");
    }

    static IamException aliasTaken(String alias) {
        return alreadyExists("The account alias " + alias + " already exists.");
    }

    /** Something must go first, such as {@code detach all policies}. */
    static IamException inUse(String first) {
        return deleteConflict("Cannot delete entity, must " + first + " first.");
    }

    static IamException policyAttached() {
        return deleteConflict("Cannot delete a policy attached to entities.");
    }

    static IamException policyHasVersions() {
        return deleteConflict("This policy has more than one version. Before you delete a policy, you must delete the"
                + " policy's versions. The default version is deleted with the policy.");
    }

    static IamException versionInEffect() {
        return deleteConflict("Cannot delete the default version of a policy.");
    }

    static IamException quotaExceeded(String quota, int max) {
        return limitExceeded("Cannot exceed quota for " + quota + ": " + max);
    }

    static IamException tooManyVersions() {
        return limitExceeded("A managed policy can have up to 5 versions. Before you create a new version, you must"
                + " delete an existing version.");
    }

    static IamException inlineTooLarge(String kind, String name, int bytesMax) {
        return limitExceeded("Maximum policy size of " + bytesMax + " bytes exceeded for " + kind + " " + name);
    }

    static IamException malformedPolicy(String why) {
        return with(MalformedPolicyDocumentException.builder(), "MalformedPolicyDocument", 400, why);
    }

    static IamException weakPassword(String why) {
        return with(PasswordPolicyViolationException.builder(), "PasswordPolicyViolation", 400, why);
    }

    static IamException wrongPassword() {
        return accessDenied("The old password was incorrect.");
    }

    static IamException notAUser() {
        return with(
                InvalidUserTypeException.builder(),
                "InvalidUserType",
                400,
                "Only an IAM user can change a password of its own.");
    }

    static IamException noPasswordPolicy(String account) {
        return noSuchEntity("The Password Policy with domain name " + account + " cannot be found.");
    }

    static IamException duplicateTags() {
        return with(
                InvalidInputException.builder(),
                "InvalidInput",
                400,
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }

    static IamException protectedRole(String name) {
        return with(
                UnmodifiableEntityException.builder(),
                "UnmodifiableEntity",
                400,
                "Cannot perform the operation on the protected role '" + name
                        + "' - this role is only modifiable by AWS");
    }

    static IamException policyOfAService() {
        return with(
                PolicyNotAttachableException.builder(),
                "PolicyNotAttachable",
                400,
                "Cannot attach a Service Role Policy to a Customer Role.");
    }

    static IamException managedByAws(String arn) {
        return with(
                UnmodifiableEntityException.builder(),
                "UnmodifiableEntity",
                400,
                "Policy " + arn + " is managed by AWS and cannot be changed.");
    }

    static IamException accessDenied(String why) {
        return with(IamException.builder(), "AccessDenied", 403, why);
    }

    static IamException invalid(String why) {
        return with(IamException.builder(), "ValidationError", 400, why);
    }

    static IamException noSuchEntity(String message) {
        return with(NoSuchEntityException.builder(), "NoSuchEntity", 404, message);
    }

    static IamException alreadyExists(String message) {
        return with(EntityAlreadyExistsException.builder(), "EntityAlreadyExists", 409, message);
    }

    private static IamException deleteConflict(String message) {
        return with(DeleteConflictException.builder(), "DeleteConflict", 409, message);
    }

    static IamException limitExceeded(String message) {
        return with(LimitExceededException.builder(), "LimitExceeded", 409, message);
    }

    static IamException with(IamException.Builder fault, String code, int status, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Iam")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (IamException) fault.awsErrorDetails(details)
                .message(message)
                .statusCode(status)
                .build();
    }

    private IamFaults() {}
}
