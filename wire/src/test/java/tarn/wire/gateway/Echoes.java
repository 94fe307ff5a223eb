package tarn.wire.gateway;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GetDatabaseRequest;
import software.amazon.awssdk.services.glue.model.GetDatabaseResponse;
import software.amazon.awssdk.services.glue.model.GetTablesRequest;
import software.amazon.awssdk.services.glue.model.GetTablesResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import tarn.blobs.TrailingStream;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/** A few operations of a few services that give back what they were given, to test the way there and back. */
final class Echoes {

    static final class Objects implements S3Client, Part {
        private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
        private final Map<String, String> notes = new ConcurrentHashMap<>();

        /** What was put, by bucket and key. */
        Map<String, byte[]> objects() {
            return objects;
        }

        /** What else came with it: the trailing checksum, or an error that cut it. */
        Map<String, String> notes() {
            return notes;
        }

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            var name = request.bucket() + "/" + request.key();
            try (var in = body.contentStreamProvider().newStream()) {
                objects.put(name, in.readAllBytes());
                if (in instanceof TrailingStream trailing) {
                    trailing.trailer("x-amz-checksum-crc32").ifPresent(sum -> notes.put(name, sum));
                }
            } catch (IOException e) {
                notes.put(name, e.toString());
                throw new UncheckedIOException(e);
            }
            return PutObjectResponse.builder().eTag("\"e\"").build();
        }

        @Override
        public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
            var bytes = get(request.bucket(), request.key());
            var response = GetObjectResponse.builder()
                    .contentLength((long) bytes.length)
                    .build();
            try {
                return transformer.transform(response, AbortableInputStream.create(new ByteArrayInputStream(bytes)));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public HeadObjectResponse headObject(HeadObjectRequest request) {
            var bytes = get(request.bucket(), request.key());
            return HeadObjectResponse.builder()
                    .contentLength((long) bytes.length)
                    .build();
        }

        private byte[] get(String bucket, String key) {
            var bytes = objects.get(bucket + "/" + key);
            if (bytes == null) {
                throw NoSuchKeyException.builder()
                        .message("The specified key does not exist.")
                        .build();
            }
            return bytes;
        }
    }

    static final class Identities implements StsClient, Part {
        @Override
        public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request) {
            var caller = Caller.current();
            return GetCallerIdentityResponse.builder()
                    .account(caller.account())
                    .arn(caller.principal())
                    .userId(caller.region())
                    .build();
        }
    }

    static final class Tables implements GlueClient, Part {
        @Override
        public GetDatabaseResponse getDatabase(GetDatabaseRequest request) {
            throw EntityNotFoundException.builder()
                    .message("Database " + request.name() + " not found.")
                    .build();
        }

        @Override
        public GetTablesResponse getTables(GetTablesRequest request) {
            throw new IllegalStateException("meant by the test");
        }
    }

    static final class Metrics implements CloudWatchClient, Part {
        private final Map<String, Integer> counts = new ConcurrentHashMap<>();

        /** How many values came, by namespace. */
        Map<String, Integer> counts() {
            return counts;
        }

        @Override
        public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
            counts.merge(request.namespace(), request.metricData().size(), Integer::sum);
            return PutMetricDataResponse.builder().build();
        }
    }

    private Echoes() {}
}
