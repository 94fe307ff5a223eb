package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.refused;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import tarn.kernel.testing.TestPlatform;

class LocksTest {

    private static final String LOCKED = "locked";
    private static final Instant TOMORROW = TestPlatform.START.plus(Duration.ofDays(1));

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @BeforeEach
    void aBucketWithLocks() {
        tarn.s3().createBucket(request -> request.bucket(LOCKED).objectLockEnabledForBucket(true));
    }

    private String put(String key) {
        return put(PutObjectRequest.builder().key(key));
    }

    private String put(PutObjectRequest.Builder request) {
        return tarn.s3()
                .putObject(
                        request.bucket(LOCKED)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                                .build(),
                        RequestBody.fromString("content"))
                .versionId();
    }

    private void delete(String key, String version, boolean bypass) {
        tarn.s3()
                .deleteObject(request -> request.bucket(LOCKED)
                        .key(key)
                        .versionId(version)
                        .bypassGovernanceRetention(bypass ? true : null));
    }

    private void retain(String key, @Nullable ObjectLockRetentionMode mode, @Nullable Instant until, boolean bypass) {
        tarn.s3()
                .putObjectRetention(request -> request.bucket(LOCKED)
                        .key(key)
                        .bypassGovernanceRetention(bypass ? true : null)
                        .retention(to -> to.mode(mode).retainUntilDate(until)));
    }

    private void rule(ObjectLockRetentionMode mode, @Nullable Integer days, @Nullable Integer years) {
        var retention =
                DefaultRetention.builder().mode(mode).days(days).years(years).build();
        tarn.s3()
                .putObjectLockConfiguration(request -> request.bucket(LOCKED)
                        .objectLockConfiguration(to -> to.objectLockEnabled(ObjectLockEnabled.ENABLED)
                                .rule(rule -> rule.defaultRetention(retention))));
    }

