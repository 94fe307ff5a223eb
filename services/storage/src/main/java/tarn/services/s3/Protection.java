package tarn.services.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;

/**
 * What keeps a version from being deleted: Object Lock.
 *
 * @param mode how strictly it is retained; null if it is not
 * @param until when retention ends; null if it is not retained
 * @param hold whether it is held beside that; null if that was never said
 */
record Protection(
        @Nullable ObjectLockMode mode,
        @Nullable Instant until,
        @Nullable ObjectLockLegalHoldStatus hold) {

    static final Protection NONE = new Protection(null, null, null);

    private static final ObjectLockMode[] MODES = {null, ObjectLockMode.GOVERNANCE, ObjectLockMode.COMPLIANCE};
    private static final ObjectLockLegalHoldStatus[] HOLDS = {
        null, ObjectLockLegalHoldStatus.ON, ObjectLockLegalHoldStatus.OFF
    };

    Protection retained(@Nullable ObjectLockMode nextMode, @Nullable Instant nextUntil) {
        return new Protection(nextMode, nextUntil, hold);
    }

    Protection held(ObjectLockLegalHoldStatus next) {
        return new Protection(mode, until, next);
    }

    /** Whether it keeps its version from being deleted now. */
    boolean forbidsDeletion(Instant now, boolean bypassGovernance) {
        return hold == ObjectLockLegalHoldStatus.ON
                || (retains(now) && !(mode == ObjectLockMode.GOVERNANCE && bypassGovernance));
    }

    /** Whether its version is retained at a moment. */
    boolean retains(Instant now) {
        return mode != null && until != null && until.isAfter(now);
    }

    void writeTo(RecordWriter out) {
        out.number(indexOf(MODES, mode)).maybeInstant(until).number(indexOf(HOLDS, hold));
    }

    static Protection read(RecordReader in) {
        return new Protection(MODES[in.count()], in.maybeInstant(), HOLDS[in.count()]);
    }

    private static int indexOf(@Nullable Object[] all, @Nullable Object one) {
        return java.util.Arrays.asList(all).indexOf(one);
    }
}
