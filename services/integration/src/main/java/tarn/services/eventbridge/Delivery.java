package tarn.services.eventbridge;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * What is on its way to a target.
 *
 * @param rule the ARN of the rule that wants it; the bus that wants it if it is an archive's or a bus's own
 * @param eventId the event's id
 * @param event the event as the bus saw it
 * @param input what the target gets of it
 * @param hops how many buses it has passed
 */
record Delivery(String rule, Target target, String eventId, String event, String input, int hops) {

    /** The target's role; null if its own policy lets events in. */
    @Nullable
    String role() {
        return target.roleArn();
    }
}
