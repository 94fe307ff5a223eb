package tarn.wire.signature;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** A body whose hash was signed. Its last bytes are given out only if the hash is right. */
final class HashedBody extends FilterInputStream {

    private final MessageDigest digest = SigningKey.sha256();
    private final String expected;
    private final AwsServiceException mismatch;
    private long left;
    private boolean checked;

    HashedBody(InputStream in, long length, String expected, AwsServiceException mismatch) {
        super(in);
        this.left = length < 0 ? Long.MAX_VALUE : length;
        this.expected = expected;
        this.mismatch = mismatch;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        if (read > 0) {
            digest.update(into, offset, read);
            left -= read;
        }
        if ((read < 0 || left == 0) && !checked) {
            checked = true;
            if (!SigningKey.equal(HexFormat.of().formatHex(digest.digest()), expected)) {
                throw mismatch;
            }
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        var skipped = new byte[Math.clamp(count, 0, 8192)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
