package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sts.StsClient;
import tarn.server.Config.BadOptionException;

/** The whole program with its real services, over its port. */
class ServerTest {

    @TempDir
    private Path folder;

    private Server start(String... options) throws IOException, BadOptionException {
        var arguments = Stream.concat(Stream.of("--port=0", "--data=" + folder), Stream.of(options))
                .toList();
        return Server.start(Config.of(arguments, Map.of()), Instant.now());
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(Server server, B builder, String id, String secret) {
        return builder.endpointOverride(URI.create("http://localhost:" + server.port()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .build();
    }

    private static S3Client s3(Server server, String id, String secret) {
        return client(server, S3Client.builder().forcePathStyle(true), id, secret);
    }

    @Test
    void whatWasAnsweredIsThereAfterARestart() throws Exception {
        try (var server = start();
                var s3 = s3(server, "any", "any")) {
            s3.createBucket(create -> create.bucket("bucket"));
            s3.putObject(put -> put.bucket("bucket").key("a/../b"), RequestBody.fromString("hello"));
        }
        try (var server = start();
                var s3 = s3(server, "any", "any")) {
            assertThat(s3.getObjectAsBytes(get -> get.bucket("bucket").key("a/../b"))
                            .asUtf8String())
                    .isEqualTo("hello");
        }
    }

    @Test
    void accountsDoNotSeeEachOthersBuckets() throws Exception {
        try (var server = start("--ephemeral");
                var one = s3(server, "111111111111", "any");
                var other = s3(server, "222222222222", "any")) {
            one.createBucket(create -> create.bucket("bucket"));
            assertThat(one.listBuckets().buckets()).hasSize(1);
            assertThat(other.listBuckets().buckets()).isEmpty();
        }
    }

    @Test
    void aResetForgetsEverything() throws Exception {
        try (var server = start("--ephemeral");
                var s3 = s3(server, "any", "any");
                var http = HttpClient.newHttpClient()) {
            s3.createBucket(create -> create.bucket("bucket"));
            var reset = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/_tarn/reset"))
                    .version(HttpClient.Version.HTTP_1_1)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(http.send(reset, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            assertThat(s3.listBuckets().buckets()).isEmpty();
        }
    }

    @Test
    void withEnforcementTheRootKeyMakesTheFirstUserAndSurvivesRestartAndReset() throws Exception {
        RootKey key;
        try (var server = start("--enforce-iam")) {
            key = server.rootKey().orElseThrow();
            try (var iam = client(server, IamClient.builder().region(Region.AWS_GLOBAL), key.id(), key.secret());
                    var sts = client(server, StsClient.builder(), key.id(), key.secret())) {
                assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:root");
                iam.createUser(create -> create.userName("user"));
                var made =
                        iam.createAccessKey(create -> create.userName("user")).accessKey();
                try (var users = client(server, StsClient.builder(), made.accessKeyId(), made.secretAccessKey())) {
                    assertThat(users.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:user/user");
                }
            }
            server.reset(null, null);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("root-key"))).hasSize(2);
        try (var server = start("--enforce-iam");
                var s3 = s3(server, key.id(), key.secret());
                var stranger = s3(server, "AKIASTRANGER", "any")) {
            assertThat(server.rootKey()).contains(key);
            s3.createBucket(create -> create.bucket("bucket"));
            assertThatThrownBy(stranger::listBuckets).isInstanceOf(S3Exception.class);
        }
    }

    @Test
    void aPortThatIsTakenIsAnErrorAndLeavesTheDataFree() throws Exception {
        try (var first = start("--ephemeral")) {
            var arguments = List.of("--port=" + first.port(), "--data=" + folder);
            assertThatThrownBy(() -> Server.start(Config.of(arguments, Map.of()), Instant.now()))
                    .isInstanceOf(BindException.class);
        }
        try (var second = start()) {
            assertThat(second.port()).isPositive();
        }
    }

    @Test
    void theRehearsalIsAnswered() throws Exception {
        try (var server = start("--ephemeral", "--rehearse")) {
            Rehearsal.of(server.port());
            assertThat(server.engines()).containsEntry("sql", "not installed");
        }
    }
}
