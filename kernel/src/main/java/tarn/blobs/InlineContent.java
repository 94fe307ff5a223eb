package tarn.blobs;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** The content of a blob that travels inside its record. */
final class InlineContent implements Content {

    private final byte[] bytes;

    InlineContent(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long sizeBytes() {
        return bytes.length;
    }

    @Override
    public int read(long position, ByteBuffer into) {
        if (position >= bytes.length) {
            return -1;
        }
        int length = (int) Math.min(into.remaining(), bytes.length - position);
        into.put(bytes, (int) position, length);
        return length;
    }

    @Override
    public InputStream stream(long position, long length) {
        return new PositionedStream(this, position, length);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
