package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import tarn.kernel.testing.TestPlatform;

class LifecycleTest {

    private static final String LARGE = "x".repeat(128 << 10);

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private void rules(LifecycleRule... rules) {
        rules(BUCKET, rules);
    }

    private void rules(String bucket, LifecycleRule... rules) {
        tarn.s3()
                .putBucketLifecycleConfiguration(request ->
                        request.bucket(bucket).lifecycleConfiguration(configuration -> configuration.rules(rules)));
    }

    private static LifecycleRule rule(Consumer<LifecycleRule.Builder> actions) {
        return rule("", actions);
    }

    private static LifecycleRule rule(String prefix, Consumer<LifecycleRule.Builder> actions) {
        return LifecycleRule.builder()
                .id("rule")
                .status("Enabled")
                .filter(filter -> filter.prefix(prefix))
                .applyMutation(actions)
                .build();
    }

    private static Transition into(int days, String storageClass) {
        return Transition.builder().days(days).storageClass(storageClass).build();
    }

    private void days(int count) {
        tarn.platform().clock().advance(Duration.ofDays(count));
    }

    private List<String> keys() {
        return tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    private int versions() {
        var listed = tarn.s3().listObjectVersions(request -> request.bucket(BUCKET));
        return listed.versions().size() + listed.deleteMarkers().size();
    }

    private String storageClass(String key) {
        var told =
                tarn.s3().headObject(request -> request.bucket(BUCKET).key(key)).storageClassAsString();
        return told == null ? "STANDARD" : told;
    }

    @Test
    void rulesAreKeptAsTheyAreSet() {
        refused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> tarn.s3().getBucketLifecycleConfiguration(request -> request.bucket(BUCKET)));
        var rule = rule(
                "logs/",
                to -> to.expiration(expire -> expire.days(90))
                        .transitions(into(30, "STANDARD_IA"), into(60, "GLACIER"))
                        .noncurrentVersionExpiration(
                                expire -> expire.noncurrentDays(7).newerNoncurrentVersions(3))
                        .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(2)));
        rules(rule);
        var kept = tarn.s3().getBucketLifecycleConfiguration(request -> request.bucket(BUCKET));
        assertThat(kept.rules()).containsExactly(rule);
        assertThat(kept.transitionDefaultMinimumObjectSize())
                .isEqualTo(TransitionDefaultMinimumObjectSize.ALL_STORAGE_CLASSES_128_K);
        tarn.s3().deleteBucketLifecycle(request -> request.bucket(BUCKET));
        refused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> tarn.s3().getBucketLifecycleConfiguration(request -> request.bucket(BUCKET)));
    }

    @Test
    void aRuleWithoutANameGetsOne() {
        rules(rule(to -> to.id(null).expiration(expire -> expire.days(1))));
        assertThat(tarn.s3()
                        .getBucketLifecycleConfiguration(request -> request.bucket(BUCKET))
                        .rules()
                        .getFirst()
                        .id())
                .hasSize(48);
    }

    @Test
    void objectsExpireAtTheMidnightAfterTheirDays() {
        tarn.put("logs/a", "content");
        tarn.put("other", "content");
        rules(rule("logs/", to -> to.expiration(expire -> expire.days(3))));
        days(3);
        assertThat(keys()).containsExactly("logs/a", "other");
        days(1);
        assertThat(keys()).containsExactly("other");
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void anObjectTellsWhenItExpires() {
        rules(rule("logs/", to -> to.id("a rule").expiration(expire -> expire.days(3))));
        var told = "expiry-date=\"Mon, 05 Jan 2026 00:00:00 GMT\", rule-id=\"a%20rule\"";
        assertThat(tarn.put("logs/a", "content").expiration()).isEqualTo(told);
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("logs/a"))
                        .expiration())
                .isEqualTo(told);
        assertThat(tarn.put("other", "content").expiration()).isNull();
        tarn.s3().deleteBucketLifecycle(request -> request.bucket(BUCKET));
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("logs/a"))
                        .expiration())
                .isNull();
    }

    @Test
    void objectsExpireOnADate() {
        tarn.put("a", "content");
        rules(rule(to -> to.expiration(expire -> expire.date(Instant.parse("2026-01-10T00:00:00Z")))));
        days(8);
        assertThat(keys()).containsExactly("a");
        days(1);
        assertThat(keys()).isEmpty();
    }

    @Test
    void aFilterLooksAtTagsAndSizes() {
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("tagged").tagging("state=old&x=y"),
                        RequestBody.fromString("content"));
        tarn.put("small", "x");
        tarn.put("large", "x".repeat(100));
        rules(
                rule(to -> to.id("tags")
                        .filter(filter -> filter.tag(
                                Tag.builder().key("state").value("old").build()))
                        .expiration(expire -> expire.days(1))),
                rule(to -> to.id("sizes")
                        .filter(filter -> filter.and(
                                and -> and.prefix("").objectSizeGreaterThan(50L).objectSizeLessThan(1000L)))
                        .expiration(expire -> expire.days(1))),
                rule(to -> to.id("off").status("Disabled").expiration(expire -> expire.days(1))));
        days(2);
        assertThat(keys()).containsExactly("small");
    }

    @Test
    void withVersionsExpiringIsHidingAndOlderOnesGoLater() {
        tarn.versioning(BucketVersioningStatus.ENABLED);
        tarn.put("a", "one");
        tarn.put("a", "two");
        rules(rule(to -> to.expiration(expire -> expire.days(1))
                .noncurrentVersionExpiration(expire -> expire.noncurrentDays(2))));
        days(2);
        assertThat(keys()).isEmpty();
        // Both versions and the mark; the first one was overwritten at once
        assertThat(versions()).isEqualTo(3);
        days(1);
        assertThat(versions()).isEqualTo(2);
        days(2);
        // The mark goes with the last version that it hides, or after it
        assertThat(versions()).isLessThanOrEqualTo(1);
        days(1);
        assertThat(versions()).isZero();
    }

    @Test
    void theNewestOfTheOlderVersionsAreKept() {
        tarn.versioning(BucketVersioningStatus.ENABLED);
        IntStream.range(0, 6).forEach(i -> tarn.put("a", "v" + i));
        rules(rule(to -> to.noncurrentVersionExpiration(
                expire -> expire.noncurrentDays(1).newerNoncurrentVersions(2))));
        days(2);
        assertThat(versions()).isEqualTo(3);
        assertThat(tarn.get("a")).isEqualTo("v5");
    }

    @Test
    void aMarkThatHidesNothingIsRemoved() {
        tarn.versioning(BucketVersioningStatus.ENABLED);
        var version = tarn.put("a", "one").versionId();
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("a"));
        tarn.put("b", "one");
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("b"));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("a").versionId(version));
        rules(rule(to -> to.expiration(expire -> expire.expiredObjectDeleteMarker(true))));
        days(1);
        assertThat(versions()).isEqualTo(2);
        assertThat(tarn.s3()
                        .listObjectVersions(request -> request.bucket(BUCKET).prefix("a"))
                        .deleteMarkers())
                .isEmpty();
    }

    @Test
    void objectsMoveFromClassToClass() {
        tarn.put("a", LARGE);
        tarn.put("small", "content");
        rules(rule(to -> to.transitions(into(30, "STANDARD_IA"), into(60, "GLACIER"), into(90, "DEEP_ARCHIVE"))));
        days(30);
        assertThat(storageClass("a")).isEqualTo("STANDARD");
        days(1);
        assertThat(storageClass("a")).isEqualTo("STANDARD_IA");
        assertThat(tarn.get("a")).isEqualTo(LARGE);
        days(30);
        assertThat(storageClass("a")).isEqualTo("GLACIER");
        refused(403, "InvalidObjectState", () -> tarn.get("a"));
        days(30);
        assertThat(storageClass("a")).isEqualTo("DEEP_ARCHIVE");
        assertThat(storageClass("small")).isEqualTo("STANDARD");
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("a"))
                        .lastModified())
                .isEqualTo(TestPlatform.START);
    }

    @Test
    void smallObjectsMoveIntoArchivesIfThatIsAskedFor() {
        tarn.put("a", "content");
        tarn.s3()
                .putBucketLifecycleConfiguration(request -> request.bucket(BUCKET)
                        .transitionDefaultMinimumObjectSize(TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS)
                        .lifecycleConfiguration(
                                configuration -> configuration.rules(rule(to -> to.transitions(into(0, "GLACIER"))))));
        days(1);
        assertThat(storageClass("a")).isEqualTo("GLACIER");
    }

    @Test
    void olderVersionsMoveByRulesOfTheirOwn() {
        tarn.versioning(BucketVersioningStatus.ENABLED);
        tarn.put("a", LARGE);
        tarn.put("a", LARGE);
        rules(rule(to -> to.noncurrentVersionTransitions(NoncurrentVersionTransition.builder()
                .noncurrentDays(1)
                .storageClass("GLACIER")
                .build())));
        days(2);
        assertThat(tarn.s3()
                        .listObjectVersions(request -> request.bucket(BUCKET))
                        .versions())
                .extracting(ObjectVersion::storageClassAsString)
                .containsExactly("STANDARD", "GLACIER");
    }

    @Test
    void whatIsLockedIsSpared() {
        tarn.s3().createBucket(request -> request.bucket("locked").objectLockEnabledForBucket(true));
        IntStream.range(0, 2)
                .forEach(i -> tarn.s3()
                        .putObject(
                                request -> request.bucket("locked")
                                        .key("a")
                                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                                        .objectLockLegalHoldStatus(
                                                i == 0 ? ObjectLockLegalHoldStatus.ON : ObjectLockLegalHoldStatus.OFF),
                                RequestBody.fromString("content")));
        rules("locked", rule(to -> to.noncurrentVersionExpiration(expire -> expire.noncurrentDays(1))));
        days(5);
        assertThat(tarn.s3()
                        .listObjectVersions(request -> request.bucket("locked"))
                        .versions())
                .hasSize(2);
    }

    @Test
    void unfinishedUploadsAreAborted() {
        rules(rule("logs/", to -> to.abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(2))));
        var begun = tarn.s3()
                .createMultipartUpload(request -> request.bucket(BUCKET).key("logs/a"));
        assertThat(begun.abortDate()).isEqualTo("2026-01-04T00:00:00Z");
        assertThat(begun.abortRuleId()).isEqualTo("rule");
        tarn.s3().createMultipartUpload(request -> request.bucket(BUCKET).key("other"));
        tarn.s3()
                .uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("logs/a")
                                .uploadId(begun.uploadId())
                                .partNumber(1),
                        RequestBody.fromString(LARGE));
        days(3);
        assertThat(tarn.s3()
                        .listMultipartUploads(request -> request.bucket(BUCKET))
                        .uploads())
                .extracting(upload -> upload.key())
                .containsExactly("other");
    }

    @Test
    void rulesThatAreGoneDoNothing() {
        tarn.put("a", "content");
        rules(rule(to -> to.expiration(expire -> expire.days(1))));
        tarn.s3().deleteBucketLifecycle(request -> request.bucket(BUCKET));
        days(5);
        assertThat(keys()).containsExactly("a");
    }

    static Stream<Arguments> refusedRules() {
        return Stream.of(
                refusal("InvalidRequest", to -> {}),
                refusal("InvalidArgument", to -> to.expiration(expire -> expire.days(0))),
                refusal("MalformedXML", to -> to.expiration(expire -> {})),
                refusal("MalformedXML", to -> to.status("Maybe").expiration(expire -> expire.days(1))),
                refusal(
                        "MalformedXML",
                        to -> to.filter((LifecycleRuleFilter) null).expiration(expire -> expire.days(1))),
                refusal(
                        "MalformedXML",
                        to -> to.filter(filter -> filter.prefix("a").objectSizeLessThan(1L))
                                .expiration(expire -> expire.days(1))),
                refusal(
                        "MalformedXML",
                        to -> to.filter(filter -> filter.and(and -> and.prefix("a")))
                                .expiration(expire -> expire.days(1))),
                refusal(
                        "InvalidArgument",
                        to -> to.expiration(expire -> expire.date(Instant.parse("2026-01-10T00:00:01Z")))),
                refusal("InvalidArgument", to -> to.transitions(into(29, "STANDARD_IA"))),
                refusal("InvalidArgument", to -> to.transitions(into(-1, "GLACIER"))),
                refusal("MalformedXML", to -> to.transitions(into(30, "STANDARD"))),
                refusal("InvalidRequest", to -> to.transitions(into(30, "GLACIER"), into(60, "GLACIER"))),
                refusal("InvalidArgument", to -> to.transitions(into(30, "STANDARD_IA"), into(31, "GLACIER"))),
                refusal("InvalidArgument", to -> to.transitions(into(90, "GLACIER"), into(30, "DEEP_ARCHIVE"))),
                refusal(
                        "InvalidArgument",
                        to -> to.transitions(into(30, "GLACIER")).expiration(expire -> expire.days(30))),
                refusal(
                        "InvalidRequest",
                        to -> to.transitions(into(30, "GLACIER"))
                                .expiration(expire -> expire.date(Instant.parse("2027-01-10T00:00:00Z")))),
                refusal(
                        "MalformedXML",
                        to -> to.noncurrentVersionExpiration(expire -> expire.newerNoncurrentVersions(1))),
                refusal(
                        "InvalidArgument",
                        to -> to.noncurrentVersionExpiration(
                                expire -> expire.noncurrentDays(1).newerNoncurrentVersions(101))),
                refusal(
                        "InvalidArgument",
                        to -> to.abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(0))),
                refusal(
                        "InvalidRequest",
                        to -> to.filter(filter -> filter.tag(
                                        Tag.builder().key("a").value("b").build()))
                                .abortIncompleteMultipartUpload(abort -> abort.daysAfterInitiation(1))),
                refusal(
                        "InvalidRequest",
                        to -> to.filter(filter -> filter.tag(
                                        Tag.builder().key("a").value("b").build()))
                                .expiration(expire -> expire.expiredObjectDeleteMarker(true))),
                refusal("InvalidArgument", to -> to.id("x".repeat(256)).expiration(expire -> expire.days(1))));
    }

    private static Arguments refusal(String code, Consumer<LifecycleRule.Builder> rule) {
        return Arguments.of(code, rule(rule));
    }

    @ParameterizedTest
    @MethodSource("refusedRules")
    void aRuleIsCheckedAndTheOldOnesStay(String code, LifecycleRule rule) {
        rules(rule("kept/", to -> to.expiration(expire -> expire.days(1))));
        refused(400, code, () -> rules(rule));
        assertThat(tarn.s3()
                        .getBucketLifecycleConfiguration(request -> request.bucket(BUCKET))
                        .rules()
                        .getFirst()
                        .filter()
                        .prefix())
                .isEqualTo("kept/");
    }

    @Test
    void rulesAreCheckedTogether() {
        refused(400, "MalformedXML", this::rules);
        var same = rule(to -> to.expiration(expire -> expire.days(1)));
        refused(400, "InvalidArgument", () -> rules(same, same));
        refused(400, "InvalidRequest", () -> rules(plain("one", "logs/"), plain("two", "logs/a")));
        refused(400, "InvalidRequest", () -> rules(plain("one", "logs/"), plain("two", "logs/")));
        rules(plain("one", "logs/"), plain("two", "other/"));
        var many = IntStream.range(0, 1001)
                .mapToObj(i -> plain("rule-" + i, i + "/"))
                .toArray(LifecycleRule[]::new);
        refused(400, "MalformedXML", () -> rules(many));
        rules(List.of(many).subList(0, 1000).toArray(LifecycleRule[]::new));
    }

    @SuppressWarnings("deprecation") // the older form of a rule
    private static LifecycleRule plain(String id, @Nullable String prefix) {
        return rule(to ->
                to.id(id).filter((LifecycleRuleFilter) null).prefix(prefix).expiration(expire -> expire.days(1)));
    }
}
