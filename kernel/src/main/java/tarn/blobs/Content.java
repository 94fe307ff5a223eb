package tarn.blobs;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Immutable bytes open for reading at any position, by several threads at once. What is read stays the same for as long
 * as it is open, even if the blob is released meanwhile.
 */
public interface Content extends Closeable {

    /** How many bytes there are. */
    long sizeBytes();

    /** Reads some bytes at a position into a buffer; returns how many, or -1 at the end. */
    int read(long position, ByteBuffer into) throws IOException;

    /** A stream over a part of the bytes. Closing the stream does not close the content. */
    default InputStream stream(long position, long length) {
        return new PositionedStream(this, position, length);
    }

    /** Several contents one after the other, as one. Closing it closes them all. */
    static Content concat(List<Content> contents) {
        return new ConcatenatedContent(contents);
    }
}
