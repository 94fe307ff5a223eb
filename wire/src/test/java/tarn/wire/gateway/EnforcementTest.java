package tarn.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What the SDK signs is believed, anything else is refused in each service's own words. */
class EnforcementTest {

    private EchoServer echo;
    private AwsCredentials user;

    @BeforeEach
    void open() throws IOException {
        echo = new EchoServer(true);
        user = echo.know("AKIAUSER", null, null, true);
    }

    @AfterEach
    void close() {
        echo.close();
    }

    private String s3Refusal(AwsCredentials credentials) {
        try (var s3 = echo.s3(credentials)) {
            return code(catchThrowableOfType(
                    AwsServiceException.class,
                    () -> s3.putObject(put -> put.bucket("bucket").key("key"), RequestBody.fromString("hello"))));
        }
    }

    private String stsRefusal(AwsCredentials credentials) {
        try (var sts = echo.sts(credentials)) {
            return code(catchThrowableOfType(AwsServiceException.class, sts::getCallerIdentity));
        }
    }

    private String glueRefusal(AwsCredentials credentials) {
        try (var glue = echo.client(GlueClient.builder(), credentials)) {
            return code(catchThrowableOfType(
                    AwsServiceException.class, () -> glue.getDatabase(get -> get.name("database"))));
        }
    }

    private static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails().errorCode();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 131_071, 131_072, 131_073, 5_000_000})
    void signedChunksOfTheSdkAreBelieved(int size) {
        var bytes = new byte[size];
        new Random(3).nextBytes(bytes);
        try (var s3 = echo.s3(user)) {
            s3.putObject(put -> put.bucket("bucket").key("ü/../ //x"), RequestBody.fromBytes(bytes));
            assertThat(s3.getObjectAsBytes(get -> get.bucket("bucket").key("ü/../ //x"))
                            .asByteArray())
                    .isEqualTo(bytes);
        }
    }

    @Test
    void theSignerIsTheCaller() {
        try (var sts = echo.sts(user)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::111122223333:user/AKIAUSER");
        }
        var temporary =
                echo.know("ASIATEMP", "token", echo.platform.clock().instant().plusSeconds(60), true);
        try (var sts = echo.sts(temporary)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::111122223333:user/ASIATEMP");
        }
    }

    @Test
    void unknownKeysAreRefused() {
        var unknown = AwsBasicCredentials.create("AKIANOBODY", "secret");
        assertThat(s3Refusal(unknown)).isEqualTo("InvalidAccessKeyId");
        assertThat(stsRefusal(unknown)).isEqualTo("InvalidClientTokenId");
        assertThat(glueRefusal(unknown)).isEqualTo("UnrecognizedClientException");
    }

    @Test
    void wrongSecretsAreRefused() {
        var wrong = AwsBasicCredentials.create("AKIAUSER", "guessed");
        assertThat(s3Refusal(wrong)).isEqualTo("SignatureDoesNotMatch");
        assertThat(stsRefusal(wrong)).isEqualTo("SignatureDoesNotMatch");
        assertThat(glueRefusal(wrong)).isEqualTo("InvalidSignatureException");
    }

    @Test
    void inactiveKeysAreRefused() {
        var inactive = echo.know("AKIAOFF", null, null, false);
        assertThat(s3Refusal(inactive)).isEqualTo("InvalidAccessKeyId");
        assertThat(stsRefusal(inactive)).isEqualTo("InvalidClientTokenId");
        assertThat(glueRefusal(inactive)).isEqualTo("UnrecognizedClientException");
    }

    @Test
    void endedCredentialsAreRefused() {
        var ended = echo.know("ASIAENDED", "token", Instant.EPOCH, true);
        assertThat(s3Refusal(ended)).isEqualTo("ExpiredToken");
        assertThat(stsRefusal(ended)).isEqualTo("ExpiredToken");
        assertThat(glueRefusal(ended)).isEqualTo("ExpiredTokenException");
    }

    @Test
    void whoHasNotSignedIsLeftToThePoliciesOfS3() throws Exception {
        // Nothing decides here after the gateway, so the echo looks for the object and has none.
        assertThat(echo.send("GET", "/bucket/key", "").statusCode()).isEqualTo(404);
    }

    @Test
    void nobodyIsRefusedByTheOthers() throws Exception {
        var sts = echo.send(
                "POST",
                "/",
                "Action=GetCallerIdentity&Version=2011-06-15",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(sts.statusCode()).isEqualTo(403);
        assertThat(sts.body()).contains("<Code>MissingAuthenticationToken</Code>");
        var glue = echo.send("POST", "/", "{\"Name\":\"d\"}", "X-Amz-Target", "AWSGlue.GetDatabase");
        assertThat(glue.statusCode()).isEqualTo(400);
        assertThat(glue.body()).contains("MissingAuthenticationTokenException");
    }

    @Test
    void anOperationThatNeedsNoSignatureIsLetThrough() throws Exception {
        var answer = echo.send(
                "POST",
                "/",
                "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/reader"
                        + "&RoleSessionName=session&WebIdentityToken=token",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(501);
    }

    @Test
    void aClockThatWasAdvancedRefusesTodaysSignatures() {
        echo.platform.clock().advance(Duration.ofHours(1));
        try (var s3 = echo.s3(user)) {
            // The SDK corrects its clock by the date of the refusal and asks again.
            s3.putObject(put -> put.bucket("bucket").key("key"), RequestBody.fromString("hello"));
        }
        assertThat(echo.objects.objects()).containsKey("bucket/key");
    }

    @Test
    void presignedUrlsOfTheSdkAreBelievedUntilTheyEnd() throws Exception {
        try (var s3 = echo.s3(user);
                var presigner = S3Presigner.builder()
                        .endpointOverride(echo.url())
                        .region(Region.US_EAST_1)
                        .serviceConfiguration(S3Configuration.builder()
                                .pathStyleAccessEnabled(true)
                                .build())
                        .credentialsProvider(StaticCredentialsProvider.create(user))
                        .build()) {
            s3.putObject(put -> put.bucket("bucket").key("a b"), RequestBody.fromString("hello"));
            var url = presigner
                    .presignGetObject(sign -> sign.signatureDuration(Duration.ofMinutes(10))
                            .getObjectRequest(get -> get.bucket("bucket").key("a b")))
                    .url();
            assertThat(url.openStream().readAllBytes()).asString().isEqualTo("hello");
            echo.platform.clock().advance(Duration.ofMinutes(11));
            var late = (HttpURLConnection) url.openConnection();
            assertThat(late.getResponseCode()).isEqualTo(403);
            assertThat(late.getErrorStream().readAllBytes()).asString().contains("Request has expired");
        }
    }
}
