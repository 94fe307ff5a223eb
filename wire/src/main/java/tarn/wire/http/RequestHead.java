package tarn.wire.http;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1 request: request line and header fields, taken as they are. Paths and queries are not
 * normalised and keep every byte; bytes beyond ASCII in them are percent-encoded, as the clients that send them sign
 * them.
 *
 * @param method the method, in upper case as AWS's clients send it
 * @param path the raw path
 * @param query the raw query
 * @param headers the header fields
 * @param minorVersion 1 for HTTP/1.1, 0 for HTTP/1.0
 * @param bodyLength the announced length; -1 for a chunked body, 0 if there is none
 */
record RequestHead(String method, String path, String query, Headers headers, int minorVersion, long bodyLength) {

    /** A presigned URL carries a session token and policies: AWS takes far more than the usual 8 KB. */
    private static final int TARGET_BYTES_MAX = 64 * 1024;

    private static final int HEADERS_BYTES_MAX = 64 * 1024;

    /** Reads the next head; null if the client closed instead. */
    static @Nullable RequestHead read(SocketInput in) throws IOException {
        var line = requestLine(in);
        if (line == null) {
            return null;
        }
        int methodEnd = line.indexOf(' ', 0);
        int targetEnd = line.indexOf(' ', methodEnd + 1);
        if (methodEnd <= 0 || targetEnd <= methodEnd + 1) {
            throw BadRequest.malformed("the request line");
        }
        var method = line.text(0, methodEnd);
        if (!isToken(method)) {
            throw BadRequest.malformed("the method");
        }
        var target = target(line, methodEnd + 1, targetEnd);
        var version = line.text(targetEnd + 1, line.length());
        int minor = switch (version) {
            case "HTTP/1.1" -> 1;
            case "HTTP/1.0" -> 0;
            default -> throw version.startsWith("HTTP/") ? BadRequest.version() : BadRequest.malformed("the version");
        };
        var headers = readFields(in, HEADERS_BYTES_MAX);
        return of(method, target, headers, minor);
    }

    /** Empty lines before a request are skipped, as RFC 9112 section 2.2 asks. */
    private static @Nullable Line requestLine(SocketInput in) throws IOException {
        try {
            for (int skipped = 0; skipped < 4; skipped++) {
                var line = in.line(TARGET_BYTES_MAX);
                if (line == null || !line.isEmpty()) {
                    return line;
                }
            }
        } catch (SocketInput.LineTooLongException e) {
            throw BadRequest.targetTooLong();
        }
        throw BadRequest.malformed("empty lines");
    }

    private static RequestHead of(String method, String target, Headers headers, int minor) throws BadRequest {
        var path = target;
        if (!path.startsWith("/")) {
            int scheme = path.indexOf("://");
            if (scheme > 0) {
                int slash = path.indexOf('/', scheme + 3);
                int end = slash < 0 ? path.length() : slash;
                headers.set("host", path.substring(scheme + 3, end));
                path = slash < 0 ? "/" : path.substring(slash);
            } else if (path.equals("*") && method.equals("OPTIONS")) {
                path = "/";
            } else {
                throw BadRequest.malformed("the request target");
            }
        }
        int fragment = path.indexOf('#');
        path = fragment < 0 ? path : path.substring(0, fragment);
        int mark = path.indexOf('?');
        var query = mark < 0 ? "" : path.substring(mark + 1);
        path = mark < 0 ? path : path.substring(0, mark);
        var hosts = headers.all("host");
        if (hosts.size() > 1 || (hosts.isEmpty() && minor == 1)) {
            throw BadRequest.malformed("there must be one Host header");
        }
        return new RequestHead(method, path, query, headers, minor, bodyLength(headers));
    }

    /*
     * RFC 9112 section 6: a message whose length can be understood in two ways is how requests are smuggled, so it is
     * refused rather than repaired.
     */
    private static long bodyLength(Headers headers) throws BadRequest {
        var encodings = headers.all("transfer-encoding");
        var lengths = headers.all("content-length");
        if (!encodings.isEmpty()) {
            if (!lengths.isEmpty()) {
                throw BadRequest.malformed("Transfer-Encoding and Content-Length exclude each other");
            }
            var encoding = String.join(",", encodings).trim();
            if (!encoding.equalsIgnoreCase("chunked")) {
                throw BadRequest.transferEncoding(encoding);
            }
            return -1;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        var length = lengths.getFirst();
        for (var other : lengths) {
            if (!other.equals(length) || !isNumber(length)) {
                throw BadRequest.malformed("Content-Length");
            }
        }
        return Long.parseLong(length);
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= 18;
    }

    /** Reads header fields up to the empty line, also those after a chunked body. */
    static Headers readFields(SocketInput in, int bytesMax) throws IOException {
        var headers = new Headers();
        int left = bytesMax;
        while (true) {
            Line line;
            try {
                line = in.line(left);
            } catch (SocketInput.LineTooLongException e) {
                throw BadRequest.headersTooLarge();
            }
            if (line == null) {
                throw new EOFException("The connection was cut within the headers");
            }
            if (line.isEmpty()) {
                return headers;
            }
            left -= line.length() + 2;
            if (left < 0) {
                throw BadRequest.headersTooLarge();
            }
            addField(headers, line);
        }
    }

    private static void addField(Headers headers, Line line) throws BadRequest {
        int colon = line.indexOf(':', 0);
        if (colon <= 0) {
            throw BadRequest.malformed("a header without a name");
        }
        var name = line.text(0, colon);
        if (!isToken(name)) {
            throw BadRequest.malformed("the name of a header");
        }
        int from = colon + 1;
        int to = line.length();
        while (from < to && isBlank(line.at(from))) {
            from++;
        }
        while (to > from && isBlank(line.at(to - 1))) {
            to--;
        }
        for (int i = from; i < to; i++) {
            int c = line.at(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                throw BadRequest.malformed("a control character in the header " + name);
            }
        }
        headers.add(name, line.text(from, to));
    }

    private static String target(Line line, int from, int to) throws BadRequest {
        StringBuilder encoded = null;
        for (int i = from; i < to; i++) {
            int c = line.at(i);
            if (c < ' ' || c == 0x7F) {
                throw BadRequest.malformed("a control character in the request target");
            }
            if (c > 0x7F && encoded == null) {
                encoded = new StringBuilder(line.text(from, i));
            }
            if (encoded != null) {
                if (c > 0x7F) {
                    encoded.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
                } else {
                    encoded.append((char) c);
                }
            }
        }
        return encoded == null ? line.text(from, to) : encoded.toString();
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
