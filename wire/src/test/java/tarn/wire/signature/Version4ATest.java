package tarn.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claim.Signed;

/** Signature Version 4A: the key is that of AWS's own test vector, and what was changed is not believed. */
class Version4ATest {

    private static final String KEY = "AKISORANDOMAASORANDOM";
    private static final String SECRET = "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom";
    private static final String NOTHING = SigningKey.sha256(new byte[0]);

    @Test
    void theKeyIsThatOfAwssVector() throws GeneralSecurityException {
        assertThat(DerivedKey.scalar(KEY, SECRET))
                .isEqualTo(new BigInteger("7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd", 16));
        assertThat(DerivedKey.of(KEY, SECRET).signed("text", sign("text"))).isTrue();
        assertThat(DerivedKey.of(KEY, SECRET).signed("other", sign("text"))).isFalse();
        assertThat(DerivedKey.of(KEY, SECRET).signed("text", "no digits")).isFalse();
    }

    @Test
    void aRequestIsBelievedAsItWasSigned() throws GeneralSecurityException {
        assertThat(code(signed("/lake/key", "*"), SECRET)).isEqualTo("believed");
        assertThat(code(signed("/lake/key", "*").at("/lake/other", ""), SECRET)).isEqualTo("SignatureDoesNotMatch");
        assertThat(code(signed("/lake/key", "*"), "another")).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void theRegionIsTheFirstThatIsNamed() throws GeneralSecurityException {
        assertThat(Claims.of(signed("/lake/key", "eu-west-*,eu-west-1,us-east-1"))
                        .region())
                .contains("eu-west-1");
        assertThat(Claims.of(signed("/lake/key", "*")).region()).isEmpty();
        assertThat(Claims.of(signed("/lake/key", "*")).service()).contains("s3");
    }

    private static String sign(String text) throws GeneralSecurityException {
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(DerivedKey.scalar(KEY, SECRET), DerivedKey.curve())));
        signing.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(signing.sign());
    }

    private static WireRequest signed(String path, String regions) throws GeneralSecurityException {
        var canonical = "GET\n" + path + "\n\nhost:localhost\nx-amz-content-sha256:" + NOTHING
                + "\nx-amz-date:20260102T030405Z\nx-amz-region-set:" + regions
                + "\n\nhost;x-amz-content-sha256;x-amz-date;x-amz-region-set\n" + NOTHING;
        var text = "AWS4-ECDSA-P256-SHA256\n20260102T030405Z\n20260102/s3/aws4_request\n"
                + SigningKey.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        var headers = new Headers()
                .set("host", "localhost")
                .set("x-amz-content-sha256", NOTHING)
                .set("x-amz-date", "20260102T030405Z")
                .set("x-amz-region-set", regions)
                .set(
                        "authorization",
                        "AWS4-ECDSA-P256-SHA256 Credential=" + KEY + "/20260102/s3/aws4_request, SignedHeaders="
                                + "host;x-amz-content-sha256;x-amz-date;x-amz-region-set, Signature=" + sign(text));
        return new WireRequest("GET", path, "", headers, new ByteArrayInputStream(new byte[0]), 0, "127.0.0.1");
    }

    private static String code(WireRequest request, String secret) {
        var keys = new RememberedKeys();
        keys.put(new AccessKey(
                KEY, secret, null, null, "111122223333", "arn:aws:iam::111122223333:user/u", "AIDA", true));
        var verifier = new Verifier(keys, InstantSource.fixed(Instant.parse("2026-01-02T03:04:10Z")));
        var refusal = catchThrowableOfType(
                AwsServiceException.class,
                () -> verifier.verify(request, (Signed) Claims.of(request), "s3", Manners.S3));
        return refusal == null ? "believed" : refusal.awsErrorDetails().errorCode();
    }
}
