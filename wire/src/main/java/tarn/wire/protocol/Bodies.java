package tarn.wire.protocol;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tarn.wire.http.WireRequest;
import tarn.wire.model.QueryString;

/** The bodies of requests that are read into memory, and so must be bounded. */
final class Bodies {

    /** More than any request that AWS takes without streaming: Lambda's 50 MB of code in base64 is 70 MB. */
    static final long BYTES_MAX = 80L << 20;

    /** The body, to be read; refuses when it turns out to be too long. */
    static InputStream bounded(WireRequest request) {
        if (request.bodyLength() > BYTES_MAX) {
            throw Refusals.tooLarge(BYTES_MAX);
        }
        return new Bounded(request.body());
    }

    /** The body, to be read with a look ahead. */
    static InputStream buffered(WireRequest request) {
        return new BufferedInputStream(bounded(request), 4096);
    }

    static byte[] bytes(WireRequest request) {
        try (var body = bounded(request)) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parameters of query string and form body; the body can be read again afterwards. */
    static Map<String, String> parameters(WireRequest request) {
        var parameters = new LinkedHashMap<String, String>();
        QueryString.parse(request.query()).forEach((name, values) -> parameters.put(name, values.getFirst()));
        var type = request.headers().first("content-type").orElse("");
        if (type.startsWith("application/x-www-form-urlencoded")) {
            var body = request.body();
            if (!body.markSupported()) {
                throw new IllegalStateException("The body of a form request must support mark and reset");
            }
            body.mark(Integer.MAX_VALUE);
            var form = new String(bytes(request), StandardCharsets.UTF_8);
            QueryString.parse(form.strip()).forEach((name, values) -> parameters.put(name, values.getFirst()));
            try {
                body.reset();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return parameters;
    }

    private static final class Bounded extends FilterInputStream {
        private long left = BYTES_MAX;

        private Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            var read = super.read(into, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw Refusals.tooLarge(BYTES_MAX);
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() {
            // whoever opened the body closes it
        }
    }

    private Bodies() {}
}
