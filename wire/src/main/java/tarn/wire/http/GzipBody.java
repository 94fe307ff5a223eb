package tarn.wire.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The content of a body in gzip, which fails instead of giving out more than a bound: a small bomb stays small. */
public final class GzipBody extends FilterInputStream {

    private final long bytesMax;
    private long given;

    private GzipBody(InputStream in, long bytesMax) {
        super(in);
        this.bytesMax = bytesMax;
    }

    /**
     * The content of a body.
     *
     * @throws AwsServiceException if it does not begin as gzip does
     */
    public static InputStream of(InputStream body, long bytesMax) throws IOException {
        try {
            return new GzipBody(new GZIPInputStream(body, 8 * 1024), bytesMax);
        } catch (ZipException e) {
            throw BodyFaults.notGzip();
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(into, offset, length);
        } catch (ZipException e) {
            throw BodyFaults.notGzip();
        }
        given += Math.max(0, read);
        if (given > bytesMax) {
            throw BodyFaults.tooLarge(bytesMax);
        }
        return read;
    }
}
