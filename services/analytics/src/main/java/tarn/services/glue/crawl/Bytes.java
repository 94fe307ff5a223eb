package tarn.services.glue.crawl;

import java.io.IOException;
import java.nio.ByteBuffer;
import tarn.blobs.Content;

/** Reading a known stretch of a content. */
final class Bytes {

    private Bytes() {}

    /** Exactly so many bytes at a position; fails if there are less. */
    static byte[] read(Content content, long position, int length) throws IOException {
        var bytes = upTo(content, position, length);
        if (bytes.length < length) {
            throw new Unreadable("the file is cut short");
        }
        return bytes;
    }

    /** At most so many bytes at a position. */
    static byte[] upTo(Content content, long position, int length) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(length, content.sizeBytes() - position)));
        while (buffer.hasRemaining()) {
            if (content.read(position + buffer.position(), buffer) < 0) {
                break;
            }
        }
        return buffer.position() == buffer.capacity()
                ? buffer.array()
                : java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }
}
