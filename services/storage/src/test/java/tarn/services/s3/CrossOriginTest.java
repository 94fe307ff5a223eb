package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** Pages of other origins and the rules that buckets have for them. */
@OverHttp
final class CrossOriginTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final String PAGE = "Origin: https://www.example.com";

    @BeforeEach
    void allow() {
        tarn.put("key", "content");
        var own = CORSRule.builder()
                .allowedOrigins("https://*.example.com")
                .allowedMethods("GET", "PUT")
                .allowedHeaders("x-amz-*", "Content-Type")
                .exposeHeaders("ETag", "x-amz-meta-a")
                .maxAgeSeconds(300)
                .build();
        var everybody =
                CORSRule.builder().allowedOrigins("*").allowedMethods("GET").build();
        tarn.s3()
                .putBucketCors(
                        request -> request.bucket(BUCKET).corsConfiguration(cors -> cors.corsRules(own, everybody)));
    }

    private Wire.Answer ask(String method, String target, String... headers) {
        return Wire.ask(tarn.port(), method, target, headers);
    }

    @Test
    void aPreflightIsAnsweredByTheFirstRuleThatFits() {
        var answer = ask(
                "OPTIONS",
                "/bucket/key",
                PAGE,
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: Content-Type, X-Amz-Date");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://www.example.com");
        assertThat(answer.header("access-control-allow-methods")).isEqualTo("GET, PUT");
        assertThat(answer.header("access-control-allow-headers")).isEqualTo("content-type, x-amz-date");
        assertThat(answer.header("access-control-max-age")).isEqualTo("300");
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.header("vary")).contains("Origin");
    }

    @Test
    void aRuleForEverybodyNamesNobody() {
        var answer = ask("OPTIONS", "/bucket/key", "Origin: http://other.org", "Access-Control-Request-Method: GET");
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
    }

    @Test
    void whatNoRuleAdmitsIsRefused() {
        var method = ask("OPTIONS", "/bucket/key", "Origin: http://other.org", "Access-Control-Request-Method: PUT");
        assertThat(method.status()).isEqualTo(403);
        assertThat(method.body()).contains("AccessForbidden").contains("<ResourceType>OBJECT</ResourceType>");
        var header = ask(
                "OPTIONS",
                "/bucket",
                PAGE,
                "Access-Control-Request-Method: PUT",
                "Access-Control-Request-Headers: authorization");
        assertThat(header.status()).isEqualTo(403);
        // A page of this machine is no exception: it would not be one on AWS
        var local =
                ask("OPTIONS", "/bucket/key", "Origin: http://localhost:3000", "Access-Control-Request-Method: DELETE");
        assertThat(local.status()).isEqualTo(403);
    }

    @Test
    void aBucketWithoutRulesAdmitsNoPageOfAnotherSite() {
        tarn.s3().deleteBucketCors(request -> request.bucket(BUCKET));
        var answer = ask("OPTIONS", "/bucket/key", PAGE, "Access-Control-Request-Method: GET");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("CORS is not enabled for this bucket");
        var local =
                ask("OPTIONS", "/bucket/key", "Origin: http://localhost:3000", "Access-Control-Request-Method: GET");
        assertThat(local.status()).isEqualTo(204);
        assertThat(ask("OPTIONS", "/bucket/key").status()).isEqualTo(400);
    }

    @Test
    void anAnswerIsShownToThePagesThatARuleAdmits() {
        var shown = ask("GET", "/bucket/key", PAGE);
        assertThat(shown.body()).isEqualTo("content");
        assertThat(shown.header("access-control-allow-origin")).isEqualTo("https://www.example.com");
        assertThat(shown.header("access-control-expose-headers")).isEqualTo("ETag, x-amz-meta-a");
        assertThat(ask("GET", "/bucket/key").headers()).doesNotContainKey("access-control-allow-origin");
        assertThat(ask("HEAD", "/bucket/key", "Origin: http://other.org").headers())
                .doesNotContainKey("access-control-allow-origin");
        var fault = ask("GET", "/bucket/none", PAGE);
        assertThat(fault.status()).isEqualTo(404);
        assertThat(fault.header("access-control-allow-origin")).isEqualTo("https://www.example.com");
    }

    @Test
    void aPageThatARuleAdmitsMayWriteWithoutASignature() {
        assertThat(ask("PUT", "/bucket/page", PAGE).status()).isEqualTo(200);
        assertThat(ask("PUT", "/bucket/page", "Origin: http://other.org").status())
                .isEqualTo(403);
    }
}
