package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.authorization.Authorization;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;
import tarn.policy.Cause;

/** Two accounts on a platform where policies decide, and what the one may do to the other. */
class AuthorizationTest {

    private static final String OURS = "111111111111";
    private static final String THEIRS = "222222222222";
    private static final Caller US = Caller.root(OURS, "us-east-1", "test");
    private static final Caller THEM = Caller.root(THEIRS, "us-east-1", "test");

    private LocalPlatform platform = LocalPlatform.temporary(Options.durable().unsynced());
    private S3Client s3 = platform.client(S3Client.class);

    @BeforeEach
    void start() {
        Services.on(platform);
        var authorization = new Authorization(platform, account -> true);
        platform.services().through(authorization);
        platform.permissions(authorization);
        US.run(() -> s3.createBucket(create -> create.bucket("ours")));
        US.run(() -> put("ours", "a"));
        THEM.run(() -> s3.createBucket(create -> create.bucket("theirs")));
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private void put(String bucket, String key) {
        s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromString("content"));
    }

    private String read(String bucket, String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asString(StandardCharsets.UTF_8);
    }

    /** A user of an account, who may do what a statement says. */
    private Caller user(Caller root, String name, String action) {
        var id = root.call(() -> {
            var iam = platform.client(IamClient.class);
            var user = iam.createUser(create -> create.userName(name)).user();
            iam.putUserPolicy(put -> put.userName(name)
                    .policyName("own")
                    .policyDocument(
                            document("\"Effect\": \"Allow\", \"Action\": \"" + action + "\", \"Resource\": \"*\"")));
            return user.userId();
        });
        return new Caller(
                root.account(),
                "us-east-1",
                "arn:aws:iam::" + root.account() + ":user/" + name,
                id,
                null,
                null,
                "test");
    }

    private static String document(String statement) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [{" + statement + "}]}";
    }

    private void open(String principal) {
        US.run(() -> s3.putBucketPolicy(put -> put.bucket("ours")
                .policy(document("\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"" + principal
                        + "\"}, \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::ours/*\""))));
    }

    private static void assertDenied(Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .startsWith("AccessDenied"));
    }

    @Test
    void nobodyOfAnotherAccountReadsWithoutBothSides() {
        var bob = user(THEM, "bob", "s3:*");
        var weak = user(THEM, "weak", "sqs:*");
        assertDenied(() -> bob.run(() -> read("ours", "a")));
        assertDenied(() -> THEM.run(() -> read("ours", "a")));
        open("arn:aws:iam::" + THEIRS + ":root");
        assertThat(bob.<String, RuntimeException>call(() -> read("ours", "a"))).isEqualTo("content");
        assertThat(THEM.<String, RuntimeException>call(() -> read("ours", "a"))).isEqualTo("content");
        assertDenied(() -> weak.run(() -> read("ours", "a")));
        assertDenied(() -> bob.run(() -> put("ours", "b")));
    }

    @Test
    void aCopyBetweenAccountsEndsInTheTargetsAccount() {
        var bob = user(THEM, "bob", "s3:*");
        Runnable copy = () -> s3.copyObject(request -> request.sourceBucket("ours")
                .sourceKey("a")
                .destinationBucket("theirs")
                .destinationKey("copy"));
        assertDenied(() -> bob.run(copy));
        open("arn:aws:iam::" + THEIRS + ":user/bob");
        bob.run(copy);
        assertThat(THEM.<String, RuntimeException>call(() -> read("theirs", "copy")))
                .isEqualTo("content");
    }

    @Test
    void aRoleThatServesOneAccountIsNotUsedForAnother() {
        var trust = document("\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"glue.amazonaws.com\"},"
                + " \"Action\": \"sts:AssumeRole\","
                + " \"Condition\": {\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:glue:*:" + OURS + ":crawler/*\"}}");
        var role = US.call(() -> platform.client(IamClient.class)
                .createRole(create -> create.roleName("crawling").assumeRolePolicyDocument(trust))
                .role()
                .arn());
        Runnable act = () -> platform.permissions().as(role, "glue.amazonaws.com", "s");
        var ours = new Cause("arn:aws:glue:us-east-1:" + OURS + ":crawler/c", OURS);
        var theirs = new Cause("arn:aws:glue:us-east-1:" + THEIRS + ":crawler/c", THEIRS);
        assertDenied(() -> US.run(act));
        assertDenied(() -> THEM.run(() -> theirs.call(() -> run(act))));
        US.run(() -> ours.call(() -> run(act)));
        assertDenied(() -> US.run(() -> platform.permissions().as(role, "lambda.amazonaws.com", "s")));
    }

    private static boolean run(Runnable work) {
        work.run();
        return true;
    }

    @Test
    void aUserMadeAnewUnderTheSameNameHasNothingOfTheOld() {
        var bob = user(US, "bob", "s3:*");
        bob.run(() -> read("ours", "a"));
        US.run(() -> {
            var iam = platform.client(IamClient.class);
            iam.deleteUserPolicy(delete -> delete.userName("bob").policyName("own"));
            iam.deleteUser(delete -> delete.userName("bob"));
        });
        user(US, "bob", "s3:*");
        assertDenied(() -> bob.run(() -> read("ours", "a")));
    }

    @Test
    void aPeerThatAsksForItsCallerMayNoMoreThanTheCaller() {
        var catalog = user(US, "catalog", "glue:*");
        var refusal = catalog.<AwsServiceException, RuntimeException>call(() -> {
            try {
                catalog.via("athena.amazonaws.com").run(() -> read("ours", "a"));
                throw new AssertionError("It was let in");
            } catch (S3Exception denied) {
                return denied;
            }
        });
        assertThat(refusal.awsErrorDetails().errorMessage())
                .contains("user/catalog")
                .contains("s3:GetObject");
        catalog.run(() -> platform.client(GlueClient.class).getDatabases(all -> {}));
    }
}
