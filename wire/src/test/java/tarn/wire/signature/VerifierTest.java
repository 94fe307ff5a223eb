package tarn.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim.Signed;

/** Requests that boto3 and the AWS CLI really sent are believed, and what was changed about them is not. */
class VerifierTest {

    private static final List<String> MISMATCH = List.of("SignatureDoesNotMatch", "InvalidSignatureException");
    private static final Duration SHORT = Duration.ofSeconds(5);

    static List<Recorded> recorded() {
        return Recorded.all().stream()
                .filter(each -> !each.name().equals("s3 old presigned"))
                .toList();
    }

    static List<Recorded> oldPresigned() {
        return Recorded.all().stream()
                .filter(each -> each.name().equals("s3 old presigned"))
                .toList();
    }

    private static Signed claim(WireRequest request) {
        return (Signed) Claims.of(request);
    }

    private static Instant signingTime(WireRequest request) {
        return Timestamps.parse(claim(request).timestamp()).orElseThrow();
    }

    private static Verifier verifier(WireRequest request, Instant now) {
        var keys = new RememberedKeys();
        var token = claim(request).token().isPresent() ? Recorded.TOKEN : null;
        keys.put(key(Recorded.SECRET, token, null, true));
        return new Verifier(keys, InstantSource.fixed(now));
    }

    private static AccessKey key(String secret, @Nullable String token, @Nullable Instant expires, boolean active) {
        return new AccessKey(
                Recorded.KEY,
                secret,
                token,
                expires,
                "111122223333",
                "arn:aws:iam::111122223333:user/u",
                "AIDA",
                active);
    }

    private static Manners manners(WireRequest request) {
        return claim(request).scope().service().equals("s3") ? Manners.S3 : Manners.JSON;
    }

    private static byte[] verify(WireRequest request, Verifier verifier, Manners manners) throws IOException {
        var signed = claim(request);
        return verifier.verify(request, signed, signed.scope().service(), manners)
                .request()
                .body()
                .readAllBytes();
    }

    private static AwsServiceException refusal(WireRequest request, Verifier verifier, Manners manners) {
        return catchThrowableOfType(AwsServiceException.class, () -> verify(request, verifier, manners));
    }

