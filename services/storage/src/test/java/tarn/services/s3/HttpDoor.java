package tarn.services.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.policy.Enforcement;
import tarn.wire.gateway.Control;
import tarn.wire.gateway.Gateway;
import tarn.wire.gateway.Settings;
import tarn.wire.gateway.Usage;
import tarn.wire.http.HttpServer;

/** A port before a platform, and the SDK's client that speaks to it. */
final class HttpDoor implements AutoCloseable {

    private final HttpServer server;
    private final S3Client client;

    HttpDoor(LocalPlatform platform) {
        var settings = new Settings(TestPlatform.ACCOUNT, "us-east-1", Enforcement.OFF, "127.0.0.1", Set.of());
        var gateway = new Gateway(settings, platform, platform.services(), new Usage(), new NoControl());
        try {
            server = HttpServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), gateway);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client = S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .forcePathStyle(true)
                // So that requests say as much as those of a peer
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    int port() {
        return server.port();
    }

    S3Client client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        server.stop(Duration.ofSeconds(1));
    }

    /** Nothing of the server as a whole is asked for. */
    private static final class NoControl implements Control {
        @Override
        public void reset(@Nullable String service, @Nullable String account) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, String> engines() {
            return Map.of();
        }

        @Override
        public Instant started() {
            return TestPlatform.START;
        }

        @Override
        public String version() {
            return "test";
        }
    }
}
