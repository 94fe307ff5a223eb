package tarn.services.ssm;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ssm.model.HierarchyLevelLimitExceededException;
import software.amazon.awssdk.services.ssm.model.HierarchyTypeMismatchException;
import software.amazon.awssdk.services.ssm.model.InvalidAllowedPatternException;
import software.amazon.awssdk.services.ssm.model.InvalidKeyIdException;
import software.amazon.awssdk.services.ssm.model.InvalidNextTokenException;
import software.amazon.awssdk.services.ssm.model.InvalidPolicyAttributeException;
import software.amazon.awssdk.services.ssm.model.InvalidPolicyTypeException;
import software.amazon.awssdk.services.ssm.model.InvalidResourceIdException;
import software.amazon.awssdk.services.ssm.model.InvalidResourceTypeException;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterMaxVersionLimitExceededException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterPatternMismatchException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionLabelLimitExceededException;
import software.amazon.awssdk.services.ssm.model.ParameterVersionNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;
import software.amazon.awssdk.services.ssm.model.TooManyTagsErrorException;

/** Systems Manager's errors, in AWS's own words. */
final class SsmFaults {

    static SsmException parameterNotFound(String name) {
        return with(ParameterNotFoundException.builder(), "ParameterNotFound", "Parameter " + name + " not found.");
    }

    static SsmException versionNotFound(String name, String selector) {
        return with(
                ParameterVersionNotFoundException.builder(),
                "ParameterVersionNotFound",
                "Systems Manager could not find version " + selector + " of " + name
                        + ". Verify the version and try again.");
    }

    static SsmException parameterExists() {
        return with(
                ParameterAlreadyExistsException.builder(),
                "ParameterAlreadyExists",
                "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                        + " true.");
    }

    static SsmException oldestIsLabelled(String name, long version) {
        return with(
                ParameterMaxVersionLimitExceededException.builder(),
                "ParameterMaxVersionLimitExceeded",
                "You attempted to create a new version of " + name + " by calling the PutParameter API with the"
                        + " overwrite flag. Version " + version
                        + ", the oldest version, can't be deleted because it has a"
                        + " label associated with it. Move the label to another version of the parameter, and try"
                        + " again.");
    }

    static SsmException tooManyLabels() {
        return with(
                ParameterVersionLabelLimitExceededException.builder(),
                "ParameterVersionLabelLimitExceeded",
                "An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation:"
                        + " A parameter version can have maximum 10 labels.Move one or more labels to another version and"
                        + " try again.");
    }

    static SsmException patternMismatch(String pattern) {
        return with(
                ParameterPatternMismatchException.builder(),
                "ParameterPatternMismatchException",
                "Parameter value, cannot be validated against allowedPattern: " + pattern);
    }

    static SsmException patternInvalid(String pattern) {
        return with(
                InvalidAllowedPatternException.builder(),
                "InvalidAllowedPatternException",
                "The allowed pattern " + pattern + " is not a valid regular expression");
    }

    static SsmException tooDeep(int levels) {
        return with(
                HierarchyLevelLimitExceededException.builder(),
                "HierarchyLevelLimitExceededException",
                "Parameter name must be a fully qualified name of at most " + levels + " levels.");
    }

    static SsmException typeMismatch() {
        return with(
                HierarchyTypeMismatchException.builder(),
                "HierarchyTypeMismatchException",
                "Parameter Store doesn't support changing a parameter type in a hierarchy. For example, you can't change"
                        + " a parameter from a String type to a SecureString type. You must create a new, unique"
                        + " parameter.");
    }

    static SsmException policyTypeInvalid(String why) {
        return with(InvalidPolicyTypeException.builder(), "InvalidPolicyTypeException", why);
    }

    static SsmException policyInvalid(String why) {
        return with(InvalidPolicyAttributeException.builder(), "InvalidPolicyAttributeException", why);
    }

    static SsmException keyInvalid(String why) {
        return with(InvalidKeyIdException.builder(), "InvalidKeyId", why);
    }

    static SsmException filterInvalid(String why) {
        return with(SsmException.builder(), "InvalidFilterKey", why);
    }

    static SsmException optionInvalid(String why) {
        return with(SsmException.builder(), "InvalidFilterOption", why);
    }

    static SsmException tokenInvalid() {
        return with(InvalidNextTokenException.builder(), "InvalidNextToken", "The specified token is not valid.");
    }

    static SsmException resourceInvalid(String id) {
        return with(
                InvalidResourceIdException.builder(),
                "InvalidResourceId",
                "The resource ID \"" + id + "\" is not valid. Verify the ID and try again.");
    }

    static SsmException resourceTypeInvalid(String type) {
        return with(
                InvalidResourceTypeException.builder(),
                "InvalidResourceType",
                type + " is not a valid resource type. Valid resource types are: Parameter.");
    }

    static SsmException tooManyTags() {
        return with(TooManyTagsErrorException.builder(), "TooManyTagsError", "A parameter can have at most 50 tags");
    }

    static SsmException accessDenied(String why) {
        return with(SsmException.builder(), "AccessDeniedException", why);
    }

    static SsmException invalid(String why) {
        return with(SsmException.builder(), "ValidationException", why);
    }

    private static SsmException with(SsmException.Builder fault, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("Ssm")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (SsmException)
                fault.awsErrorDetails(details).message(message).statusCode(400).build();
    }

    private SsmFaults() {}
}
