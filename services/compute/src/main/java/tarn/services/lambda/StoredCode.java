package tarn.services.lambda;

import tarn.blobs.Blob;

/**
 * An archive as it is kept, encrypted under a key of its own.
 *
 * @param key what the blob lies under; the record is sealed
 * @param sha256 of the archive, in base 64
 * @param sizeBytes of the archive
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredCode(Blob blob, byte[] key, String sha256, long sizeBytes) {}
