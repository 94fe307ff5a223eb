package tarn.services.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.blobs.BlobKey;
import tarn.blobs.Blobs;
import tarn.blobs.Content;

/**
 * The content of an object of several pieces. A piece is opened when it is first read; so many stay open, the rest is
 * opened for the length of a read, since an object may have 10,000 pieces and a process may not have as many files.
 *
 * <p>An object that is overwritten while it is read breaks off at the first piece that is not open: those that a reader
 * asks for first are opened beforehand.
 */
final class PiecedContent implements Content {

    private static final int OPEN_MAX = 64;

    private final Blobs blobs;
    private final @Nullable BlobKey key;
    private final List<Piece> pieces;
    private final long[] starts;
    private final long sizeBytes;
    private final Content[] open;
    private int openCount;
    private boolean closed;

    private PiecedContent(Blobs blobs, StoredObject object, @Nullable BlobKey key) {
        this.blobs = blobs;
        this.key = key;
        this.pieces = object.pieces();
        this.starts = new long[pieces.size()];
        this.open = new Content[pieces.size()];
        this.sizeBytes = object.sizeBytes();
        long start = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = start;
            start += pieces.get(i).blob().sizeBytes();
        }
    }

    /** Opens an object's content, of which that range will be read, with the key it was written under. */
    static Content open(Blobs blobs, StoredObject object, ByteRange range, @Nullable BlobKey key) throws IOException {
        if (object.pieces().size() == 1) {
            return blobs.open(object.pieces().getFirst().blob(), key);
        }
        var content = new PiecedContent(blobs, object, key);
        try {
            content.openAhead(range);
            return content;
        } catch (IOException e) {
            content.close();
            throw e;
        }
    }

    private void openAhead(ByteRange range) throws IOException {
        long end = range.position() + range.length();
        for (int i = indexOf(range.position()); i < starts.length && starts[i] < end && openCount < OPEN_MAX; i++) {
            keep(i);
        }
    }

    private int indexOf(long position) {
        int index = Arrays.binarySearch(starts, position);
        // Empty pieces share their start with the next: take the one that holds the byte
        while (index >= 0 && index + 1 < starts.length && starts[index + 1] == position) {
            index++;
        }
        return index < 0 ? -index - 2 : index;
    }

    private Content keep(int index) throws IOException {
        var content = open[index];
        if (content == null) {
            content = blobs.open(pieces.get(index).blob(), key);
            open[index] = content;
            openCount++;
        }
        return content;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        if (position >= sizeBytes) {
            return -1;
        }
        int index = indexOf(position);
        Content kept;
        synchronized (this) {
            if (closed) {
                throw new IOException("Closed");
            }
            kept = open[index] != null || openCount < OPEN_MAX ? keep(index) : null;
        }
        if (kept != null) {
            return kept.read(position - starts[index], into);
        }
        try (var once = blobs.open(pieces.get(index).blob(), key)) {
            return once.read(position - starts[index], into);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (int i = 0; i < open.length; i++) {
            var content = open[i];
            if (content != null) {
                content.close();
            }
        }
    }
}
