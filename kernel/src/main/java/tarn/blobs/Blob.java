package tarn.blobs;

import org.jspecify.annotations.Nullable;

/**
 * Immutable bytes that a record owns. Small ones travel inside the record, larger ones are a file of their own.
 *
 * @param id names the file; empty for bytes inside the record
 * @param sizeBytes how many bytes, as they are read; encrypted ones take a little more
 * @param inline the bytes themselves, as they lie on disk, when they are inside the record, else null; never changed
 * @param salt of bytes that are encrypted: with the {@link BlobKey} it gives the key they lie under; null if they are
 *     plain
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed; a copy per read would cost the hot path
public record Blob(String id, long sizeBytes, byte @Nullable [] inline, byte @Nullable [] salt) {

    /** A plain blob. */
    public Blob(String id, long sizeBytes, byte @Nullable [] inline) {
        this(id, sizeBytes, inline, null);
    }

    /** Whether its bytes can be read only with the key they were written under. */
    public boolean isEncrypted() {
        return salt != null;
    }
}
