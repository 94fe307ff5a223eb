package tarn.wire.http;

import java.io.IOException;
import java.io.InputStream;

/** The body of a request as HTTP frames it. A connection that is cut fails the read: a short body never passes for whole. */
abstract sealed class RequestBody extends InputStream permits LengthBody, ChunkedBody, NoBody {

    /** Whether the body was read to its end. */
    abstract boolean consumed();

    /** Whether any of it was asked for. */
    abstract boolean touched();

    @Override
    public final int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public abstract int read(byte[] into, int offset, int length) throws IOException;
}
