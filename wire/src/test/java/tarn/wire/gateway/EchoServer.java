package tarn.wire.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.kernel.Service;
import tarn.policy.Enforcement;
import tarn.wire.http.HttpServer;

/** A gateway on a port of its own, before {@link Echoes}. */
final class EchoServer implements Control, AutoCloseable {

    static final String ACCOUNT = "123456789012";
    static final AwsCredentials ANY = AwsBasicCredentials.create("anything", "goes");

    final Echoes.Objects objects = new Echoes.Objects();
    final Echoes.Metrics metrics = new Echoes.Metrics();
    final List<String> resets = new CopyOnWriteArrayList<>();
    final LocalPlatform platform = LocalPlatform.temporary(Options.durable().unsynced());
    final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    EchoServer(boolean enforcing) throws IOException {
        this(enforcing ? Enforcement.EVERYWHERE : Enforcement.OFF);
    }

    EchoServer(Enforcement enforcement) throws IOException {
        var usage = new Usage();
        platform.services()
                .add(S3Client.class, () -> Service.of(S3Client.class, objects))
                .add(StsClient.class, () -> Service.of(StsClient.class, new Echoes.Identities()))
                .add(GlueClient.class, () -> Service.of(GlueClient.class, new Echoes.Tables()))
                .add(CloudWatchClient.class, () -> Service.of(CloudWatchClient.class, metrics))
                .through(usage);
        var settings = new Settings(ACCOUNT, "us-east-1", enforcement, "127.0.0.1", Set.of("https://app.example.com"));
        var gateway = new Gateway(settings, platform, platform.services(), usage, this);
        this.server = HttpServer.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), gateway);
        platform.ready();
    }

    URI url() {
        return URI.create("http://localhost:" + server.port());
    }

    /** An SDK client that speaks to this server. */
    <B extends AwsClientBuilder<B, C>, C> C client(B builder, AwsCredentials credentials) {
        return builder.endpointOverride(url())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    S3Client s3(AwsCredentials credentials) {
        return client(S3Client.builder().forcePathStyle(true), credentials);
    }

    StsClient sts(AwsCredentials credentials) {
        return client(StsClient.builder(), credentials);
    }

    /** Makes an access key known and gives it as a client holds it. */
    AwsCredentials know(String id, @Nullable String token, @Nullable Instant expires, boolean active) {
        platform.accessKeys()
                .put(new tarn.kernel.AccessKeys.AccessKey(
                        id,
                        "secret",
                        token,
                        expires,
                        "111122223333",
                        "arn:aws:iam::111122223333:user/" + id,
                        "AIDA" + id,
                        active));
        return token == null
                ? AwsBasicCredentials.create(id, "secret")
                : AwsSessionCredentials.create(id, "secret", token);
    }

    /** Sends a request as it is, headers as name, value, name, value. */
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url().resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void reset(@Nullable String service, @Nullable String account) {
        resets.add(service + " " + account);
    }

    @Override
    public Map<String, String> engines() {
        return Map.of("sql", "not started");
    }

    @Override
    public Instant started() {
        return Instant.EPOCH;
    }

    @Override
    public String version() {
        return "test";
    }

    @Override
    public void close() {
        server.close();
        platform.close();
        http.close();
    }
}
