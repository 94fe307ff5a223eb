package tarn.services.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.Tag;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

/** Secrets, their versions and labels, their end, and their copies. */
class SecretsTest {

    private static final String GONE = "Secrets Manager can't find the specified secret.";

    @RegisterExtension
    final Governance governance = new Governance();

    private SecretsManagerClient secrets() {
        return governance.secrets();
    }

    private String text(String reference) {
        return secrets().getSecretValue(g -> g.secretId(reference)).secretString();
    }

    @Test
    void aSecretIsReadByNameByArnAndByArnWithoutItsEnd() {
        var made = secrets().createSecret(s -> s.name("db/orders").secretString("pa55"));
        assertThat(made.arn()).matches("arn:aws:secretsmanager:us-east-1:123456789012:secret:db/orders-[A-Za-z0-9]{6}");
        assertThat(text("db/orders")).isEqualTo("pa55");
        assertThat(text(made.arn())).isEqualTo("pa55");
        assertThat(text(made.arn().substring(0, made.arn().length() - 7))).isEqualTo("pa55");
        refused(400, "ResourceNotFoundException", GONE, () -> text("db/order"));
        refused(
                400,
                "ResourceExistsException",
                "The operation failed because the secret db/orders already exists.",
                () -> secrets().createSecret(s -> s.name("db/orders").secretString("other")));
        secrets().createSecret(s -> s.name("bytes").secretBinary(SdkBytes.fromUtf8String("x")));
        assertThat(secrets().getSecretValue(g -> g.secretId("bytes")).secretBinary())
                .isEqualTo(SdkBytes.fromUtf8String("x"));
    }

