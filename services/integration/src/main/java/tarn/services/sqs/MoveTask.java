package tarn.services.sqs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The work of moving a dead-letter queue's messages.
 *
 * @param source the ARN of the queue they are moved from
 * @param target the ARN of the queue they are moved to; null if each goes back where it died
 * @param perSecondMax how many are moved in a second; null for as many as go
 * @param toMove how many there were when it began
 * @param moved how many were moved
 * @param failure why it ended before its time
 */
record MoveTask(
        String id,
        String source,
        @Nullable String target,
        @Nullable Integer perSecondMax,
        Status status,
        long toMove,
        long moved,
        Instant started,
        @Nullable String failure) {

    /** How far it is. */
    enum Status {
        RUNNING,
        COMPLETED,
        CANCELLING,
        CANCELLED,
        FAILED
    }

    boolean ended() {
        return status != Status.RUNNING && status != Status.CANCELLING;
    }

    MoveTask in(Status next, @Nullable String why) {
        return new MoveTask(id, source, target, perSecondMax, next, toMove, moved, started, why);
    }

    MoveTask with(long more) {
        return new MoveTask(id, source, target, perSecondMax, status, toMove, moved + more, started, failure);
    }
}
