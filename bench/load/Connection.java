import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive connection, without an SDK, so that the server is what is measured. Requests carry the credentials of a
 * signature, by which servers find the service, but not a valid one.
 */
final class Connection implements AutoCloseable {

    private static final int LARGE = 1 << 18;

    private final int port;
    // Small at first: there may be ten thousand connections.
    private byte[] buffer = new byte[1 << 12];
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean keep;
    /** The size of the last answer's body. */
    long bodySize;
    /** The last answer's ETag, with its quotes. */
    String etag = "";
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private Connection(int port) throws IOException {
        this.port = port;
        open();
    }

    /** A connection to a port of this machine. */
    static Connection to(String port) throws IOException {
        return new Connection(Integer.parseInt(port));
    }

    private void open() throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 13);
    }

    /** Sends a request whose body repeats {@code content} up to {@code length}; returns the status. */
    int send(String method, String path, String service, String headers, byte[] content, long length)
            throws IOException {
        var head = method + " " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/" + service
                + "/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64)
                + "\r\nX-Amz-Date: 20261121T120000Z\r\nX-Amz-Content-Sha256: UNSIGNED-PAYLOAD\r\n" + headers
                + "Content-Length: " + length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        for (long left = length; left > 0; left -= content.length) {
            out.write(content, 0, (int) Math.min(left, content.length));
        }
        out.flush();
        return receive();
    }

    /** Sends a request and keeps the answer's body; throws if it is not answered 200. */
    String ask(String method, String path, String service, byte[] content) throws IOException {
        keep = true;
        int status = send(method, path, service, "", content, content.length);
        keep = false;
        var answer = body.toString(StandardCharsets.UTF_8);
        if (status != 200) {
            throw new IOException(method + " " + path + " was answered " + status + ": " + answer);
        }
        return answer;
    }

    /** Calls an operation of a service that speaks AWS's JSON; returns the status. The answer is its {@link #text}. */
    int call(String target, String service, String version, String body) throws IOException {
        keep = true;
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var headers = "Content-Type: application/x-amz-json-" + version + "\r\nX-Amz-Target: " + target + "\r\n";
        return send("POST", "/", service, headers, bytes, bytes.length);
    }

    /** The body of the last answer that was kept. */
    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private int receive() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        long length = 0;
        boolean chunked = false;
        boolean close = false;
        for (var line = line(); !line.isEmpty(); line = line()) {
            var lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(line.substring(15).trim());
            }
            if (lower.startsWith("etag:")) {
                etag = line.substring(5).trim();
            }
            chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
            close |= lower.startsWith("connection:") && lower.contains("close");
        }
        body.reset();
        bodySize = 0;
        if (chunked) {
            for (int size = size(line()); size > 0; size = size(line())) {
                skip(size);
                line();
            }
            line();
        } else {
            skip(length);
        }
        if (close) {
            socket.close();
            open();
        }
        return status;
    }

    private static int size(String line) {
        int end = line.indexOf(';');
        return Integer.parseInt(end < 0 ? line.trim() : line.substring(0, end).trim(), 16);
    }

    private void skip(long count) throws IOException {
        if (count > buffer.length && buffer.length < LARGE) {
            buffer = new byte[LARGE];
        }
        for (long left = count; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("The answer ended early");
            }
            if (keep) {
                body.write(buffer, 0, read);
            }
            bodySize += read;
            left -= read;
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("The connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
