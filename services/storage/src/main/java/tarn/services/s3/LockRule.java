package tarn.services.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;

/**
 * That a bucket's versions can be locked, and how new ones are if nothing else is said.
 *
 * @param mode of default retention; null if there is none
 * @param days of default retention; null if it is given in years or there is none
 * @param years of default retention; null if it is given in days or there is none
 */
record LockRule(
        @Nullable ObjectLockMode mode,
        @Nullable Integer days,
        @Nullable Integer years) {

    static final LockRule NO_DEFAULT = new LockRule(null, null, null);

    private static final ObjectLockMode[] MODES = {null, ObjectLockMode.GOVERNANCE, ObjectLockMode.COMPLIANCE};

    /** The protection of a version that is written now and of which nothing else is said. */
    Protection at(Instant now) {
        if (mode == null) {
            return Protection.NONE;
        }
        var time = now.atOffset(ZoneOffset.UTC);
        var until = years == null ? time.plusDays(days == null ? 0 : days) : time.plusYears(years);
        return new Protection(mode, until.toInstant(), null);
    }

    void writeTo(RecordWriter out) {
        out.number(java.util.Arrays.asList(MODES).indexOf(mode))
                .number(days == null ? 0 : days)
                .number(years == null ? 0 : years);
    }

    static LockRule read(RecordReader in) {
        return new LockRule(MODES[in.count()], zeroAsNull(in.count()), zeroAsNull(in.count()));
    }

    private static @Nullable Integer zeroAsNull(int number) {
        return number == 0 ? null : number;
    }
}
