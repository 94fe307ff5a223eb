package tarn.wire.http;

import java.io.EOFException;
import java.io.IOException;

/** A body of a length known beforehand. */
final class LengthBody extends RequestBody {

    private final SocketInput in;
    private final Continue waiting;
    private final long length;
    private long left;
    private boolean touched;

    LengthBody(SocketInput in, long length, Continue waiting) {
        this.in = in;
        this.length = length;
        this.left = length;
        this.waiting = waiting;
    }

    @Override
    boolean consumed() {
        return left == 0;
    }

    @Override
    boolean touched() {
        return touched;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        touched = true;
        if (left == 0) {
            return -1;
        }
        waiting.goOn();
        int read = in.read(into, offset, (int) Math.min(count, left));
        if (read < 0) {
            throw new EOFException(
                    "The connection was cut after " + (length - left) + " of " + length + " bytes of the body");
        }
        left -= read;
        return read;
    }

    @Override
    public int available() {
        return (int) Math.min(left, in.buffered());
    }
}
