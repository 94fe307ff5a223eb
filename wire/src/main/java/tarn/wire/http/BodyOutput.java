package tarn.wire.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer on its way out, in chunks or of a promised length. The head waits for the first bytes, so that
 * a small answer is one packet; what is larger than the buffer goes through without a copy.
 */
final class BodyOutput extends OutputStream {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final byte[] LINE_END = {'\r', '\n'};

    private final OutputStream out;
    private final boolean chunked;
    private final long promised;
    private long written;
    private byte[] buffer = new byte[1024];
    private int size;
    private int bodyFrom;

    BodyOutput(OutputStream out, long promised, boolean chunked) {
        this.out = out;
        this.promised = promised;
        this.chunked = chunked;
    }

    /** The head, to go out with the first bytes of the body. */
    void head(byte[] bytes) {
        ensure(bytes.length);
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        size = bytes.length;
        bodyFrom = size;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        written += length;
        if (promised >= 0 && written > promised) {
            throw new IOException("The body is longer than the " + promised + " bytes it was said to have");
        }
        if (size - bodyFrom + length <= BUFFER_BYTES) {
            ensure(size + length);
            System.arraycopy(bytes, offset, buffer, size, length);
            size += length;
            return;
        }
        send(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (size > 0) {
            send(buffer, 0, 0);
        }
        out.flush();
    }

    /** Ends the body. Throws if less was written than was promised: the connection must then be closed. */
    void finish() throws IOException {
        if (size > 0) {
            send(buffer, 0, 0);
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        if (promised >= 0 && written < promised) {
            throw new IOException("The body ended after " + written + " of " + promised + " bytes");
        }
    }

    /** Sends what is buffered and then these bytes. */
    private void send(byte[] bytes, int offset, int length) throws IOException {
        int buffered = size - bodyFrom;
        if (!chunked) {
            out.write(buffer, 0, size);
            size = 0;
            bodyFrom = 0;
            out.write(bytes, offset, length);
            return;
        }
        if (bodyFrom > 0 && buffered + length == 0) {
            out.write(buffer, 0, size);
        } else if (buffered + length > 0) {
            var mark = (Integer.toHexString(buffered + length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            var joined = new byte[size + mark.length + (length == 0 ? LINE_END.length : 0)];
            System.arraycopy(buffer, 0, joined, 0, bodyFrom);
            System.arraycopy(mark, 0, joined, bodyFrom, mark.length);
            System.arraycopy(buffer, bodyFrom, joined, bodyFrom + mark.length, buffered);
            if (length == 0) {
                System.arraycopy(LINE_END, 0, joined, joined.length - LINE_END.length, LINE_END.length);
                out.write(joined);
            } else {
                out.write(joined);
                out.write(bytes, offset, length);
                out.write(LINE_END);
            }
        }
        size = 0;
        bodyFrom = 0;
    }

    private void ensure(int capacity) {
        if (buffer.length < capacity) {
            buffer = java.util.Arrays.copyOf(buffer, Math.max(capacity, Math.min(2 * buffer.length, 2 * BUFFER_BYTES)));
        }
    }
}
