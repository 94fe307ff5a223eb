package tarn.services.sqs;

import org.jspecify.annotations.Nullable;

/**
 * A letter as it lies on disk.
 *
 * @param key the data key it is sealed under, wrapped by KMS, in base64; empty for the platform's seal, null if it is in
 *     clear
 * @param text the letter's bytes, sealed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sealed(@Nullable String key, byte[] text) {}
