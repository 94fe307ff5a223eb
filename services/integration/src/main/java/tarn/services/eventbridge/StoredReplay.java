package tarn.services.eventbridge;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import tarn.store.Key;

/**
 * A replay as it is kept.
 *
 * @param rules the ARNs of the rules that get the events; all if there are none
 * @param reached the last event that was sent; a restart goes on after it
 * @param ended null while it runs
 */
record StoredReplay(
        String name,
        String arn,
        @Nullable String description,
        String archive,
        String bus,
        List<String> rules,
        Instant from,
        Instant to,
        ReplayState state,
        @Nullable Key reached,
        Instant begun,
        @Nullable Instant ended) {

    StoredReplay in(ReplayState next, @Nullable Key reached, @Nullable Instant ended) {
        return new StoredReplay(name, arn, description, archive, bus, rules, from, to, next, reached, begun, ended);
    }

    boolean isOver() {
        return ended != null;
    }
}
