package tarn.wire.signature;

import java.security.MessageDigest;
import java.util.HexFormat;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.wire.http.ChunkSeal;
import tarn.wire.signature.Claim.Signed;

/** The signatures of chunks, each of which continues the one before, the first the request's own. */
final class SignedChunks implements ChunkSeal {

    private static final String NOTHING = SigningKey.sha256(new byte[0]);

    private final SigningKey key;
    private final String stamp;
    private final boolean signedTrailers;
    private final AwsServiceException mismatch;
    private final MessageDigest chunk = SigningKey.sha256();
    private String previous;

    SignedChunks(SigningKey key, Signed signed, boolean signedTrailers, AwsServiceException mismatch) {
        this.key = key;
        this.stamp = signed.timestamp() + "\n" + signed.scope() + "\n";
        this.previous = signed.signature();
        this.signedTrailers = signedTrailers;
        this.mismatch = mismatch;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        chunk.update(bytes, offset, length);
    }

    @Override
    public void endChunk(String signature) {
        check(
                "AWS4-HMAC-SHA256-PAYLOAD\n" + stamp + previous + "\n" + NOTHING + "\n"
                        + HexFormat.of().formatHex(chunk.digest()),
                signature);
    }

    @Override
    public void endTrailers(byte[] canonical, String signature) {
        if (signedTrailers) {
            check("AWS4-HMAC-SHA256-TRAILER\n" + stamp + previous + "\n" + SigningKey.sha256(canonical), signature);
        } else if (canonical.length > 0) {
            throw mismatch;
        }
    }

    private void check(String text, String signature) {
        var computed = key.sign(text);
        if (!SigningKey.equal(computed, signature)) {
            throw mismatch;
        }
        previous = computed;
    }
}
