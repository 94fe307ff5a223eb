package tarn.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted bytes, read at any position by opening the segments that are touched. Nothing is handed out that was not
 * authenticated.
 *
 * <p>A read of whole segments decrypts them into the reader's own array. Of a segment that is read in part the plain
 * bytes stay until another is, so that reading on in small steps opens each segment once.
 */
final class EncryptedContent implements Content {

    private final Content sealed;
    private final Segments segments;
    private final long sizeBytes;
    private final long lastSegment;
    private volatile boolean endChecked;
    private final AtomicReference<@Nullable Opened> recent = new AtomicReference<>();

    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Opened(long number, byte[] plain) {}

    /**
     * Reads what lies in {@code sealed}, and owns it.
     *
     * @param sizeBytes how many plain bytes there were when it was written
     * @throws DamagedBlobException if that cannot be
     */
    EncryptedContent(Content sealed, Segments segments, long sizeBytes) throws DamagedBlobException {
        this.sealed = sealed;
        this.segments = segments;
        this.sizeBytes = sizeBytes;
        this.lastSegment = sizeBytes / Segments.PLAIN_BYTES;
        if (sealed.sizeBytes() != Segments.sealedSize(sizeBytes)) {
            throw new DamagedBlobException(
                    "It has " + sealed.sizeBytes() + " bytes on disk instead of " + Segments.sealedSize(sizeBytes));
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (position + into.remaining() >= sizeBytes) {
            checkEnd();
        }
        if (position >= sizeBytes) {
            return -1;
        }
        int done = 0;
        while (into.hasRemaining() && position + done < sizeBytes) {
            done += readSegment(position + done, into);
        }
        return done;
    }

    /* A last segment without bytes would not be opened by anybody, and yet says that this is the end. */
    private void checkEnd() throws IOException {
        if (!endChecked && plainSize(lastSegment) == 0) {
            open(lastSegment, new byte[0], 0);
        }
        endChecked = true;
    }

    private int readSegment(long position, ByteBuffer into) throws IOException {
        long number = position / Segments.PLAIN_BYTES;
        int from = (int) (position % Segments.PLAIN_BYTES);
        int size = plainSize(number);
        var kept = recent.get();
        if (kept == null || kept.number != number) {
            if (from == 0 && into.hasArray() && into.remaining() >= size) {
                open(number, into.array(), into.arrayOffset() + into.position());
                into.position(into.position() + size);
                return size;
            }
            var plain = new byte[size];
            open(number, plain, 0);
            kept = new Opened(number, plain);
            recent.set(kept);
        }
        int count = Math.min(into.remaining(), size - from);
        into.put(kept.plain, from, count);
        return count;
    }

    private int plainSize(long number) {
        return number < lastSegment ? Segments.PLAIN_BYTES : (int) (sizeBytes % Segments.PLAIN_BYTES);
    }

    private void open(long number, byte[] into, int offset) throws IOException {
        var buffer = ByteBuffer.allocate(plainSize(number) + Segments.TAG_BYTES);
        long start = number * Segments.SEALED_BYTES;
        while (buffer.hasRemaining()) {
            if (sealed.read(start + buffer.position(), buffer) < 0) {
                throw new DamagedBlobException("It ends within segment " + number);
            }
        }
        try {
            segments.open(number, number == lastSegment, buffer.array(), buffer.position(), into, offset);
        } catch (AEADBadTagException e) {
            throw new DamagedBlobException("Segment " + number + " is not what was written", e);
        }
    }

    @Override
    public void close() throws IOException {
        sealed.close();
    }
}
