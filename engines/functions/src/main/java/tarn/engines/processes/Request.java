package tarn.engines.processes;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of a runtime as it comes over HTTP/1.1.
 *
 * @param headers by their names in lower case
 */
record Request(String method, String path, Map<String, String> headers) {

    private static final int LINE_MAX = 16 << 10;
    private static final int HEADERS_MAX = 100;

    /** Reads the next request of a connection; null at its end. */
    static @Nullable Request read(InputStream in) throws IOException {
        var first = line(in);
        if (first == null) {
            return null;
        }
        var words = first.split(" ", -1);
        if (words.length != 3) {
            throw new IOException("Not a request: " + first);
        }
        return new Request(words[0], words[1], fields(in));
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        var fields = new HashMap<String, String>();
        var line = line(in);
        while (line != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 1 || fields.size() == HEADERS_MAX) {
                throw new IOException("Bad header field");
            }
            fields.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line(in);
        }
        return fields;
    }

    private static @Nullable String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next != '\n') {
            if (next < 0 || line.length() == LINE_MAX) {
                throw new IOException("A line without an end");
            }
            if (next != '\r') {
                line.append((char) next);
            }
            next = in.read();
        }
        return line.toString();
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** What takes the body piece by piece; what it throws ends the reading. */
    @FunctionalInterface
    interface Pieces {
        void take(byte[] piece) throws IOException;
    }

    /** Reads the body to its end; gives what trailers follow it. */
    Map<String, String> body(InputStream in, Pieces pieces) throws IOException {
        if (header("transfer-encoding").toLowerCase(Locale.ROOT).contains("chunked")) {
            while (true) {
                var size = line(in);
                if (size == null) {
                    throw new EOFException();
                }
                long length = length(size.split(";", 2)[0].strip(), 16);
                if (length == 0) {
                    return fields(in);
                }
                pass(in, length, pieces);
                line(in);
            }
        }
        var length = header("content-length");
        pass(in, length.isEmpty() ? 0 : length(length, 10), pieces);
        return Map.of();
    }

    private static long length(String text, int radix) throws IOException {
        try {
            long length = Long.parseLong(text, radix);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("Bad length " + text, e);
        }
        throw new IOException("Bad length " + text);
    }

    private static void pass(InputStream in, long length, Pieces pieces) throws IOException {
        long left = length;
        while (left > 0) {
            var piece = in.readNBytes((int) Math.min(left, 64 << 10));
            if (piece.length == 0) {
                throw new EOFException();
            }
            pieces.take(piece);
            left -= piece.length;
        }
    }

    /** An answer's bytes. */
    static byte[] answer(int status, Map<String, String> headers, byte[] body) {
        var head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(status < 300 ? " OK" : " Refused")
                .append("\r\n");
        headers.forEach((name, value) ->
                head.append(name).append(": ").append(clean(value)).append("\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n\r\n");
        var bytes = head.toString().getBytes(StandardCharsets.UTF_8);
        var whole = java.util.Arrays.copyOf(bytes, bytes.length + body.length);
        System.arraycopy(body, 0, whole, bytes.length, body.length);
        return whole;
    }

    private static String clean(String value) {
        return value.replaceAll("[\\r\\n]", " ");
    }
}
