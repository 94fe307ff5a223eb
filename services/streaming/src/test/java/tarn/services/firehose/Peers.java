package tarn.services.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import tarn.kernel.Part;
import tarn.kernel.Service;

/** Stand-ins for the services that Firehose asks: they do as little of theirs as its tests need. */
final class Peers {

    private static final JsonMapper JSON = new JsonMapper();

    private Peers() {}

    /** Buckets that keep what is put, and are away when told so. */
    static final class Shelf implements S3Client, Part {

        final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
        volatile boolean away;

        Service service() {
            return Service.of(S3Client.class, this);
        }

        @Override
        public String serviceName() {
            return "s3";
        }

        @Override
        public void close() {}

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            if (away) {
                throw NoSuchBucketException.builder().message("away").build();
            }
            try (var in = body.contentStreamProvider().newStream()) {
                objects.put(request.key(), in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return PutObjectResponse.builder().build();
        }

        Map<String, String> texts() {
            var texts = new TreeMap<String, String>();
            objects.forEach((key, bytes) -> texts.put(key, new String(bytes, java.nio.charset.StandardCharsets.UTF_8)));
            return texts;
        }
    }

    /** A function that answers for itself. */
    static final class Functions implements LambdaClient, Part {

        volatile UnaryOperator<JsonNode> answer = event -> event;
        volatile Optional<String> error = Optional.empty();
        final AtomicInteger calls = new AtomicInteger();

        Service service() {
            return Service.of(LambdaClient.class, this);
        }

        @Override
        public String serviceName() {
            return "lambda";
        }

        @Override
        public void close() {}

        @Override
        public InvokeResponse invoke(InvokeRequest request) {
            calls.incrementAndGet();
            @Nullable String failed = error.orElse(null);
            try {
                var answered = answer.apply(JSON.readTree(request.payload().asByteArray()));
                return InvokeResponse.builder()
                        .functionError(failed)
                        .payload(SdkBytes.fromUtf8String(answered.toString()))
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
