package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import tarn.server.Config.BadOptionException;

/** A server where policies decide in one account, and the default one and all others are open. */
class PartialEnforcementTest {

    private static final String GUARDED = "111111111111";
    private static final String OPEN = "222222222222";

    private Server server;
    private RootKey root;

    @BeforeEach
    void start() throws IOException, BadOptionException {
        server = Server.start(
                Config.of(List.of("--port=0", "--ephemeral", "--enforce-iam-in", GUARDED), Map.of()), Instant.now());
        root = Objects.requireNonNull(server.rootKeys().get(GUARDED));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder, String id, String secret) {
        return builder.endpointOverride(url())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)))
                .build();
    }

    private URI url() {
        return URI.create("http://localhost:" + server.port());
    }

    private S3Client s3(String id, String secret) {
        return client(S3Client.builder().forcePathStyle(true), id, secret);
    }

    private static String refusal(Runnable request) {
        return catchThrowableOfType(AwsServiceException.class, request::run)
                .awsErrorDetails()
                .errorCode();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(url().resolve(path))
                            .version(HttpClient.Version.HTTP_1_1)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void anOpenAccountTakesAnyKeyAndItsUsersNeedNoPolicy() {
        try (var s3 = s3(OPEN, "any");
                var iam = client(IamClient.builder().region(Region.AWS_GLOBAL), OPEN, "any")) {
            s3.createBucket(create -> create.bucket("open"));
            iam.createUser(create -> create.userName("user"));
            var key = iam.createAccessKey(create -> create.userName("user")).accessKey();
            try (var users = s3(key.accessKeyId(), "a wrong secret")) {
                assertThat(users.listBuckets().buckets()).hasSize(1);
            }
        }
    }

    @Test
    void aGuardedAccountNeedsRightSignaturesAndPolicies() {
        assertThat(server.rootKey()).isEmpty();
        try (var iam = client(IamClient.builder().region(Region.AWS_GLOBAL), root.id(), root.secret())) {
            iam.createUser(create -> create.userName("user"));
            var key = iam.createAccessKey(create -> create.userName("user")).accessKey();
            try (var users = s3(key.accessKeyId(), key.secretAccessKey());
                    var forged = s3(key.accessKeyId(), "a wrong secret");
                    var digits = s3(GUARDED, "any")) {
                assertThat(refusal(users::listBuckets)).isEqualTo("AccessDenied");
                assertThat(refusal(forged::listBuckets)).isEqualTo("SignatureDoesNotMatch");
                assertThat(refusal(digits::listBuckets)).isEqualTo("InvalidAccessKeyId");
            }
        }
    }

    @Test
    void nobodyReachesWhatIsGuardedFromAnOpenAccount() throws Exception {
        try (var guarded = s3(root.id(), root.secret());
                var open = s3(OPEN, "any")) {
            guarded.createBucket(create -> create.bucket("guarded"));
            guarded.putObject(put -> put.bucket("guarded").key("a"), RequestBody.fromString("secret"));
            assertThat(refusal(() ->
                            open.getObjectAsBytes(get -> get.bucket("guarded").key("a"))))
                    .isEqualTo("AccessDenied");
            assertThat(get("/guarded/a").statusCode()).isEqualTo(403);
            open.createBucket(create -> create.bucket("open"));
            assertThat(refusal(() -> guarded.listObjectsV2(list -> list.bucket("open"))))
                    .isEqualTo("AccessDenied");
        }
    }

    @Test
    void aPublicObjectOfAGuardedAccountIsPublic() throws Exception {
        try (var guarded = s3(root.id(), root.secret())) {
            guarded.createBucket(create -> create.bucket("guarded"));
            guarded.deletePublicAccessBlock(delete -> delete.bucket("guarded"));
            guarded.putObject(put -> put.bucket("guarded").key("a"), RequestBody.fromString("for all"));
            guarded.putBucketPolicy(put -> put.bucket("guarded").policy("""
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::guarded/*"}]}"""));
            assertThat(get("/guarded/a").body()).isEqualTo("for all");
            assertThat(get("/guarded/?list-type=2").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aKeyThatMayNoLongerBeUsedIsNotTakenForTheDefaultAccounts() {
        try (var iam = client(IamClient.builder().region(Region.AWS_GLOBAL), root.id(), root.secret())) {
            iam.createUser(create -> create.userName("user"));
            var key = iam.createAccessKey(create -> create.userName("user")).accessKey();
            iam.updateAccessKey(update ->
                    update.userName("user").accessKeyId(key.accessKeyId()).status("Inactive"));
            try (var sts = client(StsClient.builder(), key.accessKeyId(), key.secretAccessKey())) {
                assertThat(refusal(sts::getCallerIdentity)).isEqualTo("InvalidClientTokenId");
            }
        }
    }

    @Test
    void healthSaysWherePoliciesDecide() throws Exception {
        assertThat(get("/_tarn/health").body())
                .contains("\"enforcement\":{\"everywhere\":false,\"accounts\":[\"111111111111\"]}");
    }
}
