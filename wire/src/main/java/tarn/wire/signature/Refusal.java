package tarn.wire.signature;

/**
 * Why a request is not believed. {@link Manners} knows how each kind of service says it.
 *
 * @param reason the kind of reason
 * @param detail what AWS's message says beyond it; may be empty
 */
public record Refusal(Reason reason, String detail) {

    /** The kinds of reasons. */
    public enum Reason {
        /** No signature at all, where one is needed. */
        MISSING,
        /** A signature of a scheme that is not taken. */
        SCHEME,
        /** A signature header that cannot be read. */
        MALFORMED_HEADER,
        /** Signature parameters in a URL that cannot be read. */
        MALFORMED_QUERY,
        /** An access key nobody knows, or one that is not active. */
        UNKNOWN_KEY,
        /** A session token that does not belong to the key, or none where one is needed. */
        TOKEN,
        /** Temporary credentials that have ended. */
        EXPIRED_TOKEN,
        /** A presigned URL that has ended, or has not begun. */
        EXPIRED_URL,
        /** A clock too far from ours. */
        SKEW,
        /** The signature is another than that of this request. */
        MISMATCH,
        /** Headers that matter were left out of the signature. */
        UNSIGNED_HEADERS,
        /** The hash of the body is not said, where it must be. */
        MISSING_HASH,
        /** The body is another than was signed. */
        PAYLOAD,
    }

    static Refusal of(Reason reason) {
        return new Refusal(reason, "");
    }
}
