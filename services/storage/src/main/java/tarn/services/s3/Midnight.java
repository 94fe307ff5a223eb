package tarn.services.s3;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How S3 counts days: what is to happen some days after a moment happens at the midnight, UTC, that follows.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html">Lifecycle actions</a>
 */
final class Midnight {

    /** The midnight that follows so many days after a moment. */
    static Instant after(Instant moment, long days) {
        return moment.truncatedTo(ChronoUnit.DAYS).plus(days + 1, ChronoUnit.DAYS);
    }

    private Midnight() {}
}
