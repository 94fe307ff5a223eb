package tarn.services.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import tarn.kernel.testing.TestPlatform;
import tarn.services.Governance;

class WebIdentityTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/web";
    private static final long NOW = TestPlatform.START.getEpochSecond();
    private static final KeyPair RSA = pair("RSA", "");
    private static final KeyPair EC = pair("EC", "secp256r1");

    @RegisterExtension
    final Governance governance = new Governance();

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer provider;
    private String name;

    private static KeyPair pair(String algorithm, String curve) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (curve.isEmpty()) {
                generator.initialize(2_048);
            } else {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void aProviderAndARole() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        name = "localhost:" + provider.getAddress().getPort() + "/realm";
        serve("/realm/.well-known/openid-configuration", """
                {"issuer": "http://%s", "jwks_uri": "http://%s/keys"}""".formatted(name, name));
        serve("/realm/keys", """
                {"keys": [{"kty": "RSA", "kid": "r", "use": "sig", "n": "%s", "e": "%s"},
                          {"kty": "EC", "kid": "e", "crv": "P-256", "x": "%s", "y": "%s"}]}""".formatted(
                        number(((RSAPublicKey) RSA.getPublic()).getModulus()),
                        number(((RSAPublicKey) RSA.getPublic()).getPublicExponent()),
                        number(((ECPublicKey) EC.getPublic()).getW().getAffineX()),
                        number(((ECPublicKey) EC.getPublic()).getW().getAffineY())));
        provider.start();
        TestPlatform.CALLER.run(() -> {
            governance
                    .iam()
                    .createOpenIDConnectProvider(c -> c.url("http://" + name).clientIDList("app"));
            governance
                    .iam()
                    .createRole(r -> r.roleName("web").assumeRolePolicyDocument("""
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/%s"},
                     "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
                     "Condition": {"StringEquals": {"%s:aud": "app"}, "StringLike": {"%s:sub": "repo:*"}}}}""".formatted(name, name, name)));
        });
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    private void serve(String path, String body) {
        provider.createContext(path, exchange -> {
            asked.incrementAndGet();
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            try (var out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }

    private static String number(BigInteger number) {
        var bytes = number.toByteArray();
        int from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, from, bytes.length));
    }

    private static String token(KeyPair keys, String header, String claims) {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        var signed = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        try {
            var signing = Signature.getInstance(
                    keys.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signing.initSign(keys.getPrivate());
            signing.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + base64.encodeToString(signing.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private String claims(String more) {
        return """
                {"iss": "http://%s", "sub": "repo:tarn", "aud": "app", "iat": %d, "exp": %d%s}""".formatted(name, NOW, NOW + 600, more);
    }

    private AssumeRoleWithWebIdentityResponse assume(String token) {
        return governance
                .sts()
                .assumeRoleWithWebIdentity(
                        a -> a.roleArn(ROLE).roleSessionName("ci").webIdentityToken(token));
    }

    private String good() {
        return token(RSA, "{\"alg\": \"RS256\", \"kid\": \"r\"}", claims(""));
    }

    @Test
    void aTokenThatTheProviderSignedBeginsASession() {
        var begun = assume(good());

        assertThat(begun.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::123456789012:assumed-role/web/ci");
        assertThat(begun.subjectFromWebIdentityToken()).isEqualTo("repo:tarn");
        assertThat(begun.audience()).isEqualTo("app");
        var session = governance.session(begun.credentials().accessKeyId());
        assertThat(session.provider()).isEqualTo("arn:aws:iam::123456789012:oidc-provider/" + name);
        assertThat(session.keys()).containsEntry(name + ":sub", java.util.List.of("repo:tarn"));
        assertThat(assume(token(EC, "{\"alg\": \"ES256\", \"kid\": \"e\"}", claims("")))
                        .credentials())
                .isNotNull();
        assertThat(asked).as("keys are remembered").hasValue(2);
    }

    @Test
    void tagsOfTheTokenAreTheSessions() {
        var begun = assume(token(RSA, "{\"alg\": \"RS256\", \"kid\": \"r\"}", claims("""
                , "https://aws.amazon.com/tags": {"principal_tags": {"team": ["lake"]},
                   "transitive_tag_keys": ["team"]}""")));

        var session = governance.session(begun.credentials().accessKeyId());
        assertThat(session.tags()).containsEntry("team", "lake");
        assertThat(session.transitive()).containsExactly("team");
    }

    @Test
    void nothingIsBelievedThatTheProviderDidNotSign() {
        var good = good();
        var other = token(pair("RSA", ""), "{\"alg\": \"RS256\", \"kid\": \"r\"}", claims(""));
        var parts = good.split("\\.", -1);
        var forged = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims(", \"x\": 1").getBytes(StandardCharsets.UTF_8));
        for (var token :
                new String[] {other, parts[0] + "." + forged + "." + parts[2], parts[0] + "." + parts[1] + "."}) {
            refused(400, "InvalidIdentityToken", "Token signature invalid", () -> assume(token));
        }
        refused(
                400,
                "InvalidIdentityToken",
                "The token's signature algorithm is not supported",
                () -> assume(token(RSA, "{\"alg\": \"none\"}", claims(""))));
        refused(
                400,
                "InvalidIdentityToken",
                "The token's signature algorithm is not supported",
                () -> assume(token(RSA, "{\"alg\": \"HS256\", \"kid\": \"r\"}", claims(""))));
        refused(
                400,
                "InvalidIdentityToken",
                "Couldn't retrieve verification key from your identity provider, please reference"
                        + " AssumeRoleWithWebIdentity documentation for requirements",
                () -> assume(token(RSA, "{\"alg\": \"ES256\", \"kid\": \"r\"}", claims(""))));
    }

    @Test
    void aTokenIsForItsTimeAndItsClient() {
        var header = "{\"alg\": \"RS256\", \"kid\": \"r\"}";
        var body = claims("");
        refused(
                400,
                "InvalidIdentityToken",
                "Incorrect token audience",
                () -> assume(token(RSA, header, body.replace("\"app\"", "\"other\""))));
        refused(
                400,
                "InvalidIdentityToken",
                "Missing a required claim: exp",
                () -> assume(token(RSA, header, body.replace("exp", "xxx"))));
        refused(
                400,
                "InvalidIdentityToken",
                "No OpenIDConnect provider found in your account for http://elsewhere.example",
                () -> assume(token(RSA, header, body.replace(name, "elsewhere.example"))));
        refused(
                403,
                "AccessDenied",
                "Not authorized to perform sts:AssumeRoleWithWebIdentity",
                () -> assume(token(RSA, header, body.replace("repo:tarn", "user:ann"))));
        governance.platform().clock().advance(Duration.ofMinutes(10));
        refused(
                400,
                "ExpiredTokenException",
                "Token expired: current date/time " + (NOW + 600) + " must be before the expiration date/time "
                        + (NOW + 600),
                () -> assume(good()));
    }

    @Test
    void aProviderThatIsSilentIsToldOf() {
        provider.stop(0);

        refused(
                400,
                "IDPCommunicationError",
                "Couldn't retrieve verification key from your identity provider, please reference"
                        + " AssumeRoleWithWebIdentity documentation for requirements",
                () -> assume(good()));
    }
}
