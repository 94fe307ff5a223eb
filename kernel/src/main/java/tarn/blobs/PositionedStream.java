package tarn.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream over a stretch of a content. */
final class PositionedStream extends InputStream {

    private final Content content;
    private long position;
    private final long end;

    PositionedStream(Content content, long position, long length) {
        this.content = content;
        this.position = position;
        this.end = Math.min(content.sizeBytes(), position + length);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position >= end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        int read = content.read(position, ByteBuffer.wrap(into, offset, wanted));
        if (read > 0) {
            position += read;
        }
        return read;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }

    @Override
    public long skip(long count) {
        long skipped = Math.clamp(count, 0, end - position);
        position += skipped;
        return skipped;
    }
}
