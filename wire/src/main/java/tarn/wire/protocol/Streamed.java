package tarn.wire.protocol;

import tarn.wire.http.WireResponse;

/**
 * The body of an answer that is streamed rather than encoded.
 *
 * @param body writes it
 * @param length its length in bytes; -1 if that is not known, in which case the response's {@code ContentLength} is
 *     taken if it has one
 */
public record Streamed(WireResponse.Body body, long length) {}
