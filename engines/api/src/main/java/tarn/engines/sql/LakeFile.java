package tarn.engines.sql;

import java.io.Closeable;
import java.io.IOException;

/** An open file. It stays as it was when opened. Reads may come from several threads at once. */
public interface LakeFile extends Closeable {

    long sizeBytes();

    /** When it was written, in milliseconds since 1970. */
    long modifiedMillis();

    /**
     * Reads at a position as much as there is, up to the length.
     *
     * @return how many bytes were read: less than the length only at the end; -1 at or beyond the end
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;
}
