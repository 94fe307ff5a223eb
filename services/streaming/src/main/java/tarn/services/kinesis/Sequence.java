package tarn.services.kinesis;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Sequence numbers: fifty-six digits as AWS's, which hold a number that rises within a stream (microseconds of the
 * platform's time, made unique) and the shard.
 */
final class Sequence {

    private static final Pattern FORM = Pattern.compile("49([0-9]{19})0{25}([0-9]{10})");

    static String text(long number, int shard) {
        return "49%019d%025d%010d".formatted(number, 0, shard);
    }

    /** The number; empty if it is none of ours, or of another shard. */
    static OptionalLong number(String text, int shard) {
        var parts = FORM.matcher(text);
        if (!parts.matches() || Long.parseLong(parts.group(2)) != shard) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(parts.group(1)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The least number of a moment. */
    static long at(Instant time) {
        return Math.max(0, time.getEpochSecond()) * 1_000_000 + time.getNano() / 1_000;
    }

    private Sequence() {}
}
