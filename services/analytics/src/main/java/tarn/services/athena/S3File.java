package tarn.services.athena;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import tarn.blobs.Content;
import tarn.blobs.ContentStream;
import tarn.engines.sql.LakeFile;
import tarn.kernel.Caller;

/**
 * An object open for reading at any position. Where S3 lives in this process its bytes are read in place; otherwise each
 * read is a request for a range of the object as it was when opened.
 */
sealed interface S3File extends LakeFile {

    static S3File open(S3Client s3, S3Path path, Caller caller) {
        return s3.getObject(
                request -> request.bucket(path.bucket()).key(path.key()),
                new ResponseTransformer<GetObjectResponse, S3File>() {
                    @Override
                    public S3File transform(GetObjectResponse response, AbortableInputStream body) throws IOException {
                        long modifiedMillis = response.lastModified().toEpochMilli();
                        var stream = peel(body);
                        if (stream instanceof ContentStream lying
                                && lying.content().sizeBytes() == response.contentLength()) {
                            return new InPlace(lying, lying.content(), modifiedMillis);
                        }
                        stream.close();
                        return new ByRanges(
                                s3, path, caller, response.eTag(), response.contentLength(), modifiedMillis);
                    }

                    @Override
                    public boolean needsConnectionLeftOpen() {
                        return true;
                    }
                });
    }

    private static InputStream peel(AbortableInputStream body) {
        InputStream stream = body.delegate();
        while (stream instanceof AbortableInputStream inner) {
            stream = inner.delegate();
        }
        return stream;
    }

    /** Bytes that lie in this process's blobs. */
    record InPlace(FilterInputStream owner, Content content, long modifiedMillis) implements S3File {

        @Override
        public long sizeBytes() {
            return content.sizeBytes();
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                int some = content.read(position + done, ByteBuffer.wrap(into, offset + done, length - done));
                if (some < 0) {
                    return done == 0 ? -1 : done;
                }
                done += some;
            }
            return done;
        }

        @Override
        public void close() throws IOException {
            owner.close();
        }
    }

    /** Bytes that are asked for range by range. */
    record ByRanges(S3Client s3, S3Path path, Caller caller, String etag, long sizeBytes, long modifiedMillis)
            implements S3File {

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            if (position >= sizeBytes) {
                return -1;
            }
            if (length == 0) {
                return 0;
            }
            long last = Math.min(sizeBytes, position + length) - 1;
            return GlueLake.as(caller, () -> {
                try (var body = s3.getObject(request -> request.bucket(path.bucket())
                        .key(path.key())
                        .ifMatch(etag)
                        .range("bytes=" + position + "-" + last))) {
                    return body.readNBytes(into, offset, (int) (last - position + 1));
                }
            });
        }

        @Override
        public void close() {}
    }
}
