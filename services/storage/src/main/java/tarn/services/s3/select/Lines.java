package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.recordTooLong;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes cut at a delimiter. Only what begins within the scan range is given; the last may go on beyond it.
 *
 * <p>A record begins in the range if the byte behind the delimiter before it does.
 */
final class Lines {

    private final InputStream in;
    private final byte[] delimiter;
    private final int quote;
    private final long end;
    private final byte[] buffer = new byte[64 << 10];
    private int at;
    private int filled;
    private long position;
    private byte[] line = new byte[256];
    private int size;

    /**
     * Lines of a stream.
     *
     * @param quote the byte between two of which a delimiter is none; -1 if there is no such
     * @param position where in the object the stream begins
     * @param end where in the object no more line may begin
     */
    Lines(InputStream in, byte[] delimiter, int quote, long position, long end) {
        this.in = in;
        this.delimiter = delimiter;
        this.quote = quote;
        this.position = position;
        this.end = end;
    }

    /** The next line without its delimiter; null at the end. */
    byte @Nullable [] next() throws IOException {
        if (position >= end) {
            return null;
        }
        size = 0;
        boolean any = false;
        boolean quoted = false;
        for (int b = read(); b >= 0; b = read()) {
            any = true;
            append((byte) b);
            if (b == quote) {
                quoted = !quoted;
            }
            if (!quoted && endsWithDelimiter()) {
                return Arrays.copyOf(line, size - delimiter.length);
            }
        }
        return any ? Arrays.copyOf(line, size) : null;
    }

    private boolean endsWithDelimiter() {
        if (size < delimiter.length) {
            return false;
        }
        for (int i = 0; i < delimiter.length; i++) {
            if (line[size - delimiter.length + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private void append(byte b) {
        if (size == line.length) {
            if (size >= Records.RECORD_BYTES_MAX) {
                throw recordTooLong();
            }
            line = Arrays.copyOf(line, 2 * size);
        }
        line[size++] = b;
    }

    private int read() throws IOException {
        if (at == filled) {
            filled = Math.max(in.read(buffer), 0);
            at = 0;
            if (filled == 0) {
                return -1;
            }
        }
        position++;
        return buffer[at++] & 0xFF;
    }
}
