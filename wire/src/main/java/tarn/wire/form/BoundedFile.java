package tarn.wire.form;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file that must be neither shorter nor longer than a policy says: its reading fails otherwise. */
final class BoundedFile extends FilterInputStream {

    private final long bytesMin;
    private final long bytesMax;
    private long bytes;

    BoundedFile(InputStream in, long bytesMin, long bytesMax) {
        super(in);
        this.bytesMin = bytesMin;
        this.bytesMax = bytesMax;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read < 0 && bytes < bytesMin) {
            throw FormFaults.tooSmall(bytes, bytesMin);
        }
        bytes += Math.max(read, 0);
        if (bytes > bytesMax) {
            throw FormFaults.tooLarge(bytes, bytesMax);
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        var skipped = new byte[Math.clamp(count, 0, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
