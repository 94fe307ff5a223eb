package tarn.services.dynamodb;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ApproximateCreationDateTimePrecision;
import software.amazon.awssdk.services.dynamodb.model.DestinationStatus;

/**
 * What ties a table to its past, to where it came from, and to what follows it.
 *
 * @param past null if nothing of the past is kept
 * @param origin null if the table was made empty
 * @param destinations data streams that were ever told of changes
 * @param replication null if the table is of one region alone
 */
record Ties(
        @Nullable Past past,
        @Nullable Origin origin,
        List<Destination> destinations,
        @Nullable Replication replication) {

    static final Ties NONE = new Ties(null, null, List.of(), null);

    /**
     * How much of the past is kept: what an item was before its first change after the latest moment; with recovery,
     * before each of its changes.
     *
     * @param latest the latest moment that somebody may come back to, as a number of {@link Sequences}
     * @param recovery null if point-in-time recovery is off
     */
    record Past(long latest, @Nullable Recovery recovery) {}

    /** Point-in-time recovery: since when, and for how many days back. */
    record Recovery(Instant since, int days) {}

    /**
     * Where the first items came from.
     *
     * @param backup the ARN of a backup; null for another table's past, or an import
     * @param table the ARN of the table; null for an import
     * @param moment as of when
     * @param arriving whether items are still on their way: until then the table is being created
     */
    record Origin(
            @Nullable String backup,
            @Nullable String table,
            @Nullable Instant moment,
            boolean arriving) {}

    /** A data stream of Kinesis that is told of changes. */
    record Destination(
            String stream,
            DestinationStatus status,
            @Nullable ApproximateCreationDateTimePrecision precision) {
        boolean isOn() {
            return status == DestinationStatus.ACTIVE;
        }
    }

    /**
     * The other regions that have the table.
     *
     * @param regions each with what it has of its own
     */
    record Replication(List<Replica> regions) {}

    /**
     * The table in another region.
     *
     * @param number of the table there
     * @param arriving whether it is still being filled
     */
    record Replica(String region, int number, boolean arriving) {}

    Ties with(@Nullable Past next) {
        return new Ties(next, origin, destinations, replication);
    }

    Ties from(@Nullable Origin next) {
        return new Ties(past, next, destinations, replication);
    }

    Ties to(List<Destination> next) {
        return new Ties(past, origin, next, replication);
    }

    Ties with(@Nullable Replication next) {
        return new Ties(past, origin, destinations, next);
    }

    boolean isArriving() {
        return origin != null && origin.arriving();
    }

    boolean isRecoverable() {
        return past != null && past.recovery() != null;
    }

    /** Whether somebody is told of every change. */
    boolean isFollowed() {
        return replication != null || destinations.stream().anyMatch(Destination::isOn);
    }

    /** Whether a change must know what was there before. */
    boolean remembers() {
        return past != null || isFollowed();
    }
}