    @Test
    void aNewValueIsCurrentAndTheOneBeforeIsPrevious() {
        secrets().createSecret(s -> s.name("s").secretString("one").clientRequestToken("a".repeat(32)));
        secrets().putSecretValue(s -> s.secretId("s").secretString("two").clientRequestToken("b".repeat(32)));
        secrets().putSecretValue(s -> s.secretId("s").secretString("three").clientRequestToken("c".repeat(32)));

        assertThat(text("s")).isEqualTo("three");
        assertThat(secrets()
                        .getSecretValue(g -> g.secretId("s").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("two");
        assertThat(secrets()
                        .getSecretValue(g -> g.secretId("s").versionId("a".repeat(32)))
                        .secretString())
                .isEqualTo("one");
        assertThat(secrets().listSecretVersionIds(l -> l.secretId("s")).versions())
                .hasSize(2);
        assertThat(secrets()
                        .listSecretVersionIds(l -> l.secretId("s").includeDeprecated(true))
                        .versions())
                .hasSize(3);
        // The same token with the same value is the same version; with another it is refused.
        secrets().putSecretValue(s -> s.secretId("s").secretString("three").clientRequestToken("c".repeat(32)));
        var arn = secrets().describeSecret(d -> d.secretId("s")).arn();
        refused(
                400,
                "ResourceExistsException",
                "You can't use ClientRequestToken " + "c".repeat(32)
                        + " because that value is already in use for a version of secret " + arn + ".",
                () -> secrets()
                        .putSecretValue(
                                s -> s.secretId("s").secretString("four").clientRequestToken("c".repeat(32))));
        secrets()
                .updateSecretVersionStage(u -> u.secretId("s")
                        .versionStage("AWSCURRENT")
                        .moveToVersionId("a".repeat(32))
                        .removeFromVersionId("c".repeat(32)));
        assertThat(text("s")).isEqualTo("one");
        assertThat(secrets()
                        .getSecretValue(g -> g.secretId("s").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("three");
    }

    @Test
    void aSecretIsUnreadableWhileItsKeyIsOff() {
        var key = governance.kms().createKey().keyMetadata().keyId();
        secrets().createSecret(s -> s.name("s").kmsKeyId(key).secretString("one"));
        governance.kms().disableKey(k -> k.keyId(key));
        refused(
                400,
                "DecryptionFailure",
                "Secrets Manager can't decrypt the protected secret text using the provided KMS key."
                        + " arn:aws:kms:us-east-1:123456789012:key/" + key + " is disabled.",
                () -> text("s"));
        governance.kms().enableKey(k -> k.keyId(key));
        assertThat(text("s")).isEqualTo("one");
        assertThat(governance.kms().listAliases().aliases()).isEmpty();
    }

    @Test
    void aDeletedSecretCanBeRestoredUntilItsTimeIsOver() {
        secrets().createSecret(s -> s.name("s").secretString("one"));
        secrets().deleteSecret(d -> d.secretId("s").recoveryWindowInDays(7L));
        refused(
                400,
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.",
                () -> text("s"));
        refused(
                400,
                "InvalidRequestException",
                "You can't create this secret because a secret with this name is already scheduled for deletion.",
                () -> secrets().createSecret(s -> s.name("s")));
        secrets().restoreSecret(r -> r.secretId("s"));
        governance.platform().clock().advance(Duration.ofDays(8));
        assertThat(text("s")).isEqualTo("one");

        secrets().deleteSecret(d -> d.secretId("s"));
        governance.platform().clock().advance(Duration.ofDays(30));
        refused(400, "ResourceNotFoundException", GONE, () -> text("s"));
        secrets().createSecret(s -> s.name("s").secretString("again"));
        secrets().deleteSecret(d -> d.secretId("s").forceDeleteWithoutRecovery(true));
        refused(400, "ResourceNotFoundException", GONE, () -> text("s"));
    }

    @Test
    void secretsAreFilteredAndReadTogether() {
        for (var name : List.of("db/one", "db/two", "api/one")) {
            secrets()
                    .createSecret(s -> s.name(name)
                            .secretString(name + "!")
                            .description("for the " + name.substring(0, 2) + " team")
                            .tags(Tag.builder().key("app").value(name).build()));
        }
        assertThat(secrets()
                        .listSecrets(l -> l.filters(Filter.builder()
                                .key(FilterNameStringType.NAME)
                                .values("db/")
                                .build()))
                        .secretList())
                .extracting(SecretListEntry::name)
                .containsExactly("db/two", "db/one");
        assertThat(secrets()
                        .listSecrets(l -> l.filters(Filter.builder()
                                .key(FilterNameStringType.TAG_VALUE)
                                .values("!db/")
                                .build()))
                        .secretList())
                .extracting(SecretListEntry::name)
                .containsExactly("api/one");
        var listed = new ArrayList<String>();
        secrets()
                .listSecretsPaginator(l -> l.maxResults(2))
                .forEach(page -> page.secretList().forEach(entry -> listed.add(entry.name())));
        assertThat(listed).containsExactly("db/two", "db/one", "api/one");
        var together = secrets().batchGetSecretValue(b -> b.secretIdList("db/one", "nothing"));
        assertThat(together.secretValues())
                .extracting(SecretValueEntry::secretString)
                .containsExactly("db/one!");
        assertThat(together.errors()).extracting(APIErrorType::errorCode).containsExactly("ResourceNotFoundException");
    }

    @Test
    void aReplicaFollowsItsSecretIntoAnotherRegion() {
        secrets()
                .createSecret(s -> s.name("s")
                        .secretString("one")
                        .addReplicaRegions(
                                ReplicaRegionType.builder().region("eu-west-1").build()));
        var there = TestPlatform.CALLER.in("eu-west-1");
        there.run(() -> assertThat(text("s")).isEqualTo("one"));
        secrets().putSecretValue(p -> p.secretId("s").secretString("two"));
        there.run(() -> {
            assertThat(text("s")).isEqualTo("two");
            refused(
                    400,
                    "InvalidRequestException",
                    "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
                    () -> secrets().putSecretValue(p -> p.secretId("s").secretString("three")));
            secrets().stopReplicationToReplica(r -> r.secretId("s"));
            secrets().putSecretValue(p -> p.secretId("s").secretString("three"));
        });
        assertThat(text("s")).isEqualTo("two");
        assertThat(secrets().describeSecret(d -> d.secretId("s")).replicationStatus())
                .isEmpty();
    }

    @Test
    void passwordsAreAsTheyAreAskedFor() {
        assertThat(secrets()
                        .getRandomPassword(p -> p.passwordLength(20L).excludePunctuation(true))
                        .randomPassword())
                .matches("[A-Za-z0-9]{20}")
                .matches(".*[a-z].*")
                .matches(".*[A-Z].*")
                .matches(".*[0-9].*");
        assertThat(secrets().getRandomPassword(p -> p.passwordLength(4L)).randomPassword())
                .hasSize(4);
    }

    @Test
    void rotationIsRefusedWithoutAFunction() {
        secrets().createSecret(s -> s.name("s").secretString("one"));
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                SecretsManagerException.class,
                                () -> secrets()
                                        .rotateSecret(r -> r.secretId("s")
                                                .rotationLambdaARN(
                                                        "arn:aws:lambda:us-east-1:123456789012:function:rotate")))
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("AccessDeniedException");
        refused(
                400,
                "InvalidRequestException",
                "No Lambda rotation function ARN is associated with this secret.",
                () -> secrets().rotateSecret(r -> r.secretId("s")));
    }

    /** A Lambda service with one function, which rotates as AWS's templates do. */
    private static final class RotatingFunction implements LambdaClient, Part {
        private final Platform platform;
        private final CountDownLatch finished = new CountDownLatch(1);

        RotatingFunction(Platform platform) {
            this.platform = platform;
        }

        @Override
        public GetFunctionResponse getFunction(GetFunctionRequest request) {
            return GetFunctionResponse.builder().build();
        }

        @Override
        public InvokeResponse invoke(InvokeRequest request) {
            var event = request.payload().asUtf8String();
            var secrets = platform.client(SecretsManagerClient.class);
            var token = event.replaceFirst("(?s).*\"ClientRequestToken\": \"([^\"]+)\".*", "$1");
            if (event.contains("createSecret")) {
                secrets.putSecretValue(p -> p.secretId("s")
                        .clientRequestToken(token)
                        .secretString("rotated")
                        .versionStages("AWSPENDING"));
            }
            if (event.contains("finishSecret")) {
                var current = secrets.getSecretValue(g -> g.secretId("s")).versionId();
                secrets.updateSecretVersionStage(u -> u.secretId("s")
                        .versionStage("AWSCURRENT")
                        .moveToVersionId(token)
                        .removeFromVersionId(current));
                finished.countDown();
            }
            return InvokeResponse.builder().statusCode(200).build();
        }
    }

    @Test
    void aFunctionRotatesASecretInFourSteps() throws Exception {
        var platform = governance.platform();
        var function = new RotatingFunction(platform);
        platform.services().add(LambdaClient.class, () -> Service.of(LambdaClient.class, function));
        secrets().createSecret(s -> s.name("s").secretString("one"));
        secrets()
                .rotateSecret(r -> r.secretId("s")
                        .rotationLambdaARN("rotate")
                        .rotationRules(rules -> rules.automaticallyAfterDays(30L)));
        assertThat(function.finished.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(text("s")).isEqualTo("rotated");
        assertThat(secrets().describeSecret(d -> d.secretId("s")).nextRotationDate())
                .isEqualTo(TestPlatform.START.plus(Duration.ofDays(30)));
    }

    @Test
    void aRotationFollowsACronExpression() {
        var platform = governance.platform();
        platform.services()
                .add(LambdaClient.class, () -> Service.of(LambdaClient.class, new RotatingFunction(platform)));
        secrets().createSecret(s -> s.name("s").secretString("one"));
        rotate("cron(0 8 1 * ? *)");
        assertThat(secrets().describeSecret(d -> d.secretId("s")).nextRotationDate())
                .isEqualTo(Instant.parse("2026-01-01T08:00:00Z"));
        refused(
                400,
                "InvalidParameterException",
                "Invalid ScheduleExpression: rotations are at least 4 hours apart",
                () -> rotate("cron(0 * * * ? *)"));
    }

    private void rotate(String schedule) {
        secrets()
                .rotateSecret(r -> r.secretId("s")
                        .rotationLambdaARN("rotate")
                        .rotateImmediately(false)
                        .rotationRules(rules -> rules.scheduleExpression(schedule)));
    }

    @Test
    void aPolicyThatLetsEverybodyInIsFound() {
        secrets().createSecret(s -> s.name("s").secretString("one"));
        var open = """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                 "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}""";
        refused(
                400,
                "PublicPolicyException",
                "You can't apply a resource policy that grants broad access to a secret.",
                () -> secrets()
                        .putResourcePolicy(
                                p -> p.secretId("s").resourcePolicy(open).blockPublicPolicy(true)));
        assertThat(secrets().validateResourcePolicy(v -> v.resourcePolicy(open)).policyValidationPassed())
                .isFalse();
        secrets().putResourcePolicy(p -> p.secretId("s").resourcePolicy(open));
        assertThat(secrets().getResourcePolicy(g -> g.secretId("s")).resourcePolicy())
                .isEqualTo(open);
        secrets().deleteResourcePolicy(d -> d.secretId("s"));
        assertThat(secrets().getResourcePolicy(g -> g.secretId("s")).resourcePolicy())
                .isNull();
    }

    @Test
    void secretsReadAsTheyWereWritten() {
        var time = Instant.parse("2026-01-02T03:04:05.678Z");
        var secret = new StoredSecret(
                "db/orders",
                "AbCdEf",
                "orders",
                "alias/mine",
                time,
                time,
                time,
                time,
                List.of(new StoredSecret.Version(
                        "v", time, Set.of("AWSCURRENT"), new StoredSecret.Sealed(true, "a2V5", "dGV4dA=="), "arn")),
                Map.of("team", "lake"),
                "{}",
                new StoredSecret.Rotation(true, "rotate", 30L, "rate(1 day)", "3h", time, time),
                "us-east-1",
                Map.of("eu-west-1", new StoredSecret.Replica("alias/there")));
        Golden.check("secretsmanager/secrets", tarn.store.Formats.record(StoredSecret.class), secret);
    }
}
