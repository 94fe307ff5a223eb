package tarn.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tarn.kernel.testing.TestPlatform;
import tarn.web.FunctionDoor;

/** Requests to URLs as functions get them, and their answers as HTTP. */
class UrlEventsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final StoredUrl URL = new StoredUrl(
            "abc", "123456789012", "us-east-1", "f", null, "AWS_IAM", "BUFFERED", null, Instant.EPOCH, Instant.EPOCH);

    /** An answer as it was sent. */
    private record Sent(int status, List<Map.Entry<String, String>> headers, String body) {}

    private static Sent answered(String payload) {
        var sent = new Sent[1];
        UrlEvents.answer(payload.getBytes(StandardCharsets.UTF_8), (status, headers, _, body) -> {
            var out = new ByteArrayOutputStream();
            try {
                body.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sent[0] = new Sent(status, headers, out.toString(StandardCharsets.UTF_8));
        });
        return sent[0];
    }

    @Test
    void aRequestIsAnEventOfVersionTwo() throws IOException {
        var asked = new FunctionDoor.Asked(
                "abc",
                "POST",
                "/a%20b",
                "x=1&x=2&y=a%26b",
                Map.of("cookie", "one=1; two=2", "user-agent", "me"),
                new byte[] {(byte) 0xFF},
                "abc.lambda-url.us-east-1.on.aws",
                "127.0.0.1");
        try (var platform = TestPlatform.open()) {
            var event = JSON.readTree(UrlEvents.event(asked, URL, TestPlatform.CALLER, "r1", platform.clock()));
            assertThat(event.path("rawPath").asText()).isEqualTo("/a%20b");
            assertThat(event.path("queryStringParameters").path("x").asText()).isEqualTo("1,2");
            assertThat(event.path("queryStringParameters").path("y").asText()).isEqualTo("a&b");
            assertThat(event.path("cookies").path(1).asText()).isEqualTo("two=2");
            assertThat(event.path("headers").has("cookie")).isFalse();
            assertThat(event.path("body").asText()).isEqualTo("/w==");
            assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
            var context = event.path("requestContext");
            assertThat(context.path("authorizer").path("iam").path("accountId").asText())
                    .isEqualTo("123456789012");
            assertThat(context.path("time").asText()).isEqualTo("01/Jan/2026:00:00:00 +0000");
        }
    }

    @Test
    void anAnswerMaySayItsStatusOrNothing() {
        assertThat(answered("{\"a\":1}"))
                .isEqualTo(new Sent(200, List.of(Map.entry("content-type", "application/json")), "{\"a\":1}"));
        assertThat(answered("\"text\"").body()).isEqualTo("text");
        var full = answered("{\"statusCode\":201,\"headers\":{\"Content-Type\":\"text/plain\",\"Date\":\"x\","
                + "\"evil\":\"a\\r\\nb: c\"},\"cookies\":[\"k=v\"],\"body\":\"aGk=\",\"isBase64Encoded\":true}");
        assertThat(full)
                .isEqualTo(new Sent(
                        201, List.of(Map.entry("content-type", "text/plain"), Map.entry("set-cookie", "k=v")), "hi"));
        assertThat(answered("{\"statusCode\":9999}").status()).isEqualTo(502);
    }

    @Test
    void aStreamedAnswerBeginsWhenItsHeadIsThere() {
        var type = "application/vnd.awslambda.http-integration-response";
        var head = "{\"statusCode\":418}".getBytes(StandardCharsets.UTF_8);
        assertThat(UrlEvents.begun(type, head)).isEmpty();
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(head);
        whole.writeBytes(new byte[8]);
        whole.writeBytes(new byte[] {'t', 'e', 'a'});
        var begun = UrlEvents.begun(type, whole.toByteArray()).orElseThrow();
        assertThat(begun.status()).isEqualTo(418);
        assertThat(begun.rest()).asString().isEqualTo("tea");
        assertThat(UrlEvents.begun("text/plain", new byte[] {'a'}).orElseThrow().rest())
                .hasSize(1);
    }
}
