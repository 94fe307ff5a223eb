package tarn.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tarn.kernel.Origin;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.signature.Claims;

class OriginsTest {

    @Test
    void anOriginIsWhatHttpShows() {
        var headers = new Headers()
                .set("host", "localhost:4566")
                .set("user-agent", "Boto3/1.43")
                .set("referer", "http://localhost/console")
                .set("x-amzn-trace-id", "Root=1-2-3");
        assertThat(origin(headers, Set.of()))
                .isEqualTo(new Origin(
                        "203.0.113.9",
                        "Boto3/1.43",
                        "localhost:4566",
                        false,
                        "http://localhost/console",
                        "Root=1-2-3",
                        Origin.Signature.NONE,
                        null));
    }

    @Test
    void itTellsHowAndWhenARequestWasSigned() {
        var headers = new Headers()
                .set(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIA/20260102/us-east-1/s3/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))
                .set("x-amz-date", "20260102T030405Z")
                .set("host", "localhost");
        var origin = origin(headers, Set.of());
        assertThat(origin.signature()).isEqualTo(Origin.Signature.V4_HEADER);
        assertThat(origin.signed()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void whatAClientSaysOfItselfIsNotBelieved() {
        var headers = new Headers().set("x-forwarded-for", "10.0.0.1").set("x-forwarded-proto", "https");
        var origin = origin(headers, Set.of("10.9.9.9"));
        assertThat(origin.address()).isEqualTo("203.0.113.9");
        assertThat(origin.secure()).isFalse();
    }

    @Test
    void aTrustedProxyNamesItsClientAndNobodyBeforeIt() {
        var headers = new Headers()
                .add("x-forwarded-for", "6.6.6.6, 198.51.100.7")
                .add("x-forwarded-for", "10.0.0.2")
                .set("x-forwarded-proto", "https");
        var origin = origin(headers, Set.of("203.0.113.9", "10.0.0.2"));
        assertThat(origin.address()).isEqualTo("198.51.100.7");
        assertThat(origin.secure()).isTrue();
    }

    private static Origin origin(Headers headers, Set<String> proxies) {
        var request = new WireRequest("GET", "/", "", headers, new ByteArrayInputStream(new byte[0]), 0, "203.0.113.9");
        return new Origins(proxies).of(request, Claims.of(request));
    }
}
