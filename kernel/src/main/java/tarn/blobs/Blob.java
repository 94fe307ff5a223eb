package tarn.blobs;

import org.jspecify.annotations.Nullable;

/**
 * Immutable bytes that a record owns. Small ones travel inside the record, larger ones are a file of their own.
 *
 * @param id names the file; empty for bytes inside the record
 * @param sizeBytes how many bytes
 * @param inline the bytes themselves when they are inside the record, else null; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed; a copy per read would cost the hot path
public record Blob(String id, long sizeBytes, byte @Nullable [] inline) {}
