package tarn.services.athena;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object being written. A small one is put at once when it is closed, a large one goes out in parts as it grows, so
 * that no more than one part lies on the heap. Nobody sees it before it is closed.
 */
final class S3Draft extends OutputStream {

    /** The least S3 takes for a part that is not the last. */
    private static final int PART_BYTES = 8 << 20;

    private final S3Client s3;
    private final S3Path path;
    private final ResultSettings settings;
    private final @Nullable String contentType;
    private final boolean replace;
    private final List<CompletedPart> parts = new ArrayList<>();
    private byte[] buffer = new byte[8192];
    private int filled;
    private long sizeBytes;
    private @Nullable String upload;
    private boolean ended;

    S3Draft(S3Client s3, S3Path path, ResultSettings settings, @Nullable String contentType, boolean replace) {
        this.s3 = s3;
        this.path = path;
        this.settings = settings;
        this.contentType = contentType;
        this.replace = replace;
    }

    /** How many bytes were written. */
    long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == PART_BYTES) {
                sendPart();
            }
            int some = Math.min(left, PART_BYTES - filled);
            if (filled + some > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(PART_BYTES, Math.max(filled + some, buffer.length * 2)));
            }
            System.arraycopy(bytes, at, buffer, filled, some);
            filled += some;
            at += some;
            left -= some;
        }
        sizeBytes += length;
    }

    private void sendPart() {
        if (upload == null) {
            upload = s3.createMultipartUpload(request -> {
                        settings.apply(request);
                        request.bucket(path.bucket()).key(path.key()).contentType(contentType);
                    })
                    .uploadId();
        }
        int number = parts.size() + 1;
        var body = RequestBody.fromBytes(Arrays.copyOf(buffer, filled));
        var answer = s3.uploadPart(
                request -> request.bucket(path.bucket())
                        .key(path.key())
                        .uploadId(upload)
                        .partNumber(number),
                body);
        parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC64NVME(answer.checksumCRC64NVME())
                .build());
        filled = 0;
    }

    /** Makes the object visible. */
    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        if (upload == null) {
            var body = RequestBody.fromBytes(Arrays.copyOf(buffer, filled));
            s3.putObject(
                    request -> {
                        settings.apply(request);
                        request.bucket(path.bucket())
                                .key(path.key())
                                .contentType(contentType)
                                .ifNoneMatch(replace ? null : "*");
                    },
                    body);
            return;
        }
        sendPart();
        s3.completeMultipartUpload(request -> request.bucket(path.bucket())
                .key(path.key())
                .uploadId(upload)
                .ifNoneMatch(replace ? null : "*")
                .multipartUpload(all -> all.parts(parts)));
    }

    /** Gives the object up; closing does nothing thereafter. */
    void abort() {
        if (ended) {
            return;
        }
        ended = true;
        if (upload != null) {
            s3.abortMultipartUpload(
                    request -> request.bucket(path.bucket()).key(path.key()).uploadId(upload));
        }
    }
}
