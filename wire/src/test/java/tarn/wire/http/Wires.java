package tarn.wire.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A raw connection to a server under test: what is sent is exactly what the test says. */
final class Wires implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    Wires(int port) throws IOException {
        this.socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
        this.in = socket.getInputStream();
    }

    /** An answer as it came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reply(int status, Headers headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    Wires send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Wires send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    Wires halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The next answer, whose body is read by its length or its chunks. */
    Reply reply() throws IOException {
        return reply("GET");
    }

    Reply reply(String method) throws IOException {
        var status = line();
        int code = Integer.parseInt(status.split(" ", -1)[1]);
        var headers = new Headers();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        if (code < 200 || method.equals("HEAD") || code == 204 || code == 304) {
            return new Reply(code, headers, new byte[0]);
        }
        if (headers.first("transfer-encoding").isPresent()) {
            var body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.writeBytes(in.readNBytes(size));
                line();
            }
            line();
            return new Reply(code, headers, body.toByteArray());
        }
        var length = headers.first("content-length");
        return new Reply(
                code, headers, length.isPresent() ? in.readNBytes(Integer.parseInt(length.get())) : in.readAllBytes());
    }

    /** How large the body of the next answer is, which is read and forgotten. */
    long replySize() throws IOException {
        long left = 0;
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (line.startsWith("content-length:")) {
                left = Long.parseLong(line.substring("content-length:".length()).trim());
            }
        }
        var buffer = new byte[256 * 1024];
        long size = 0;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                return size;
            }
            left -= read;
            size += read;
        }
        return size;
    }

    /** Whether the server has closed the connection. */
    boolean closed() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Closed after '" + line.toString(StandardCharsets.UTF_8) + "'");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
