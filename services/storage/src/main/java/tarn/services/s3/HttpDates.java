package tarn.services.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as HTTP's headers have them: {@code Fri, 02 Jan 2026 00:00:00 GMT}. */
final class HttpDates {

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    static String of(Instant time) {
        return FORM.format(time);
    }

    private HttpDates() {}
}
