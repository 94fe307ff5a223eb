package tarn.services.eventbridge;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * A rule and its targets as they are kept: one record, so that an event meets both as they were.
 *
 * @param pattern null if only a schedule starts it
 * @param begun from when the schedule counts
 * @param user the account that made it
 */
record StoredRule(
        String bus,
        String name,
        String arn,
        @Nullable String pattern,
        @Nullable String schedule,
        RuleState state,
        @Nullable String description,
        @Nullable String role,
        List<Target> targets,
        Map<String, String> tags,
        Instant begun,
        String user) {

    StoredRule withTargets(List<Target> next) {
        return new StoredRule(
                bus, name, arn, pattern, schedule, state, description, role, List.copyOf(next), tags, begun, user);
    }

    StoredRule withState(RuleState next) {
        return new StoredRule(bus, name, arn, pattern, schedule, next, description, role, targets, tags, begun, user);
    }

    StoredRule withTags(Map<String, String> next) {
        return new StoredRule(bus, name, arn, pattern, schedule, state, description, role, targets, next, begun, user);
    }

    boolean isEnabled() {
        return state != RuleState.DISABLED;
    }
}
