package tarn.wire.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of which one knows afterwards whether the client failed to send it: then nothing of ours is at fault. */
final class WatchedBody extends FilterInputStream {

    private boolean broken;

    WatchedBody(InputStream in) {
        super(in);
    }

    boolean broken() {
        return broken;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return super.read(into, offset, length);
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }
}
