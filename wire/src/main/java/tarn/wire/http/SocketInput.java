package tarn.wire.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a client sends, buffered: lines and stretches of bytes. */
final class SocketInput {

    private static final int BUFFER_BYTES = 8 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int limit;

    SocketInput(InputStream in) {
        this.in = in;
    }

    /** A line was longer than it may be. */
    static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Waits for the next byte; false if the client has closed. */
    boolean await() throws IOException {
        return at < limit || fill();
    }

    /**
     * The next line without its end, which is CR LF or, leniently, LF alone.
     *
     * @return null if the client closed before the first byte
     */
    @Nullable
    Line line(int bytesMax) throws IOException {
        int scanned = at;
        while (true) {
            for (int i = scanned; i < limit; i++) {
                if (buffer[i] == '\n') {
                    if (i - at > bytesMax) {
                        throw new LineTooLongException();
                    }
                    int end = i > at && buffer[i - 1] == '\r' ? i - 1 : i;
                    var line = new Line(buffer, at, end);
                    at = i + 1;
                    return line;
                }
            }
            int pending = limit - at;
            if (pending > bytesMax) {
                throw new LineTooLongException();
            }
            makeRoom();
            scanned = at + pending;
            if (!fill()) {
                if (pending == 0) {
                    return null;
                }
                throw new EOFException("The connection was cut within a line");
            }
        }
    }

    /** Reads some bytes, at least one; -1 if the client has closed. */
    int read(byte[] into, int offset, int length) throws IOException {
        if (at == limit) {
            if (length >= buffer.length) {
                return in.read(into, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - at);
        System.arraycopy(buffer, at, into, offset, count);
        at += count;
        return count;
    }

    /** How many bytes are already here. */
    int buffered() {
        return limit - at;
    }

    private void makeRoom() {
        if (at == limit) {
            at = 0;
            limit = 0;
        } else if (limit == buffer.length) {
            if (at > 0) {
                System.arraycopy(buffer, at, buffer, 0, limit - at);
                limit -= at;
                at = 0;
            } else {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
        }
    }

    private boolean fill() throws IOException {
        if (at == limit) {
            at = 0;
            limit = 0;
            if (buffer.length > 2 * BUFFER_BYTES) {
                buffer = new byte[BUFFER_BYTES];
            }
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count <= 0) {
            return false;
        }
        limit += count;
        return true;
    }
}
