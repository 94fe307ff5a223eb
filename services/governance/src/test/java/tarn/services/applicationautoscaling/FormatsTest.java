package tarn.services.applicationautoscaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.applicationautoscaling.model.MetricType;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;
import tarn.kernel.testing.Golden;

/** What is kept of scaling, and when scheduled actions act. */
class FormatsTest {

    private static final Instant THEN = Instant.parse("2026-11-21T18:00:00Z");
    private static final Scalable ORDERS =
            new Scalable("dynamodb", "table/orders/index/by-day", "dynamodb:index:ReadCapacityUnits");

    private static StoredAction action(String schedule, Instant start, Instant end) {
        return new StoredAction("id", "morning", ORDERS, "arn", schedule, "Europe/Berlin", start, end, 5, null, THEN);
    }

    @Test
    void everythingIsKeptAsItAlwaysWas() {
        Golden.check(
                "applicationautoscaling/targets",
                Kept.TARGET,
                new StoredTarget("id", ORDERS, 1, 9, "role", THEN, true, false, true, Map.of("team", "data"), "arn"));
        Golden.check(
                "applicationautoscaling/policies",
                Kept.POLICY,
                new StoredPolicy(
                        "id",
                        "half",
                        ORDERS,
                        "arn",
                        TargetTrackingScalingPolicyConfiguration.builder()
                                .targetValue(50.0)
                                .predefinedMetricSpecification(
                                        m -> m.predefinedMetricType(MetricType.DYNAMO_DB_READ_CAPACITY_UTILIZATION))
                                .build(),
                        "high",
                        "low",
                        THEN,
                        THEN,
                        null));
        Golden.check(
                "applicationautoscaling/actions", Kept.ACTION, action("cron(0 9 * * ? *)", THEN, THEN.plusSeconds(1)));
        Golden.check(
                "applicationautoscaling/activities",
                Kept.ACTIVITY,
                new StoredActivity("id", ORDERS, "Setting", "cause", THEN, THEN, true, "done"));
    }

    @Test
    void aScheduledActionActsBetweenItsStartAndItsEnd() {
        var day = action("cron(0 9 * * ? *)", THEN.plusSeconds(86_400), THEN.plusSeconds(3 * 86_400));
        var first = Instant.parse("2026-11-23T08:00:00Z");
        assertThat(day.after(THEN)).contains(first);
        assertThat(day.after(first)).contains(first.plusSeconds(86_400));
        assertThat(day.after(first.plusSeconds(86_400))).isEmpty();
    }
}
