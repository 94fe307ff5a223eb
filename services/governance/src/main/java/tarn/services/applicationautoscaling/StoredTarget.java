package tarn.services.applicationautoscaling;

import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.SuspendedState;

/** Something that may be scaled, and how far. */
record StoredTarget(
        String id,
        Scalable scalable,
        int least,
        int most,
        String role,
        Instant created,
        boolean inSuspended,
        boolean outSuspended,
        boolean scheduledSuspended,
        Map<String, String> tags,
        String arn) {

    StoredTarget bounded(int newLeast, int newMost) {
        return new StoredTarget(
                id,
                scalable,
                newLeast,
                newMost,
                role,
                created,
                inSuspended,
                outSuspended,
                scheduledSuspended,
                tags,
                arn);
    }

    StoredTarget tagged(Map<String, String> with) {
        return new StoredTarget(
                id, scalable, least, most, role, created, inSuspended, outSuspended, scheduledSuspended, with, arn);
    }

    ScalableTarget toSdk() {
        return ScalableTarget.builder()
                .serviceNamespace(scalable.namespace())
                .resourceId(scalable.resource())
                .scalableDimension(scalable.dimension())
                .minCapacity(least)
                .maxCapacity(most)
                .roleARN(role)
                .creationTime(created)
                .suspendedState(SuspendedState.builder()
                        .dynamicScalingInSuspended(inSuspended)
                        .dynamicScalingOutSuspended(outSuspended)
                        .scheduledScalingSuspended(scheduledSuspended)
                        .build())
                .scalableTargetARN(arn)
                .build();
    }
}
