package tarn.services.applicationautoscaling;

import software.amazon.awssdk.services.applicationautoscaling.model.InvalidNextTokenException;
import software.amazon.awssdk.services.applicationautoscaling.model.LimitExceededException;
import software.amazon.awssdk.services.applicationautoscaling.model.ObjectNotFoundException;
import software.amazon.awssdk.services.applicationautoscaling.model.ResourceNotFoundException;
import software.amazon.awssdk.services.applicationautoscaling.model.TooManyTagsException;
import software.amazon.awssdk.services.applicationautoscaling.model.ValidationException;

/** The errors of Application Auto Scaling, in AWS's own words. */
final class ScalingFaults {

    static ValidationException invalid(String message) {
        return ValidationException.builder().message(message).build();
    }

    /** @param named such as {@code , policy name: orders}; empty for nothing */
    static ObjectNotFoundException notFound(String what, Scalable scalable, String named) {
        return ObjectNotFoundException.builder()
                .message("No " + what + " found for service namespace: " + scalable.namespace() + ", resource ID: "
                        + scalable.resource() + ", scalable dimension: " + scalable.dimension() + named)
                .build();
    }

    static ResourceNotFoundException resourceNotFound(String arn) {
        return ResourceNotFoundException.builder()
                .message("The specified resource does not exist: " + arn)
                .resourceName(arn)
                .build();
    }

    static TooManyTagsException tooManyTags(String arn) {
        return TooManyTagsException.builder()
                .message("The request exceeds the limit of 50 tags per resource")
                .resourceName(arn)
                .build();
    }

    static LimitExceededException limitExceeded(String message) {
        return LimitExceededException.builder().message(message).build();
    }

    static InvalidNextTokenException tokenInvalid(String token) {
        return InvalidNextTokenException.builder()
                .message("The next token supplied is invalid")
                .build();
    }

    private ScalingFaults() {}
}
