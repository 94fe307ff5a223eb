package tarn.wire.http;

/**
 * What checks the signatures in an {@code aws-chunked} body: each chunk's and that of the trailers. All methods throw
 * the service's fault if a signature does not match.
 */
public interface ChunkSeal {

    /** A seal for bodies whose chunks are not signed, or whose signatures nobody checks. */
    ChunkSeal NONE = new ChunkSeal() {
        @Override
        public void update(byte[] bytes, int offset, int length) {}

        @Override
        public void endChunk(String signature) {}

        @Override
        public void endTrailers(byte[] canonical, String signature) {}
    };

    /** Takes in data of the present chunk. */
    void update(byte[] bytes, int offset, int length);

    /** The present chunk is at its end; the last one is empty. */
    void endChunk(String signature);

    /**
     * The trailers are at their end.
     *
     * @param canonical the trailers as {@code name:value} lines, each ending in LF
     * @param signature {@code x-amz-trailer-signature}; empty if there is none
     */
    void endTrailers(byte[] canonical, String signature);
}
