package tarn.wire.signature;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The times in signatures: {@code 20260102T030405Z}. */
final class Timestamps {

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    /** The latest that was read: clients that ask often sign many requests in the same second. */
    private static volatile Parsed latest = new Parsed("", Instant.EPOCH);

    private record Parsed(String text, Instant instant) {}

    static Optional<Instant> parse(String timestamp) {
        var known = latest;
        if (known.text.equals(timestamp)) {
            return Optional.of(known.instant);
        }
        try {
            var parsed = LocalDateTime.parse(timestamp, FORM).toInstant(ZoneOffset.UTC);
            latest = new Parsed(timestamp, parsed);
            return Optional.of(parsed);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String text(Instant instant) {
        return FORM.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** What a {@code Date} header says, in the form of a timestamp. */
    static Optional<String> ofHeader(String date) {
        if (parse(date).isPresent()) {
            return Optional.of(date);
        }
        try {
            return Optional.of(text(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Timestamps() {}
}
