package tarn.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Health, reset and clock, and what web pages may do. */
class AdministrationTest {

    private static final String CALL = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    private static final String IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15";

    private EchoServer echo;

    @BeforeEach
    void open() throws IOException {
        echo = new EchoServer(false);
    }

    @AfterEach
    void close() {
        echo.close();
    }

    private String raw(String head, String body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), echo.server.port())) {
            var request = head + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void healthSaysWhatRunsAndWhatWasAsked() throws Exception {
        try (var sts = echo.sts(EchoServer.ANY)) {
            sts.getCallerIdentity();
            sts.getCallerIdentity();
        }
        var health = echo.send("GET", "/_tarn/health", "");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains("\"status\":\"running\"", "\"sql\":\"not started\"", "\"uptimeMillis\":")
                .contains("\"sts\":{\"apiVersion\":\"2011-06-15\",\"requests\":{\"GetCallerIdentity\":2}}");
    }

    @Test
    void toolsThatWaitForLocalStackFindIt() throws Exception {
        assertThat(echo.send("GET", "/_localstack/health", "").body())
                .contains("\"services\":{", "\"s3\":\"running\"", "\"sts\":\"running\"", "\"version\":\"test\"");
    }

    @ParameterizedTest
    @CsvSource({
        "'', null null",
        "?account=000000000000, null 000000000000",
        "?service=glue, glue null",
        "?service=glue&account=123456789012, glue 123456789012",
    })
    void resetForgetsAllOrOneServiceOrAccount(String query, String expected) throws Exception {
        assertThat(echo.send("POST", "/_tarn/reset" + query, "").statusCode()).isEqualTo(200);
        assertThat(echo.resets).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?account=12", "?service=nothing", "?acount=000000000000"})
    void aResetThatIsNotUnderstoodForgetsNothing(String query) throws Exception {
        assertThat(echo.send("POST", "/_tarn/reset" + query, "").statusCode()).isEqualTo(400);
        assertThat(echo.resets).isEmpty();
    }

    @Test
    void aResetIsNotReadWithGet() throws Exception {
        assertThat(echo.send("GET", "/_tarn/reset", "").statusCode()).isEqualTo(405);
        assertThat(echo.resets).isEmpty();
    }

    @Test
    void theClockIsAdvanced() throws Exception {
        var before = echo.platform.clock().instant();
        assertThat(echo.send("POST", "/_tarn/clock", "{\"advance\":\"PT1H\"}").statusCode())
                .isEqualTo(200);
        assertThat(Duration.between(before, echo.platform.clock().instant()))
                .isGreaterThanOrEqualTo(Duration.ofHours(1));
        assertThat(echo.send("POST", "/_tarn/clock", "{\"advance\":\"-PT1H\"}").statusCode())
                .isEqualTo(400);
        assertThat(echo.send("POST", "/_tarn/clock", "an hour").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nOrigin: http://evil.example\r\n",
                "Host: localhost\r\nOrigin: null\r\n",
                "Host: localhost:4566\r\nOrigin: http://localhost:3000\r\n",
                "Host: evil.example:4566\r\nOrigin: http://evil.example:4566\r\n",
                "Host: bucket.s3.localhost:4566\r\nOrigin: http://bucket.s3.localhost:4566\r\n",
                "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n",
                "Host: localhost\r\nSec-Fetch-Site: same-site\r\n",
            })
    void pagesOfOtherSitesDoNotAdminister(String headers) throws IOException {
        assertThat(raw("POST /_tarn/reset HTTP/1.1\r\n" + headers, "")).startsWith("HTTP/1.1 403 ");
        assertThat(echo.resets).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"localhost, document, true", "localhost, empty, false", "bucket.s3.localhost, document, false"})
    void aPageThatIsAnObjectIsHeldInASandboxUnderAPlainName(String host, String destination, boolean held)
            throws IOException {
        var answer = raw(
                "GET /bucket/page.html HTTP/1.1\r\nHost: " + host + "\r\nSec-Fetch-Site: none\r\nSec-Fetch-Dest: "
                        + destination + "\r\n",
                "");
        assertThat(answer.toLowerCase(java.util.Locale.ROOT).contains("content-security-policy: sandbox"))
                .isEqualTo(held);
    }

    @Test
    void pagesOfThisServerAdminister() throws IOException {
        var head = "POST /_tarn/reset HTTP/1.1\r\nHost: localhost:4566\r\nOrigin: http://localhost:4566\r\n";
        assertThat(raw(head, "")).startsWith("HTTP/1.1 200 ");
        assertThat(echo.resets).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000",
                "http://127.0.0.1:8080",
                "http://[::1]:8080",
                "https://console.localhost",
                "https://app.example.com",
            })
    void pagesOfThisMachineAndOfConfiguredOriginsCallServices(String origin) throws IOException {
        var preflight = raw(
                "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: authorization,x-amz-target\r\n",
                "");
        assertThat(preflight)
                .startsWith("HTTP/1.1 204 ")
                .contains("access-control-allow-origin: " + origin)
                .contains("access-control-allow-headers: authorization,x-amz-target");
        assertThat(raw(CALL + "Host: localhost\r\nOrigin: " + origin + "\r\n", IDENTITY))
                .startsWith("HTTP/1.1 200 ")
                .contains("access-control-allow-origin: " + origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example\r\n",
                "Origin: http://localhost.evil.example\r\n",
                "Origin: null\r\n",
                "Sec-Fetch-Site: cross-site\r\n",
            })
    void pagesOfOtherSitesCallNoServiceUnsigned(String header) throws IOException {
        var answer = raw(CALL + "Host: localhost\r\n" + header, IDENTITY);
        assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("access-control-allow-origin");
        assertThat(raw("PUT /bucket/key HTTP/1.1\r\nHost: localhost\r\n" + header, "x"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(echo.objects.objects()).isEmpty();
    }

    @Test
    void aPreflightOfAnotherSiteIsNotGranted() throws IOException {
        var site = "https://evil.example";
        var head = "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: " + site;
        var preflight = raw(head + "\r\nAccess-Control-Request-Method: POST\r\n", "");
        assertThat(preflight).doesNotStartWith("HTTP/1.1 2").doesNotContain("access-control-allow-origin");
    }
}