    @Test
    void aBucketThatIsCreatedWithLocksKeepsVersionsForGood() {
        assertThat(tarn.s3()
                        .getObjectLockConfiguration(request -> request.bucket(LOCKED))
                        .objectLockConfiguration()
                        .objectLockEnabled())
                .isEqualTo(ObjectLockEnabled.ENABLED);
        assertThat(tarn.s3()
                        .getBucketVersioning(request -> request.bucket(LOCKED))
                        .status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        refused(409, "InvalidBucketState", () -> tarn.versioning(LOCKED, BucketVersioningStatus.SUSPENDED));
    }

    @Test
    void locksComeToAnExistingBucketOnlyWithVersioning() {
        refused(
                404,
                "ObjectLockConfigurationNotFoundError",
                () -> tarn.s3().getObjectLockConfiguration(request -> request.bucket(InProcess.BUCKET)));
        refused(
                409,
                "InvalidBucketState",
                () -> tarn.s3()
                        .putObjectLockConfiguration(request -> request.bucket(InProcess.BUCKET)
                                .objectLockConfiguration(to -> to.objectLockEnabled(ObjectLockEnabled.ENABLED))));
        tarn.versioning(BucketVersioningStatus.ENABLED);
        tarn.s3()
                .putObjectLockConfiguration(request -> request.bucket(InProcess.BUCKET)
                        .objectLockConfiguration(to -> to.objectLockEnabled(ObjectLockEnabled.ENABLED)));
    }

    @Test
    void whatIsRetainedInComplianceIsDeletedByNobody() {
        var version = put(PutObjectRequest.builder()
                .key("key")
                .objectLockMode(ObjectLockMode.COMPLIANCE)
                .objectLockRetainUntilDate(TOMORROW));
        refused(403, "AccessDenied", () -> delete("key", version, false));
        refused(403, "AccessDenied", () -> delete("key", version, true));
        refused(403, "AccessDenied", () -> retain("key", ObjectLockRetentionMode.GOVERNANCE, TOMORROW, true));
        refused(
                403,
                "AccessDenied",
                () -> retain("key", ObjectLockRetentionMode.COMPLIANCE, TOMORROW.minusSeconds(60), true));
        retain("key", ObjectLockRetentionMode.COMPLIANCE, TOMORROW.plusSeconds(60), false);
        tarn.platform().clock().advance(Duration.ofDays(2));
        delete("key", version, false);
    }

    @Test
    void governanceYieldsToABypass() {
        var version = put("key");
        retain("key", ObjectLockRetentionMode.GOVERNANCE, TOMORROW, false);
        var kept = tarn.s3()
                .getObjectRetention(request -> request.bucket(LOCKED).key("key"))
                .retention();
        assertThat(kept.mode()).isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
        assertThat(kept.retainUntilDate()).isEqualTo(TOMORROW);
        refused(403, "AccessDenied", () -> delete("key", version, false));
        refused(
                403,
                "AccessDenied",
                () -> retain("key", ObjectLockRetentionMode.GOVERNANCE, TOMORROW.minusSeconds(60), false));
        refused(403, "AccessDenied", () -> retain("key", null, null, false));
        retain("key", ObjectLockRetentionMode.GOVERNANCE, TOMORROW.minusSeconds(60), true);
        delete("key", version, true);
    }

    @Test
    void aLegalHoldIsBypassedByNobodyAndHasNoEnd() {
        var version =
                put(PutObjectRequest.builder().key("key").objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON));
        tarn.platform().clock().advance(Duration.ofDays(1000));
        refused(403, "AccessDenied", () -> delete("key", version, true));
        var refused = tarn.s3()
                .deleteObjects(request -> request.bucket(LOCKED)
                        .bypassGovernanceRetention(true)
                        .delete(delete -> delete.objects(ObjectIdentifier.builder()
                                .key("key")
                                .versionId(version)
                                .build())));
        assertThat(refused.errors().getFirst().code()).isEqualTo("AccessDenied");
        tarn.s3()
                .putObjectLegalHold(request -> request.bucket(LOCKED)
                        .key("key")
                        .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.OFF)));
        assertThat(tarn.s3()
                        .getObjectLegalHold(request -> request.bucket(LOCKED).key("key"))
                        .legalHold()
                        .status())
                .isEqualTo(ObjectLockLegalHoldStatus.OFF);
        delete("key", version, false);
    }

    @Test
    void whatIsLockedMayBeHiddenAndOverwritten() {
        put("key");
        retain("key", ObjectLockRetentionMode.COMPLIANCE, TOMORROW, false);
        put("key");
        assertThat(tarn.s3()
                        .deleteObject(request -> request.bucket(LOCKED).key("key"))
                        .deleteMarker())
                .isTrue();
        refused(409, "BucketNotEmpty", () -> tarn.s3().deleteBucket(request -> request.bucket(LOCKED)));
    }

    @Test
    void aBucketsDefaultHoldsForWhatSaysNothing() {
        rule(ObjectLockRetentionMode.GOVERNANCE, 3, null);
        put("key");
        var head = tarn.s3().headObject(request -> request.bucket(LOCKED).key("key"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.GOVERNANCE);
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(TestPlatform.START.plus(Duration.ofDays(3)));
        assertThat(head.objectLockLegalHoldStatus()).isNull();
        rule(ObjectLockRetentionMode.COMPLIANCE, null, 2);
        tarn.s3()
                .copyObject(request -> request.sourceBucket(LOCKED)
                        .sourceKey("key")
                        .destinationBucket(LOCKED)
                        .destinationKey("copy"));
        var copy = tarn.s3().headObject(request -> request.bucket(LOCKED).key("copy"));
        assertThat(copy.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(copy.objectLockRetainUntilDate()).isEqualTo("2028-01-01T00:00:00Z");
    }

    @Test
    void anUploadIsLockedAsItWasBegun() {
        var upload = tarn.s3()
                .createMultipartUpload(request -> request.bucket(LOCKED)
                        .key("key")
                        .objectLockMode(ObjectLockMode.COMPLIANCE)
                        .objectLockRetainUntilDate(TOMORROW)
                        .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON))
                .uploadId();
        var part = tarn.s3()
                .uploadPart(
                        request -> request.bucket(LOCKED)
                                .key("key")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("content"));
        tarn.s3()
                .completeMultipartUpload(request -> request.bucket(LOCKED)
                        .key("key")
                        .uploadId(upload)
                        .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(part.eTag())
                                .build())));
        var head = tarn.s3().headObject(request -> request.bucket(LOCKED).key("key"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(TOMORROW);
        assertThat(head.objectLockLegalHoldStatus()).isEqualTo(ObjectLockLegalHoldStatus.ON);
    }

    @Test
    void whatIsAskedIsChecked() {
        put("key");
        refused(
                404,
                "NoSuchObjectLockConfiguration",
                () -> tarn.s3()
                        .getObjectRetention(request -> request.bucket(LOCKED).key("key")));
        refused(
                404,
                "NoSuchObjectLockConfiguration",
                () -> tarn.s3()
                        .getObjectLegalHold(request -> request.bucket(LOCKED).key("key")));
        refused(
                400,
                "InvalidArgument",
                () -> retain("key", ObjectLockRetentionMode.COMPLIANCE, TestPlatform.START, false));
        refused(400, "MalformedXML", () -> retain("key", ObjectLockRetentionMode.COMPLIANCE, null, false));
        refused(400, "MalformedXML", () -> rule(ObjectLockRetentionMode.COMPLIANCE, 1, 1));
        refused(400, "MalformedXML", () -> rule(ObjectLockRetentionMode.COMPLIANCE, null, null));
        refused(400, "InvalidArgument", () -> rule(ObjectLockRetentionMode.COMPLIANCE, 0, null));
        refused(400, "InvalidArgument", () -> rule(ObjectLockRetentionMode.COMPLIANCE, null, 101));
        refused(
                400,
                "InvalidRequest",
                () -> put(PutObjectRequest.builder().key("key").objectLockMode(ObjectLockMode.COMPLIANCE)));
        refused(
                400,
                "InvalidArgument",
                () -> put(PutObjectRequest.builder()
                        .key("key")
                        .objectLockMode("STRICT")
                        .objectLockRetainUntilDate(TOMORROW)));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(InProcess.BUCKET)
                                        .key("key")
                                        .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                                        .objectLockLegalHoldStatus(ObjectLockLegalHoldStatus.ON),
                                RequestBody.fromString("x")));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3()
                        .putObjectLegalHold(request -> request.bucket(InProcess.BUCKET)
                                .key("key")
                                .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.ON))));
    }
}
