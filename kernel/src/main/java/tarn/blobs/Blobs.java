package tarn.blobs;

import java.io.IOException;

/** The store of immutable bytes. A blob lives from the batch that adopts it to the batch that releases it. */
public interface Blobs {

    /** Begins a new blob. */
    Draft draft() throws IOException;

    /**
     * Opens a blob for reading at any position. Throws {@link java.nio.file.NoSuchFileException} if it was released.
     */
    Content open(Blob blob) throws IOException;

    /** A second blob with the same bytes, which costs no copy; it is to be adopted by a batch like a new one. */
    Blob link(Blob blob) throws IOException;

    /** Throws a sealed blob away that no batch adopted, and none will. */
    void discard(Blob blob);
}
