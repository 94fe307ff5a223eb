package tarn.services.glue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.blobs.Content;
import tarn.blobs.ContentStream;
import tarn.kernel.Caller;
import tarn.services.glue.crawl.Lake;
import tarn.services.glue.crawl.LakeFile;

/**
 * S3 as a lake, read as the crawler's caller. Within this process an object's bytes are read in place; another S3 is
 * asked for ranges.
 */
final class S3Lake implements Lake {

    private final S3Client s3;
    private final Caller caller;

    S3Lake(S3Client s3, Caller caller) {
        this.s3 = s3;
        this.caller = caller;
    }

    @Override
    public Iterable<LakeFile> list(String bucket, String prefix) throws IOException {
        try {
            var pages =
                    s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix));
            return pages.contents().stream()
                    .map(object -> new LakeFile(bucket, object.key(), object.size()))
                    .toList();
        } catch (SdkException e) {
            throw new IOException("s3://" + bucket + "/" + prefix + " cannot be listed: " + CrawlerTerms.reason(e), e);
        }
    }

    @Override
    public Content open(LakeFile file) throws IOException {
        try {
            return caller.call(() -> s3.getObject(
                    request -> request.bucket(file.bucket()).key(file.key()),
                    ResponseTransformer.unmanaged((response, stream) -> {
                        if (stream.delegate() instanceof ContentStream local) {
                            return new Held(local);
                        }
                        stream.abort();
                        return new Remote(file);
                    })));
        } catch (SdkException e) {
            throw new IOException("cannot be read: " + CrawlerTerms.reason(e), e);
        }
    }

    /** An object of this process, open until closed. */
    private static final class Held implements Content {
        private final ContentStream stream;

        Held(ContentStream stream) {
            this.stream = stream;
        }

        @Override
        public long sizeBytes() {
            return stream.content().sizeBytes();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            return stream.content().read(position, into);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /** An object elsewhere, read by ranges. */
    private final class Remote implements Content {
        private final LakeFile file;

        Remote(LakeFile file) {
            this.file = file;
        }

        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public int read(long position, ByteBuffer into) throws IOException {
            long end = Math.min(file.sizeBytes(), position + into.remaining());
            if (position >= end) {
                return -1;
            }
            try (var stream = range(position, end)) {
                var bytes = stream.readNBytes((int) (end - position));
                into.put(bytes);
                return bytes.length;
            } catch (SdkException e) {
                throw new IOException("cannot be read: " + CrawlerTerms.reason(e), e);
            }
        }

        private InputStream range(long from, long end) {
            return caller.call(() -> s3.getObject(
                    request -> request.bucket(file.bucket()).key(file.key()).range("bytes=" + from + "-" + (end - 1))));
        }

        @Override
        public void close() {}
    }
}
