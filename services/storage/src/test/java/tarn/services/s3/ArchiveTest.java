package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tier;

class ArchiveTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private void put(String key, String storageClass) {
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key(key).storageClass(storageClass),
                        RequestBody.fromString("content"));
    }

    private RestoreObjectResponse restore(String key, int days, Tier tier) {
        return tarn.s3()
                .restoreObject(request -> request.bucket(BUCKET)
                        .key(key)
                        .restoreRequest(restore -> restore.days(days).glacierJobParameters(job -> job.tier(tier))));
    }

    private String header(String key) {
        return tarn.s3().headObject(request -> request.bucket(BUCKET).key(key)).restore();
    }

    private void pass(Duration time) {
        tarn.platform().clock().advance(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY"})
    void aClassIsKeptAndShown(String storageClass) {
        put("key", storageClass);
        assertThat(tarn.get("key")).isEqualTo("content");
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key"))
                        .storageClassAsString())
                .isEqualTo(storageClass);
        refused(403, "InvalidObjectState", () -> restore("key", 1, Tier.STANDARD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUTPOSTS", "EXPRESS_ONEZONE", "FROZEN"})
    void aClassThatIsNotThereIsRefused(String storageClass) {
        refused(400, "InvalidStorageClass", () -> put("key", storageClass));
    }

    @Test
    void whatIsArchivedIsNotRead() {
        put("key", "GLACIER");
        var refusal = refused(403, "InvalidObjectState", () -> tarn.get("key"));
        assertThat(((InvalidObjectStateException) refusal).storageClassAsString())
                .isEqualTo("GLACIER");
        refused(
                403,
                "InvalidObjectState",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("key")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")));
        assertThat(header("key")).isNull();
    }

    @Test
    void aRestorationTakesItsTimeAndEnds() {
        put("key", "GLACIER");
        assertThat(restore("key", 2, Tier.STANDARD).sdkHttpResponse().statusCode())
                .isEqualTo(202);
        assertThat(header("key")).isEqualTo("ongoing-request=\"true\"");
        refused(403, "InvalidObjectState", () -> tarn.get("key"));
        refused(409, "RestoreAlreadyInProgress", () -> restore("key", 2, Tier.STANDARD));
        pass(Duration.ofHours(5));
        assertThat(tarn.get("key")).isEqualTo("content");
        assertThat(header("key")).isEqualTo("ongoing-request=\"false\", expiry-date=\"Sun, 04 Jan 2026 00:00:00 GMT\"");
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key"))
                        .storageClass())
                .isEqualTo(StorageClass.GLACIER);
        pass(Duration.ofDays(3));
        refused(403, "InvalidObjectState", () -> tarn.get("key"));
        assertThat(header("key")).isNull();
        assertThat(restore("key", 1, Tier.BULK).sdkHttpResponse().statusCode()).isEqualTo(202);
    }

    @Test
    void restoringAgainKeepsTheCopyLonger() {
        put("key", "GLACIER");
        restore("key", 1, Tier.EXPEDITED);
        pass(Duration.ofMinutes(1));
        assertThat(restore("key", 10, Tier.STANDARD).sdkHttpResponse().statusCode())
                .isEqualTo(200);
        assertThat(header("key")).contains("expiry-date=\"Mon, 12 Jan 2026 00:00:00 GMT\"");
    }

    @Test
    void aFasterTierOvertakesASlowerOne() {
        put("key", "GLACIER");
        restore("key", 1, Tier.BULK);
        restore("key", 1, Tier.EXPEDITED);
        pass(Duration.ofMinutes(1));
        assertThat(tarn.get("key")).isEqualTo("content");
    }

    @ParameterizedTest
    @CsvSource({
        "GLACIER, Expedited, PT1M",
        "GLACIER, Standard, PT5H",
        "GLACIER, Bulk, PT12H",
        "DEEP_ARCHIVE, Standard, PT12H",
        "DEEP_ARCHIVE, Bulk, PT48H"
    })
    void eachTierHasItsTime(String storageClass, String tier, Duration time) {
        put("key", storageClass);
        restore("key", 1, Tier.fromValue(tier));
        pass(time.minusSeconds(1));
        refused(403, "InvalidObjectState", () -> tarn.get("key"));
        pass(Duration.ofSeconds(1));
        assertThat(tarn.get("key")).isEqualTo("content");
    }

    @Test
    void whatIsRestoredIsBroughtBackForGoodByCopyingIt() {
        put("key", "DEEP_ARCHIVE");
        restore("key", 1, Tier.STANDARD);
        pass(Duration.ofHours(12));
        tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("key")
                        .destinationBucket(BUCKET)
                        .destinationKey("key")
                        .storageClass(StorageClass.STANDARD));
        pass(Duration.ofDays(10));
        assertThat(tarn.get("key")).isEqualTo("content");
        assertThat(header("key")).isNull();
    }

    @Test
    void aListingTellsOfRestorationsWhenItIsAsked() {
        put("key", "GLACIER");
        restore("key", 1, Tier.EXPEDITED);
        var silent = tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).contents();
        assertThat(silent.getFirst().restoreStatus()).isNull();
        assertThat(silent.getFirst().storageClassAsString()).isEqualTo("GLACIER");
        var told = tarn.s3()
                .listObjectsV2(request ->
                        request.bucket(BUCKET).optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
                .contents();
        assertThat(told.getFirst().restoreStatus().isRestoreInProgress()).isTrue();
    }

    @Test
    void whatIsAskedIsChecked() {
        put("key", "DEEP_ARCHIVE");
        refused(400, "InvalidArgument", () -> restore("key", 1, Tier.EXPEDITED));
        refused(400, "InvalidArgument", () -> restore("key", 0, Tier.BULK));
        refused(
                400,
                "MalformedXML",
                () -> tarn.s3()
                        .restoreObject(
                                request -> request.bucket(BUCKET).key("key").restoreRequest(restore -> {})));
        refused(404, "NoSuchKey", () -> restore("absent", 1, Tier.BULK));
        refused(
                501,
                "NotImplemented",
                () -> tarn.s3()
                        .restoreObject(request ->
                                request.bucket(BUCKET).key("key").restoreRequest(restore -> restore.type("SELECT"))));
    }
}
