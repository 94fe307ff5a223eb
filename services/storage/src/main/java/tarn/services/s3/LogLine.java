package tarn.services.s3;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tarn.web.LoggedRequest;

/**
 * A request as a line of an access log.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html">Server access log format</a>
 */
final class LogLine {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    static String of(LoggedRequest request, OwnedBucket bucket) {
        return String.join(
                " ",
                Owners.id(bucket.owner()),
                bucket.name(),
                "[" + TIME.format(request.received()) + "]",
                request.address(),
                requester(request),
                request.requestId(),
                request.operation(),
                request.key() == null ? "-" : URLEncoder.encode(request.key(), StandardCharsets.UTF_8),
                quoted(request.line()),
                Integer.toString(request.status()),
                orDash(request.error()),
                number(request.sentBytes()),
                request.objectBytes() < 0 ? "-" : number(request.objectBytes()),
                millis(request.total()),
                millis(request.turnAround()),
                quoted(request.referer()),
                quoted(request.userAgent()),
                orDash(request.versionId()),
                request.requestId(),
                orDash(request.signature()),
                "-",
                orDash(request.authentication()),
                orDash(request.host()),
                "-",
                "-",
                "-");
    }

    /* A user or role by its ARN, an account's root by its canonical id. */
    private static String requester(LoggedRequest request) {
        var principal = request.requester();
        if (principal == null) {
            return "-";
        }
        var root = principal.startsWith("arn:aws:iam::") && principal.endsWith(":root");
        return root ? Owners.id(principal.split(":", -1)[4]) : orDash(principal);
    }

    private static String number(long bytes) {
        return bytes == 0 ? "-" : Long.toString(bytes);
    }

    private static String millis(Duration duration) {
        return Long.toString(Math.max(duration.toMillis(), 1));
    }

    private static String orDash(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : cleaned(text).replace(" ", "+");
    }

    private static String quoted(@Nullable String text) {
        return text == null || text.isEmpty() ? "\"-\"" : '"' + cleaned(text) + '"';
    }

    /* Whoever sends a header must not be able to write lines of their own into the log. */
    private static String cleaned(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                out.append("%22");
            } else {
                out.append(c < ' ' || c == 0x7F ? '?' : c);
            }
        }
        return out.toString();
    }

    private LogLine() {}
}
