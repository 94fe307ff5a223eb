package tarn.services.eventbridge;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.IllegalStatusException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.LimitExceededException;
import software.amazon.awssdk.services.eventbridge.model.PolicyLengthExceededException;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;

/** EventBridge's errors, in AWS's own words. */
final class EventFaults {

    static ResourceNotFoundException busNotFound(String name) {
        return notFound("Event bus " + name + " does not exist.");
    }

    static ResourceNotFoundException ruleNotFound(String name, String bus) {
        return notFound("Rule " + name + " does not exist on EventBus " + bus + ".");
    }

    static ResourceNotFoundException archiveNotFound(String name) {
        return notFound("Archive " + name + " does not exist.");
    }

    static ResourceNotFoundException replayNotFound(String name) {
        return notFound("Replay " + name + " does not exist.");
    }

    static ResourceNotFoundException connectionNotFound(String name) {
        return notFound("Failed to describe the connection(s). Connection '" + name + "' does not exist.");
    }

    static ResourceNotFoundException apiDestinationNotFound(String name) {
        return notFound("Failed to describe the api-destination(s). ApiDestination '" + name + "' does not exist.");
    }

    static ResourceNotFoundException statementNotFound(String bus) {
        return notFound("Statement with the provided id does not exist on EventBus " + bus + ".");
    }

    static ResourceNotFoundException resourceNotFound(String arn) {
        return notFound("Resource " + arn + " does not exist.");
    }

    private static ResourceNotFoundException notFound(String message) {
        return (ResourceNotFoundException)
                with(ResourceNotFoundException.builder(), "ResourceNotFoundException", message);
    }

    static ResourceAlreadyExistsException exists(String kind, String name) {
        return (ResourceAlreadyExistsException) with(
                ResourceAlreadyExistsException.builder(),
                "ResourceAlreadyExistsException",
                kind + " " + name + " already exists.");
    }

    static LimitExceededException tooMany() {
        return (LimitExceededException) with(
                LimitExceededException.builder(),
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.");
    }

    static InvalidEventPatternException badPattern(String why) {
        return (InvalidEventPatternException)
                with(InvalidEventPatternException.builder(), "InvalidEventPatternException", why);
    }

    static IllegalStatusException replayEnded(String name, String state) {
        return (IllegalStatusException) with(
                IllegalStatusException.builder(),
                "IllegalStatusException",
                "Replay " + name + " is not in a valid state for this operation: " + state);
    }

    static PolicyLengthExceededException policyTooLong() {
        return (PolicyLengthExceededException) with(
                PolicyLengthExceededException.builder(),
                "PolicyLengthExceededException",
                "The policy is longer than 10240 bytes.");
    }

    /** What has no error of its own. */
    static EventBridgeException invalid(String message) {
        return with(EventBridgeException.builder(), "ValidationException", message);
    }

    private static EventBridgeException with(EventBridgeException.Builder fault, String code, String message) {
        var details = AwsErrorDetails.builder()
                .serviceName("EventBridge")
                .errorCode(code)
                .errorMessage(message)
                .build();
        return (EventBridgeException)
                fault.awsErrorDetails(details).message(message).statusCode(400).build();
    }

    private EventFaults() {}
}
