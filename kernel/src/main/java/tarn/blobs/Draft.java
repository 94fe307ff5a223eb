package tarn.blobs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** A blob being written. Closing it without {@link #seal} throws its bytes away. */
public abstract class Draft extends OutputStream {

    /** Writes what remains in a buffer. */
    public abstract void write(ByteBuffer bytes) throws IOException;

    /** How many bytes were written so far. */
    public abstract long sizeBytes();

    /** Makes what was written durable and immutable. The blob must then be adopted by a batch. */
    public abstract Blob seal() throws IOException;
}
