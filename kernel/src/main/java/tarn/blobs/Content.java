package tarn.blobs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Immutable bytes open for reading at any position, by several threads at once. What is read stays the same for as long
 * as it is open, even if the blob is released meanwhile.
 */
public interface Content extends Closeable {

    /** How much {@link #transferTo} sends at once where it must copy. */
    int TRANSFER_BYTES = 64 << 10;

    /** How many bytes there are. */
    long sizeBytes();

    /** Reads some bytes at a position into a buffer; returns how many, or -1 at the end. */
    int read(long position, ByteBuffer into) throws IOException;

    /**
     * Sends bytes from a position on to a channel, for a file without a copy through the heap; returns how many were
     * sent, 0 at the end.
     */
    default long transferTo(long position, long length, WritableByteChannel target) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(length, TRANSFER_BYTES));
        int count = length == 0 ? -1 : read(position, buffer);
        buffer.flip();
        while (buffer.hasRemaining()) {
            target.write(buffer);
        }
        return Math.max(0, count);
    }

    /** A stream over a part of the bytes. Closing the stream does not close the content. */
    default InputStream stream(long position, long length) {
        return new PositionedStream(this, position, length);
    }

    /** Several contents one after the other, as one. Closing it closes them all. */
    static Content concat(List<Content> contents) {
        return new ConcatenatedContent(contents);
    }
}
