package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.services.s3.InProcess.BUCKET;

import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Uploads by browsers' forms. */
@OverHttp
final class FormUploadsTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";

    /** @param fields names and values, alternating; {@code file} last */
    private Wire.Answer post(String... fields) {
        return post(new String[0], fields);
    }

    private Wire.Answer post(String[] headers, String... fields) {
        var body = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            body.append("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + fields[i] + '"');
            if (fields[i].equals("file")) {
                body.append("; filename=\"C:\\photos\\cat é.jpg\"\r\nContent-Type: image/jpeg");
            }
            body.append("\r\n\r\n").append(fields[i + 1]).append("\r\n");
        }
        body.append("--" + BOUNDARY + "--\r\n");
        var all =
                Stream.concat(Stream.of("Content-Type: multipart/form-data; boundary=" + BOUNDARY), Stream.of(headers));
        return Wire.ask(tarn.port(), "POST", "/" + BUCKET, body.toString().getBytes(UTF_8), all.toArray(String[]::new));
    }

    private static String policy(String conditions) {
        return encoded("{\"expiration\": \"2026-01-01T01:00:00.000Z\", \"conditions\": [" + conditions + "]}");
    }

    private static String encoded(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(UTF_8));
    }

    @Test
    void aFormPutsAnObject() {
        var answer = post(
                "key", "user/${filename}",
                "Content-Type", "image/jpeg",
                "x-amz-meta-album", "holidays",
                "tagging", "<Tagging><TagSet><Tag><Key>a</Key><Value>b c</Value></Tag></TagSet></Tagging>",
                "file", "meow\r\n--not the boundary\r\n");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        var key = "user/cat é.jpg";
        assertThat(tarn.get(key)).isEqualTo("meow\r\n--not the boundary\r\n");
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key(key));
        assertThat(head.contentType()).isEqualTo("image/jpeg");
        assertThat(head.metadata()).containsEntry("album", "holidays");
        assertThat(answer.header("etag")).isEqualTo(head.eTag());
        var tags = tarn.s3()
                .getObjectTagging(request -> request.bucket(BUCKET).key(key))
                .tagSet();
        assertThat(tags)
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("b c"));
    }

    @Test
    void theAnswerIsWhatTheFormAsksFor() {
        var created = post("key", "a&b", "success_action_status", "201", "file", "x");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body())
                .contains("<PostResponse>", "<Bucket>bucket</Bucket>", "<Key>a&amp;b</Key>", "<ETag>");
        assertThat(post("key", "k", "success_action_status", "500", "file", "x").status())
                .isEqualTo(204);
        var elsewhere = post("key", "k", "success_action_redirect", "http://example.com/done?a=b", "file", "x");
        assertThat(elsewhere.status()).isEqualTo(303);
        assertThat(elsewhere.header("location")).startsWith("http://example.com/done?a=b&bucket=bucket&key=k&etag=%22");
        assertThat(post("key", "k", "success_action_redirect", "javascript:alert(1)", "file", "x")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void aPolicySaysWhatAFormMayHold() {
        var policy = policy("{\"bucket\": \"bucket\"}, [\"starts-with\", \"$key\", \"user/\"],"
                + " {\"acl\": \"private\"}, [\"content-length-range\", 2, 5]");
        assertThat(post("key", "user/k", "acl", "private", "policy", policy, "file", "12345")
                        .status())
                .isEqualTo(204);
        var elsewhere = post("key", "other/k", "acl", "private", "policy", policy, "file", "123");
        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(elsewhere.body())
                .contains(
                        "Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;");
        assertThat(post("key", "user/k", "policy", policy, "file", "123").body())
                .contains("$acl");
        assertThat(post("key", "user/k", "acl", "private", "x-amz-meta-a", "b", "policy", policy, "file", "123")
                        .body())
                .contains("Extra input fields: x-amz-meta-a");
        assertThat(post("key", "user/k", "acl", "private", "x-ignore-me", "b", "policy", policy, "file", "123")
                        .status())
                .isEqualTo(204);
        var large = post("key", "user/large", "acl", "private", "policy", policy, "file", "123456");
        assertThat(large.body()).contains("<Code>EntityTooLarge</Code>", "<MaxSizeAllowed>5</MaxSizeAllowed>");
        var small = post("key", "user/small", "acl", "private", "policy", policy, "file", "1");
        assertThat(small.body()).contains("<Code>EntityTooSmall</Code>");
        assertThatThrownBy(() -> tarn.get("user/large")).isInstanceOf(NoSuchKeyException.class);
        tarn.platform().clock().advance(Duration.ofHours(1));
        assertThat(post("key", "user/k", "acl", "private", "policy", policy, "file", "123")
                        .body())
                .contains("Policy expired.");
    }

    @Test
    void aPolicyThatCannotBeReadIsRefused() {
        for (var broken : new String[] {
            "!!!",
            encoded("{"),
            encoded("[]"),
            encoded("{\"expiration\": \"tomorrow\", \"conditions\": []}"),
            encoded("{\"conditions\": []}"),
            encoded("{\"expiration\": \"2026-01-01T01:00:00.000Z\"}"),
            policy("{\"key\": 1}"),
            policy("[\"like\", \"$key\", \"a\"]"),
            policy("[\"eq\", \"key\", \"a\"]"),
            policy("[".repeat(9_000)),
        }) {
            var answer = post("key", "k", "policy", broken, "file", "x");
            assertThat(answer.status()).as(broken).isEqualTo(400);
            assertThat(answer.body()).contains("InvalidPolicyDocument");
        }
    }

    @Test
    void whatIsNoFormIsRefused() {
        assertThat(post("file", "x").body()).contains("must contain a field named 'key'");
        assertThat(post("key", "k").body()).contains("POST requires exactly one file upload per request.");
        assertThat(post("key", "k", "x-amz-signature", "00", "file", "x").body())
                .contains("must contain a field named 'policy'");
        assertThat(post("key", "k", "x-amz-meta-a", "x".repeat(21_000), "file", "x")
                        .body())
                .contains("MaxPostPreDataLengthExceeded");
        var cut = Wire.ask(
                tarn.port(),
                "POST",
                "/bucket",
                ("--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b\r\nContent-Disposition:"
                                + " form-data; name=\"file\"\r\n\r\nno end")
                        .getBytes(UTF_8),
                "Content-Type: multipart/form-data; boundary=b");
        assertThat(cut.body()).contains("MalformedPOSTRequest");
        assertThatThrownBy(() -> tarn.get("k")).isInstanceOf(NoSuchKeyException.class);
        var bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><Tagging><TagSet><Tag><Key>&b;</Key></Tag></TagSet></Tagging>";
        assertThat(post("key", "k", "tagging", bomb, "file", "x").body()).contains("MalformedXML");
        assertThat(post("key", "../../etc/passwd", "file", "x").status()).isEqualTo(204);
        assertThat(tarn.get("../../etc/passwd")).isEqualTo("x");
    }

    @Test
    void aPageOfAnotherSiteNeedsTheBucketsRules() {
        var page = new String[] {"Origin: https://evil.example"};
        assertThat(post(page, "key", "k", "file", "x").status()).isEqualTo(403);
        var rule = CORSRule.builder()
                .allowedMethods("POST")
                .allowedOrigins("https://evil.*")
                .build();
        tarn.s3().putBucketCors(request -> request.bucket(BUCKET).corsConfiguration(cors -> cors.corsRules(rule)));
        var admitted = post(page, "key", "k", "file", "x");
        assertThat(admitted.status()).isEqualTo(204);
        assertThat(admitted.header("access-control-allow-origin")).isEqualTo("https://evil.example");
    }

    @Test
    void aFormPutsNothingButWhatItUploads() {
        tarn.put("secret", "secret");
        assertThat(post("key", "k", "x-amz-copy-source", "bucket/secret", "file", "x")
                        .status())
                .isEqualTo(204);
        assertThat(tarn.get("k")).isEqualTo("x");
        var nowhere = Wire.ask(tarn.port(), "POST", "/", "Content-Type: multipart/form-data; boundary=b");
        assertThat(nowhere.status()).isEqualTo(405);
    }

    @Test
    void aLargeFileGoesThroughInPieces() {
        var large = "0123456789abcde\r\n-".repeat(200_000);
        assertThat(post("key", "large", "file", large).status()).isEqualTo(204);
        assertThat(tarn.get("large")).isEqualTo(large);
    }
}
