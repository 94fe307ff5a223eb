package tarn.services.applicationautoscaling;

import java.time.Instant;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivity;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingActivityStatusCode;

/** Something that was scaled, or should have been. */
record StoredActivity(
        String id,
        Scalable scalable,
        String description,
        String cause,
        Instant start,
        Instant end,
        boolean succeeded,
        String message) {

    ScalingActivity toSdk() {
        return ScalingActivity.builder()
                .activityId(id)
                .serviceNamespace(scalable.namespace())
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .description(description)
                .cause(cause)
                .startTime(start)
                .endTime(end)
                .statusCode(succeeded ? ScalingActivityStatusCode.SUCCESSFUL : ScalingActivityStatusCode.FAILED)
                .statusMessage(message)
                .build();
    }
}
