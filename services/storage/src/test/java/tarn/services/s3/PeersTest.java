package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import tarn.blobs.ContentStream;

/** What differs for a peer in the same process, before whom no SDK client stands. */
class PeersTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @Test
    void anObjectWithoutATypeIsBinary() {
        tarn.put("key", "");
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(head.contentType()).isEqualTo("binary/octet-stream");
        assertThat(head.contentLength()).isZero();
        assertThat(tarn.get("key")).isEmpty();
    }

    @Test
    void aBodyThatEndsEarlyOrBreaksKeepsTheOldObject() {
        tarn.put("key", "old");
        refused(
                400,
                "IncompleteBody",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("key"),
                                RequestBody.fromContentProvider(
                                        () -> new ByteArrayInputStream(new byte[100_000]), 100_001, "any")));
        refused(
                400,
                "IncompleteBody",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("key"),
                                RequestBody.fromContentProvider(Broken::new, "any")));
        assertThat(tarn.get("key")).isEqualTo("old");
    }

    /** A connection that is cut after 100,000 bytes. */
    private static final class Broken extends InputStream {
        private int left = 100_000;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                throw new IOException("cut");
            }
            int count = Math.min(left, length);
            left -= count;
            return count;
        }
    }

    @Test
    void aPeerInTheSameProcessReadsTheContentAtAnyPosition() throws IOException {
        var bytes = new byte[200_000];
        bytes[150_000] = 42;
        tarn.s3().putObject(request -> request.bucket(BUCKET).key("key"), RequestBody.fromBytes(bytes));
        ResponseTransformer<GetObjectResponse, ContentStream> inPlace =
                ResponseTransformer.unmanaged((response, stream) -> (ContentStream) stream.delegate());
        try (var stream = tarn.s3().getObject(request -> request.bucket(BUCKET).key("key"), inPlace)) {
            tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
            var one = ByteBuffer.allocate(1);
            assertThat(stream.content().sizeBytes()).isEqualTo(200_000);
            assertThat(stream.content().read(150_000, one)).isEqualTo(1);
            assertThat(one.get(0)).isEqualTo((byte) 42);
        }
    }
}
