package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Condition;
import software.amazon.awssdk.services.s3.model.Redirect;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/** Buckets that are websites. */
@OverHttp
final class WebsitesTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final String HOST = "Host: bucket.s3-website.us-east-1.localhost:4566";

    private void site(WebsiteConfiguration.Builder site) {
        tarn.s3().putBucketWebsite(request -> request.bucket(BUCKET).websiteConfiguration(site.build()));
    }

    private static WebsiteConfiguration.Builder indexed() {
        return WebsiteConfiguration.builder().indexDocument(index -> index.suffix("index.html"));
    }

    private void page(String key, String html) {
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key(key).contentType("text/html"),
                        RequestBody.fromBytes(html.getBytes(UTF_8)));
    }

    private Wire.Answer get(String path, String... headers) {
        var all = new String[headers.length + 1];
        all[0] = HOST;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return Wire.ask(tarn.port(), "GET", path, all);
    }

    @Test
    void aFolderShowsItsIndexDocument() {
        site(indexed());
        page("index.html", "<h1>home</h1>");
        page("docs/index.html", "docs");
        assertThat(get("/").body()).isEqualTo("<h1>home</h1>");
        assertThat(get("/").header("content-type")).isEqualTo("text/html");
        assertThat(get("/docs/").body()).isEqualTo("docs");
        assertThat(get("/index.html?x=1").status()).isEqualTo(200);
        var slashless = get("/docs");
        assertThat(slashless.status()).isEqualTo(302);
        assertThat(slashless.header("location")).isEqualTo("/docs/");
    }

    @Test
    void readsAreConditionalAndPartial() {
        site(indexed());
        page("index.html", "0123456789");
        var tag = get("/").header("etag");
        assertThat(get("/", "If-None-Match: " + tag).status()).isEqualTo(304);
        var part = get("/", "Range: bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        var head = Wire.ask(tarn.port(), "HEAD", "/", HOST);
        assertThat(head.header("content-length")).isEqualTo("10");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void errorsAreHtmlAndEscaped() {
        site(indexed());
        var missing = get("/%3Cscript%3E");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("content-type")).startsWith("text/html");
        assertThat(missing.header("x-amz-error-code")).isEqualTo("NoSuchKey");
        assertThat(missing.body())
                .contains("<li>Code: NoSuchKey</li>", "<li>Key: &lt;script&gt;</li>")
                .doesNotContain("<script>");
        assertThat(Wire.ask(tarn.port(), "PUT", "/index.html", HOST).status()).isEqualTo(405);
        assertThat(Wire.ask(tarn.port(), "GET", "/", "Host: none.s3-website.localhost")
                        .body())
                .contains("NoSuchBucket");
        tarn.s3().deleteBucketWebsite(request -> request.bucket(BUCKET));
        assertThat(get("/").body()).contains("NoSuchWebsiteConfiguration");
    }

    @Test
    void aSiteMayHaveItsOwnErrorDocument() {
        site(indexed().errorDocument(error -> error.key("404.html")));
        assertThat(get("/none").body())
                .contains("An Error Occurred While Attempting to Retrieve a Custom Error Document");
        page("404.html", "lost?");
        assertThat(get("/none").status()).isEqualTo(404);
        assertThat(get("/none").body()).isEqualTo("lost?");
    }

    @Test
    void routingRulesRedirectByPrefixAndByError() {
        site(indexed()
                .routingRules(
                        rule(
                                Condition.builder().keyPrefixEquals("old/"),
                                Redirect.builder().replaceKeyPrefixWith("new/")),
                        rule(
                                Condition.builder().httpErrorCodeReturnedEquals("404"),
                                Redirect.builder()
                                        .hostName("example.com")
                                        .protocol("https")
                                        .httpRedirectCode("307")
                                        .replaceKeyWith("missing.html"))));
        var moved = get("/old/a%20b");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("location")).isEqualTo("http://bucket.s3-website.us-east-1.localhost:4566/new/a%20b");
        var lost = get("/none");
        assertThat(lost.status()).isEqualTo(307);
        assertThat(lost.header("location")).isEqualTo("https://example.com/missing.html");
    }

    private static RoutingRule rule(Condition.Builder condition, Redirect.Builder redirect) {
        return RoutingRule.builder()
                .condition(condition.build())
                .redirect(redirect.build())
                .build();
    }

    @Test
    void everythingOrOneObjectIsRedirected() {
        site(indexed());
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("moved").websiteRedirectLocation("/elsewhere"),
                        RequestBody.empty());
        var one = get("/moved");
        assertThat(one.status()).isEqualTo(301);
        assertThat(one.header("location")).isEqualTo("http://bucket.s3-website.us-east-1.localhost:4566/elsewhere");
        site(WebsiteConfiguration.builder()
                .redirectAllRequestsTo(to -> to.hostName("example.com").protocol("https")));
        assertThat(get("/a/b").header("location")).isEqualTo("https://example.com/a/b");
    }

    @Test
    void aSiteIsFoundByPathWhereNamesDoNotResolve() {
        site(indexed());
        page("index.html", "home");
        page("docs/index.html", "docs");
        var answer = Wire.ask(tarn.port(), "GET", "/_tarn/sites/bucket");
        assertThat(answer.body()).isEqualTo("home");
        // Its scripts must not pass for this server's own, which may administer
        assertThat(answer.header("content-security-policy")).startsWith("sandbox");
        assertThat(Wire.ask(tarn.port(), "GET", "/_tarn/sites/bucket/docs").header("location"))
                .isEqualTo("/_tarn/sites/bucket/docs/");
        assertThat(Wire.ask(tarn.port(), "GET", "/", "Host: bucket.s3-website-eu-west-1.amazonaws.com")
                        .body())
                .isEqualTo("home");
    }

    @Test
    void whatAwsRefusesIsRefused() {
        refused(404, "NoSuchWebsiteConfiguration", () -> tarn.s3().getBucketWebsite(request -> request.bucket(BUCKET)));
        refused(
                400,
                "InvalidArgument",
                () -> site(WebsiteConfiguration.builder().errorDocument(e -> e.key("e"))));
        refused(
                400,
                "InvalidArgument",
                () -> site(WebsiteConfiguration.builder().indexDocument(i -> i.suffix("a/b"))));
        refused(400, "InvalidRequest", () -> site(indexed().redirectAllRequestsTo(to -> to.hostName("x"))));
        refused(
                400,
                "InvalidRequest",
                () -> site(indexed()
                        .routingRules(RoutingRule.builder()
                                .redirect(Redirect.builder()
                                        .replaceKeyWith("a")
                                        .replaceKeyPrefixWith("b")
                                        .build())
                                .build())));
        refused(
                400,
                "InvalidRequest",
                () -> site(indexed()
                        .routingRules(rule(
                                Condition.builder().httpErrorCodeReturnedEquals("200"),
                                Redirect.builder().hostName("x")))));
    }
}
