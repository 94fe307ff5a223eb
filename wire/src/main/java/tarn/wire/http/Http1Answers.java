package tarn.wire.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Writes answers as HTTP/1 has them. */
final class Http1Answers {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(200, "OK"),
            Map.entry(201, "Created"),
            Map.entry(202, "Accepted"),
            Map.entry(204, "No Content"),
            Map.entry(206, "Partial Content"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Found"),
            Map.entry(304, "Not Modified"),
            Map.entry(307, "Temporary Redirect"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(411, "Length Required"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(414, "Request URI Too Long"),
            Map.entry(416, "Requested Range Not Satisfiable"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(505, "HTTP Version Not Supported"));

    private final OutputStream out;

    Http1Answers(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes an answer.
     *
     * @param head the request answered
     * @param close whether the connection is closed afterwards
     * @return whether the connection can be used on; false also if the end of the body is marked by closing it
     */
    boolean write(WireResponse answer, RequestHead head, boolean close) throws IOException {
        boolean bodiless = head.method().equals("HEAD") || !mayHaveBody(answer.status());
        boolean chunked = !bodiless && answer.length() < 0 && head.minorVersion() == 1;
        boolean closing = close || (!bodiless && answer.length() < 0 && !chunked);
        var body = new BodyOutput(out, bodiless ? 0 : answer.length(), chunked);
        body.head(head(answer, chunked, closing, head.minorVersion() == 0));
        if (!bodiless) {
            answer.body().writeTo(body);
        }
        body.finish();
        return !closing;
    }

    private static byte[] head(WireResponse answer, boolean chunked, boolean closing, boolean old) {
        int status = answer.status();
        var text = new StringBuilder(512);
        text.append("HTTP/1.1 ").append(status).append(' ').append(REASONS.getOrDefault(status, ""));
        text.append("\r\n");
        answer.headers().each((name, value) -> field(text, name, value));
        if (answer.headers().first("date").isEmpty()) {
            field(text, "date", DATE.format(Instant.now()));
        }
        if (chunked) {
            field(text, "transfer-encoding", "chunked");
        } else if (answer.length() >= 0 && mayHaveBody(status)) {
            field(text, "content-length", Long.toString(answer.length()));
        }
        if (closing) {
            field(text, "connection", "close");
        } else if (old) {
            field(text, "connection", "keep-alive");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean mayHaveBody(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    /* A value with a line break would let whoever chose it write headers, or an answer, of his own. */
    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append((c < ' ' && c != '\t') || c == 0x7F ? ' ' : c);
        }
        text.append("\r\n");
    }
}
