package tarn.blobs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A draft whose bytes are encrypted before another draft gets them. */
final class EncryptedDraft extends Draft {

    private static final int BUFFER_BYTES_MIN = 1024;

    private final Draft inner;
    private final Segments segments;
    private final byte[] salt;

    /** What does not fill a segment yet; grown as needed, since most drafts are small. */
    private byte[] buffer = new byte[BUFFER_BYTES_MIN];

    private byte[] sealed = new byte[0];
    private int buffered;
    private long number;
    private boolean over;

    EncryptedDraft(Draft inner, Segments segments, byte[] salt) {
        this.inner = inner;
        this.segments = segments;
        this.salt = salt;
    }

    @Override
    public long sizeBytes() {
        return number * Segments.PLAIN_BYTES + buffered;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.hasArray()) {
            write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            bytes.position(bytes.limit());
        } else {
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            write(copy, 0, copy.length);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (over) {
            throw new IOException("The draft is sealed or closed");
        }
        int at = offset;
        int left = length;
        while (left > 0) {
            if (buffered == 0 && left >= Segments.PLAIN_BYTES) {
                append(bytes, at, Segments.PLAIN_BYTES, false);
                at += Segments.PLAIN_BYTES;
                left -= Segments.PLAIN_BYTES;
                continue;
            }
            int some = Math.min(left, Segments.PLAIN_BYTES - buffered);
            room(buffered + some);
            System.arraycopy(bytes, at, buffer, buffered, some);
            buffered += some;
            at += some;
            left -= some;
            if (buffered == Segments.PLAIN_BYTES) {
                buffered = 0;
                append(buffer, 0, Segments.PLAIN_BYTES, false);
            }
        }
    }

    private void room(int size) {
        if (size > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size, Math.min(2 * buffer.length, Segments.PLAIN_BYTES)));
        }
    }

    private void append(byte[] plain, int offset, int length, boolean last) throws IOException {
        if (sealed.length < length + Segments.TAG_BYTES) {
            sealed = new byte[length + Segments.TAG_BYTES];
        }
        int count = segments.seal(number, last, plain, offset, length, sealed);
        if (!last) {
            number++;
        }
        inner.write(sealed, 0, count);
    }

    @Override
    public Blob seal() throws IOException {
        if (over) {
            throw new IOException("The draft is sealed or closed");
        }
        append(buffer, 0, buffered, true);
        over = true;
        var blob = inner.seal();
        return new Blob(blob.id(), sizeBytes(), blob.inline(), salt);
    }

    @Override
    public void close() throws IOException {
        over = true;
        inner.close();
    }
}
