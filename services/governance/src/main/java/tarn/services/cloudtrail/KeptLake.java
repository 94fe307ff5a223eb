package tarn.services.cloudtrail;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * An event data store as it is kept. It holds no events itself: it shows those of the audit that it selects.
 *
 * @param home the region it was made in
 * @param everywhere whether it takes events of all regions
 * @param days how long it keeps events
 * @param extendable whether it is paid for as one that may keep them ten years
 * @param isProtected whether it refuses to be removed
 * @param takes whether it takes events
 * @param key the KMS key it was given; null if none
 * @param intervals when it took events: from, to, from…; open at the end while it does
 * @param deleted when it was removed; null while it is there
 */
record KeptLake(
        String id,
        String name,
        String home,
        String arn,
        List<AdvancedEventSelector> selectors,
        boolean everywhere,
        int days,
        boolean extendable,
        boolean isProtected,
        boolean takes,
        @Nullable String key,
        Instant created,
        Instant updated,
        List<Instant> intervals,
        @Nullable Instant deleted,
        Map<String, String> tags) {

    static final Format<KeptLake> FORMAT = Formats.record(KeptLake.class);

    KeptLake configured(
            String newName,
            List<AdvancedEventSelector> newSelectors,
            boolean allRegions,
            int retention,
            boolean guarded,
            @Nullable String newKey,
            Instant now) {
        return new KeptLake(
                id,
                newName,
                home,
                arn,
                newSelectors,
                allRegions,
                retention,
                extendable,
                guarded,
                takes,
                newKey,
                created,
                now,
                intervals,
                deleted,
                tags);
    }

    KeptLake taking(boolean on, Instant now) {
        if (on == takes) {
            return this;
        }
        var next = new java.util.ArrayList<>(intervals);
        next.add(now);
        return new KeptLake(
                id,
                name,
                home,
                arn,
                selectors,
                everywhere,
                days,
                extendable,
                isProtected,
                on,
                key,
                created,
                now,
                next,
                deleted,
                tags);
    }

    KeptLake deleted(@Nullable Instant when) {
        return new KeptLake(
                id,
                name,
                home,
                arn,
                selectors,
                everywhere,
                days,
                extendable,
                isProtected,
                takes,
                key,
                created,
                updated,
                intervals,
                when,
                tags);
    }

    KeptLake tagged(Map<String, String> next) {
        return new KeptLake(
                id,
                name,
                home,
                arn,
                selectors,
                everywhere,
                days,
                extendable,
                isProtected,
                takes,
                key,
                created,
                updated,
                intervals,
                deleted,
                next);
    }

    /** Whether it took events at a time. */
    boolean tookAt(Instant time) {
        boolean took = false;
        for (var edge : intervals) {
            if (edge.isAfter(time)) {
                return took;
            }
            took = !took;
        }
        return took;
    }
}