    private static String code(AwsServiceException refusal) {
        return refusal.awsErrorDetails().errorCode();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void whatTheClientsSignedIsBelieved(Recorded recorded) {
        var request = recorded.request();
        var verifier = verifier(request, signingTime(request).plus(SHORT));
        assertThatCode(() -> verify(request, verifier, manners(request))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anotherSecretIsNotBelieved(Recorded recorded) {
        var request = recorded.request();
        var keys = new RememberedKeys();
        var token = claim(request).token().isPresent() ? Recorded.TOKEN : null;
        keys.put(key("another", token, null, true));
        var verifier = new Verifier(keys, InstantSource.fixed(signingTime(request)));
        assertThat(code(refusal(request, verifier, manners(request)))).isIn(MISMATCH);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anotherPathIsNotBelieved(Recorded recorded) {
        var request = recorded.request();
        var changed = request.at(request.path() + "x", request.query());
        var verifier = verifier(request, signingTime(request));
        assertThat(code(refusal(changed, verifier, manners(request)))).isIn(MISMATCH);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anotherQueryIsNotBelieved(Recorded recorded) {
        var request = recorded.request();
        var changed = request.at(request.path(), request.query() + "&acl");
        var verifier = verifier(request, signingTime(request));
        assertThat(code(refusal(changed, verifier, manners(request)))).isIn(MISMATCH);
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void anotherBodyIsNotBelieved(Recorded recorded) {
        var body = recorded.body();
        boolean bodyIsSigned =
                !recorded.name().contains("presigned") && !recorded.name().contains("https");
        if (body.length == 0 || !bodyIsSigned) {
            return;
        }
        body[body.length / 2] ^= 1;
        var request = recorded.request(body);
        var refusal = refusal(request, verifier(request, signingTime(request)), manners(request));
        assertThat(code(refusal)).isIn("XAmzContentSHA256Mismatch", "InvalidSignatureException");
    }

    @Test
    void aChangedHeaderIsNotBelieved() {
        var request = Recorded.first("s3 path").request();
        request.headers().set("x-amz-meta-note", "another");
        assertThat(code(refusal(request, verifier(request, signingTime(request)), Manners.S3)))
                .isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void anAmzHeaderThatIsNotSignedIsNotTaken() {
        var request = Recorded.first("s3 presigned").request();
        request.headers().set("x-amz-acl", "public-read");
        assertThat(code(refusal(request, verifier(request, signingTime(request)), Manners.S3)))
                .isEqualTo("AccessDenied");
    }

    @Test
    void aChangedTrailingChecksumIsABadDigest() {
        var recorded = Recorded.first("s3 https CRC32");
        var text = new String(recorded.body(), StandardCharsets.ISO_8859_1);
        var request = recorded.request(text.replace("hellohello", "hellohullo").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(code(refusal(request, verifier(request, signingTime(request)), Manners.S3)))
                .isEqualTo("BadDigest");
    }

    @Test
    void contentComesOutOfItsFraming() throws IOException {
        var request = Recorded.first("s3 https SHA256").request();
        var body = verify(request, verifier(request, signingTime(request)), Manners.S3);
        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("hello".repeat(1000));
    }

    @ParameterizedTest
    @ValueSource(longs = {-16, 16})
    void aClockMoreThanFifteenMinutesOffIsRefused(long minutes) {
        var request = Recorded.first("s3 path").request();
        var verifier = verifier(request, signingTime(request).plus(Duration.ofMinutes(minutes)));
        assertThat(code(refusal(request, verifier, Manners.S3))).isEqualTo("RequestTimeTooSkewed");
        assertThat(code(refusal(request, verifier, Manners.JSON))).isEqualTo("InvalidSignatureException");
        assertThat(code(refusal(request, verifier, Manners.QUERY))).isEqualTo("SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @ValueSource(longs = {-14, 14})
    void aClockLessThanFifteenMinutesOffIsTolerated(long minutes) {
        var request = Recorded.first("s3 path").request();
        var verifier = verifier(request, signingTime(request).plus(Duration.ofMinutes(minutes)));
        assertThatCode(() -> verify(request, verifier, Manners.S3)).doesNotThrowAnyException();
    }

    @Test
    void aPresignedUrlIsGoodForItsWeekAndNoLonger() {
        var request = Recorded.first("s3 presigned").request();
        var end = signingTime(request).plus(Duration.ofDays(7));
        assertThatCode(() -> verify(request, verifier(request, end), Manners.S3))
                .doesNotThrowAnyException();
        var refusal = refusal(request, verifier(request, end.plusSeconds(1)), Manners.S3);
        assertThat(code(refusal)).isEqualTo("AccessDenied");
        assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo("Request has expired");
        assertThat(refusal.statusCode()).isEqualTo(403);
    }

    @Test
    void aPresignedUrlOfMoreThanAWeekIsRefused() {
        var request = Recorded.first("s3 presigned").request();
        var longer = request.at(request.path(), request.query().replace("604800", "604801"));
        assertThat(Claims.of(longer))
                .isInstanceOfSatisfying(
                        Claim.Malformed.class,
                        malformed -> assertThat(code(Manners.S3.fault(malformed.refusal())))
                                .isEqualTo("AuthorizationQueryParametersError"));
    }

    @ParameterizedTest
    @EnumSource(Manners.class)
    void anUnknownKeyIsRefusedInTheMannersOfTheService(Manners manners) {
        var request = Recorded.first("s3 path").request();
        var verifier = new Verifier(new RememberedKeys(), InstantSource.fixed(signingTime(request)));
        assertThat(code(refusal(request, verifier, manners)))
                .isEqualTo(
                        switch (manners) {
                            case S3 -> "InvalidAccessKeyId";
                            case JSON, REST -> "UnrecognizedClientException";
                            case QUERY -> "InvalidClientTokenId";
                            case EC2 -> "AuthFailure";
                        });
    }

    @Test
    void anInactiveKeyIsAsGoodAsUnknown() {
        var request = Recorded.first("s3 path").request();
        var keys = new RememberedKeys();
        keys.put(key(Recorded.SECRET, null, null, false));
        var verifier = new Verifier(keys, InstantSource.fixed(signingTime(request)));
        assertThat(code(refusal(request, verifier, Manners.S3))).isEqualTo("InvalidAccessKeyId");
    }

    @Test
    void aTemporaryKeyNeedsItsToken() {
        var request = Recorded.first("s3 path").request();
        var keys = new RememberedKeys();
        keys.put(key(Recorded.SECRET, Recorded.TOKEN, null, true));
        var verifier = new Verifier(keys, InstantSource.fixed(signingTime(request)));
        assertThat(code(refusal(request, verifier, Manners.S3))).isEqualTo("InvalidAccessKeyId");
    }

    @Test
    void anotherTokenIsRefused() {
        var request = Recorded.first("s3 token").request();
        var keys = new RememberedKeys();
        keys.put(key(Recorded.SECRET, "another", null, true));
        var verifier = new Verifier(keys, InstantSource.fixed(signingTime(request)));
        assertThat(code(refusal(request, verifier, Manners.S3))).isEqualTo("InvalidToken");
        keys.put(key(Recorded.SECRET, null, null, true));
        assertThat(code(refusal(request, verifier, Manners.S3))).isEqualTo("InvalidToken");
    }

    @ParameterizedTest
    @EnumSource(Manners.class)
    void temporaryCredentialsEnd(Manners manners) {
        var request = Recorded.first("s3 token").request();
        var keys = new RememberedKeys();
        keys.put(key(Recorded.SECRET, Recorded.TOKEN, signingTime(request), true));
        var verifier = new Verifier(keys, InstantSource.fixed(signingTime(request)));
        assertThat(code(refusal(request, verifier, manners)))
                .isEqualTo(
                        switch (manners) {
                            case S3, QUERY -> "ExpiredToken";
                            case JSON, REST -> "ExpiredTokenException";
                            case EC2 -> "RequestExpired";
                        });
    }

    @Test
    void aSignatureForAnotherServiceIsRefused() {
        var request = Recorded.first("glue").request();
        var verifier = verifier(request, signingTime(request));
        var refusal = catchThrowableOfType(
                AwsServiceException.class, () -> verifier.verify(request, claim(request), "athena", Manners.JSON));
        assertThat(code(refusal)).isEqualTo("IncompleteSignatureException");
    }

    @ParameterizedTest
    @MethodSource("oldPresigned")
    void urlsPresignedTheOldWayAreBelievedUntilTheyEnd(Recorded recorded) {
        var request = recorded.request();
        var claim = (Claim.Presigned2) Claims.of(request);
        var keys = new RememberedKeys();
        keys.put(key(Recorded.SECRET, Recorded.TOKEN, null, true));
        var end = Instant.ofEpochSecond(claim.expires());
        var inTime = new Verifier(keys, InstantSource.fixed(end));
        assertThatCode(() -> inTime.verify(request, claim, request.path(), Manners.S3))
                .doesNotThrowAnyException();
        assertThat(code(catchThrowableOfType(
                        AwsServiceException.class,
                        () -> inTime.verify(request, claim, request.path() + "x", Manners.S3))))
                .isEqualTo("SignatureDoesNotMatch");
        var late = new Verifier(keys, InstantSource.fixed(end.plusSeconds(1)));
        assertThat(code(catchThrowableOfType(
                        AwsServiceException.class, () -> late.verify(request, claim, request.path(), Manners.S3))))
                .isEqualTo("AccessDenied");
    }
}
