package tarn.wire.form;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a body of {@code multipart/form-data}, one after the other as they come, in constant memory (RFC 7578).
 *
 * <p>The body is seen through a window. What is given out of a part ends before anything that may be the beginning of a
 * delimiter; only when the window holds a whole delimiter's length beyond is that decided.
 */
final class FormParts {

    private static final int WINDOW_BYTES = 64 * 1024;
    private static final int HEADER_BYTES_MAX = 8 * 1024;
    private static final int BOUNDARY_LENGTH_MAX = 256;
    private static final Pattern BOUNDARY = Pattern.compile("(?i).*;\\s*boundary=(?:\"([^\"]+)\"|([^;\\s]+)).*");
    private static final Pattern NAME = parameter("name");
    private static final Pattern FILE_NAME = parameter("filename");

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] window = new byte[WINDOW_BYTES];
    private int from;
    private int to;

    /** Whether the present part has been given out to its end. */
    private boolean ended;

    /**
     * A part.
     *
     * @param name of the field
     * @param fileName of the file that the field uploads; null if it uploads none
     * @param content to be read before the next part is asked for
     */
    record Part(String name, @Nullable String fileName, InputStream content) {}

    /** @param type the {@code Content-Type} of the body */
    FormParts(InputStream in, String type) {
        var match = BOUNDARY.matcher(type);
        var boundary = match.matches() ? match.group(1) == null ? match.group(2) : match.group(1) : "";
        if (boundary.isEmpty() || boundary.length() > BOUNDARY_LENGTH_MAX) {
            throw FormFaults.malformed();
        }
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // As if a line ended before the body began: what stands before the first delimiter is a part nobody wants
        window[0] = '\r';
        window[1] = '\n';
        this.to = 2;
    }

    private static Pattern parameter(String name) {
        return Pattern.compile("(?i).*;\\s*" + name + "=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+)).*");
    }

    /** The next part; empty after the last. */
    Optional<Part> next() throws IOException {
        var rest = new Content();
        var skipped = new byte[8 * 1024];
        while (rest.read(skipped, 0, skipped.length) >= 0) {
            // What nobody read of the part before
        }
        from += delimiter.length;
        var line = line();
        if (line.startsWith("--")) {
            return Optional.empty();
        }
        ended = false;
        String disposition = "";
        for (line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-disposition:", 0, 20)) {
                disposition = line.substring(20);
            }
        }
        var name = value(NAME, disposition);
        if (name == null) {
            throw FormFaults.malformed();
        }
        return Optional.of(new Part(name, value(FILE_NAME, disposition), new Content()));
    }

    private static @Nullable String value(Pattern parameter, String disposition) {
        var match = parameter.matcher(disposition);
        if (!match.matches()) {
            return null;
        }
        var quoted = match.group(1);
        // Browsers write a quote in a name as %22, and leave backslashes alone
        return quoted == null ? match.group(2) : quoted.replace("\\\"", "\"").replace("%22", "\"");
    }

    /* A line of a part's head, without its end. */
    private String line() throws IOException {
        int at = from;
        while (true) {
            while (at + 1 < to) {
                if (window[at] == '\r' && window[at + 1] == '\n') {
                    var text = new String(window, from, at - from, StandardCharsets.UTF_8);
                    from = at + 2;
                    return text;
                }
                at++;
            }
            if (to - from > HEADER_BYTES_MAX) {
                throw FormFaults.malformed();
            }
            int before = from;
            if (!fill()) {
                var text = new String(window, from, to - from, StandardCharsets.UTF_8);
                if (text.startsWith("--")) {
                    return text;
                }
                throw FormFaults.malformed();
            }
            at -= before - from;
        }
    }

    /** Reads more into the window; says whether there was more. */
    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(window, from, window, 0, to - from);
            to -= from;
            from = 0;
        }
        int read = in.read(window, to, window.length - to);
        to += Math.max(read, 0);
        return read > 0;
    }

    /** Where the delimiter begins in the window; -1 if it is not wholly there. */
    private int delimiterAt() {
        for (int at = from; at + delimiter.length <= to; at++) {
            if (window[at] == '\r' && matches(at)) {
                return at;
            }
        }
        return -1;
    }

    private boolean matches(int at) {
        for (int i = 1; i < delimiter.length; i++) {
            if (window[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** The content of the present part. */
    private final class Content extends InputStream {

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (!ended && length > 0) {
                int at = delimiterAt();
                if (at == from) {
                    ended = true;
                    break;
                }
                int certain = at < 0 ? Math.max(to - delimiter.length + 1, from) : at;
                if (certain > from) {
                    int given = Math.min(length, certain - from);
                    System.arraycopy(window, from, into, offset, given);
                    from += given;
                    return given;
                }
                if (!fill()) {
                    throw FormFaults.malformed();
                }
            }
            return ended ? -1 : 0;
        }
    }
}
