package tarn.blobs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The store of immutable bytes. A blob lives from the batch that adopts it to the batch that releases it. */
public interface Blobs {

    /** Begins a new blob, whose bytes will lie on disk as they are. */
    default Draft draft() throws IOException {
        return draft(null);
    }

    /** Begins a new blob, whose bytes are encrypted under a key; as they are if it is null. */
    Draft draft(@Nullable BlobKey key) throws IOException;

    /**
     * Opens a plain blob for reading at any position. Throws {@link java.nio.file.NoSuchFileException} if it was
     * released.
     */
    default Content open(Blob blob) throws IOException {
        return open(blob, null);
    }

    /**
     * Opens a blob with the key it was written under, which is null for a plain one. Throws
     * {@link java.nio.file.NoSuchFileException} if it was released, {@link DamagedBlobException}, then or while it is
     * read, if the bytes on disk are not those that were written.
     */
    Content open(Blob blob, @Nullable BlobKey key) throws IOException;

    /**
     * A second blob with the same bytes under the same key, which costs no copy; it is to be adopted by a batch like a
     * new one.
     */
    Blob link(Blob blob) throws IOException;

    /**
     * Whether bytes that nobody asked to have encrypted in a certain way may lie plain, since the disk encrypts them: a
     * setting of the platform.
     */
    boolean leftToDisk();

    /** Throws a sealed blob away that no batch adopted, and none will. */
    void discard(Blob blob);
}
