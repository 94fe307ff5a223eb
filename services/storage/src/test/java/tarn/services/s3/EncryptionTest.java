package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

class EncryptionTest {

    private static final String MARKER = "the plain text that nobody may find ";

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static byte[] large() {
        return MARKER.repeat(10_000).getBytes(UTF_8);
    }

    private static Consumer<PutObjectRequest.Builder> byKms(@Nullable String key) {
        return request ->
                request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key);
    }

    private void encryptByDefault(ServerSideEncryption algorithm, boolean bucketKey) {
        tarn.encrypt(ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm(algorithm))
                .bucketKeyEnabled(bucketKey));
    }

    private static String md5(byte[] bytes) throws Exception {
        return '"' + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)) + '"';
    }

    private List<Path> blobs() throws IOException {
        try (var files = Files.walk(tarn.platform().data().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void whatLiesOnDiskIsCiphertextUnlessToldOtherwise() throws Exception {
        tarn.put("small", MARKER);
        tarn.put("large", large(), request -> {});
        tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("large")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
        assertThat(tarn.get("small")).isEqualTo(MARKER);
        assertThat(tarn.bytes("large")).isEqualTo(large());
        assertThat(tarn.bytes("copy")).isEqualTo(large());
        tarn.nothingOnDiskShows("that nobody may");
    }

    @Test
    void anObjectThatSaysNothingIsAes256AndItsTagTheMd5() throws Exception {
        var put = tarn.put("key", large(), request -> {});
        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(put.eTag()).isEqualTo(md5(large()));
        assertThat(put.ssekmsKeyId()).isNull();
        assertThat(put.bucketKeyEnabled()).isNull();
    }

    @Test
    void aCopyIsALinkAndOutlivesItsSource() throws Exception {
        tarn.put("large", large(), request -> {});
        tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("large")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
        var files = blobs();
        assertThat(files).hasSize(2);
        assertThat(Files.isSameFile(files.get(0), files.get(1))
                        || Files.getAttribute(files.get(0), "unix:nlink").equals(2))
                .isTrue();
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("large"));
        assertThat(tarn.bytes("copy")).isEqualTo(large());
    }

    @Test
    void aDamagedFileIsAnErrorAndNeverWrongBytes() throws Exception {
        tarn.put("large", large(), request -> {});
        var file = blobs().getFirst();
        var bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);
        refused(500, "InternalError", () -> tarn.bytes("large"));
        refused(
                500,
                "InternalError",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("large")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")
                                .serverSideEncryption(ServerSideEncryption.AWS_KMS)));
    }

    @Test
    void aFileInAnothersPlaceIsAnError() throws Exception {
        tarn.put("one", large(), request -> {});
        var one = blobs().getFirst();
        tarn.put("other", large(), request -> {});
        var other =
                blobs().stream().filter(file -> !file.equals(one)).findFirst().orElseThrow();
        Files.write(other, Files.readAllBytes(one));
        refused(500, "InternalError", () -> tarn.bytes("other"));
        assertThat(tarn.bytes("one")).isEqualTo(large());
    }

    @Test
    void anyStretchOfAnEncryptedObjectIsRead() {
        tarn.put("large", large(), request -> {});
        for (var range : List.of("0-9", "65530-65540", "100000-300000", "359990-359999")) {
            int from = Integer.parseInt(range.split("-", -1)[0]);
            int to = Integer.parseInt(range.split("-", -1)[1]);
            assertThat(tarn.s3()
                            .getObjectAsBytes(request ->
                                    request.bucket(BUCKET).key("large").range("bytes=" + range))
                            .asByteArray())
                    .isEqualTo(Arrays.copyOfRange(large(), from, to + 1));
        }
    }

    @Test
    void aKmsKeyIsNamedByIdOrArnAndToldByArn() throws Exception {
        for (var key : List.of("one", TinyKms.arn("one"))) {
            var put = tarn.put("key", large(), byKms(key));
            assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
            assertThat(put.ssekmsKeyId()).isEqualTo(TinyKms.arn("one"));
            assertThat(put.eTag()).isNotEqualTo(md5(large()));
            assertThat(tarn.bytes("key")).isEqualTo(large());
        }
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(head.ssekmsKeyId()).isEqualTo(TinyKms.arn("one"));
        tarn.nothingOnDiskShows("that nobody may");
    }

    @Test
    void withoutAKeyItIsTheOneThatAwsManages() {
        var put = tarn.put("key", large(), byKms(null));
        assertThat(put.ssekmsKeyId()).isEqualTo(TinyKms.arn(TinyKms.MANAGED));
        assertThat(tarn.bytes("key")).isEqualTo(large());
    }

    @Test
    void anObjectCannotBeReadWhileItsKeyIsDisabled() {
        tarn.put("key", large(), byKms("one"));
        tarn.kms().disable("one");
        refused(400, "KMS.DisabledException", () -> tarn.bytes("key"));
        refused(400, "KMS.DisabledException", () -> tarn.put("other", large(), byKms("one")));
        tarn.s3().headObject(request -> request.bucket(BUCKET).key("key"));
        tarn.kms().scheduleDeletion("one");
        refused(400, "KMS.KMSInvalidStateException", () -> tarn.bytes("key"));
        tarn.kms().enable("one");
        assertThat(tarn.bytes("key")).isEqualTo(large());
    }

    @Test
    void aKeyThatIsNotThereIsRefused() {
        refused(400, "KMS.NotFoundException", () -> tarn.put("key", large(), byKms("three")));
        var fault = refused(
                400,
                "KMS.NotFoundException",
                () -> tarn.put("key", large(), byKms("arn:aws:kms:eu-west-1:123456789012:key/one")));
        assertThat(fault.awsErrorDetails().errorMessage()).isEqualTo("Invalid arn eu-west-1");
    }

    @Test
    void aBucketKeyAsksKmsOnceAMinute() {
        Consumer<PutObjectRequest.Builder> how = request -> byKms("one").accept(request.bucketKeyEnabled(true));
        tarn.kms().asked();
        for (int i = 0; i < 10; i++) {
            assertThat(tarn.put("key" + i, large(), how).bucketKeyEnabled()).isTrue();
            assertThat(tarn.bytes("key" + i)).isEqualTo(large());
        }
        assertThat(tarn.kms().asked()).isEqualTo(1);
        tarn.kms().disable("one");
        assertThat(tarn.bytes("key0")).isEqualTo(large());
        tarn.platform().clock().advance(java.time.Duration.ofSeconds(61));
        refused(400, "KMS.DisabledException", () -> tarn.bytes("key0"));
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key0"))
                        .bucketKeyEnabled())
                .isTrue();
    }

    @Test
    void aBucketKeyIsForgottenWhenTheCloudIsReset() {
        Consumer<PutObjectRequest.Builder> how = request -> byKms("one").accept(request.bucketKeyEnabled(true));
        tarn.put("key", large(), how);
        tarn.kms().disable("one");
        tarn.platform().reset(null, null);
        tarn.s3().createBucket(request -> request.bucket(BUCKET));

        refused(400, "KMS.DisabledException", () -> tarn.put("key", large(), how));
    }

    @Test
    void anEncryptionContextIsBoundAndMustBeAMap() {
        var context = Base64.getEncoder().encodeToString("{\"team\":\"data\"}".getBytes(UTF_8));
        var put = tarn.put("key", large(), request -> byKms("one").accept(request.ssekmsEncryptionContext(context)));
        assertThat(put.ssekmsEncryptionContext()).isEqualTo(context);
        assertThat(tarn.bytes("key")).isEqualTo(large());
        for (var bad : List.of("{\"a\":1}", "[]", "no json")) {
            refused(
                    400,
                    "InvalidArgument",
                    () -> tarn.put(
                            "key",
                            large(),
                            request -> byKms("one")
                                    .accept(request.ssekmsEncryptionContext(
                                            Base64.getEncoder().encodeToString(bad.getBytes(UTF_8))))));
        }
    }

    @Test
    void twiceIsReallyTwice() {
        var once = tarn.put("once", large(), byKms("one"));
        var twice = tarn.put(
                "twice",
                large(),
                request -> request.serverSideEncryption(ServerSideEncryption.AWS_KMS_DSSE)
                        .ssekmsKeyId("one"));
        assertThat(twice.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS_DSSE);
        assertThat(once.ssekmsKeyId()).isEqualTo(twice.ssekmsKeyId());
        assertThat(tarn.bytes("twice")).isEqualTo(large());
        tarn.kms().disable("one");
        refused(400, "KMS.DisabledException", () -> tarn.bytes("twice"));
    }

    @Test
    void aKmsKeyNeedsItsMethodAndTheMethodMustBeKnown() {
        refused(400, "InvalidArgument", () -> tarn.put("key", large(), request -> request.ssekmsKeyId("one")));
        refused(
                400,
                "InvalidArgument",
                () -> tarn.put(
                        "key",
                        large(),
                        request -> request.serverSideEncryption(ServerSideEncryption.AES256)
                                .ssekmsKeyId("one")));
        refused(
                400,
                "InvalidArgument",
                () -> tarn.put("key", large(), request -> request.serverSideEncryption("rot13")));
    }

    @Test
    void aBucketEncryptsAsItsRuleSays() {
        encryptByDefault(ServerSideEncryption.AWS_KMS, true);
        var put = tarn.put("key", large(), request -> {});
        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(put.ssekmsKeyId()).isEqualTo(TinyKms.arn(TinyKms.MANAGED));
        assertThat(put.bucketKeyEnabled()).isTrue();
        var rule = tarn.s3()
                .getBucketEncryption(request -> request.bucket(BUCKET))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst();
        assertThat(rule.applyServerSideEncryptionByDefault().sseAlgorithm()).isEqualTo(ServerSideEncryption.AWS_KMS);
        assertThat(rule.bucketKeyEnabled()).isTrue();
        assertThat(rule.blockedEncryptionTypes().encryptionType()).containsExactly(EncryptionType.SSE_C);
        tarn.s3().deleteBucketEncryption(request -> request.bucket(BUCKET));
        assertThat(tarn.put("key", large(), request -> {}).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
    }

    @Test
    void aRuleThatCannotBeKeptIsRefused() {
        refused(
                400,
                "InvalidArgument",
                () -> tarn.encrypt(ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(
                                by -> by.sseAlgorithm("AES256").kmsMasterKeyID("one"))));
        refused(
                400,
                "MalformedXML",
                () -> tarn.encrypt(ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(by -> by.sseAlgorithm("rot13"))));
    }

    @Test
    void aCopyIsEncryptedAsItsTargetAsks() throws Exception {
        tarn.put("plain", large(), request -> {});
        var copy = tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("plain")
                        .destinationBucket(BUCKET)
                        .destinationKey("kms")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId("one"));
        assertThat(copy.ssekmsKeyId()).isEqualTo(TinyKms.arn("one"));
        assertThat(copy.copyObjectResult().eTag()).isNotEqualTo(md5(large()));
        assertThat(tarn.bytes("kms")).isEqualTo(large());
        var back = tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("kms")
                        .destinationBucket(BUCKET)
                        .destinationKey("back"));
        assertThat(back.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(back.copyObjectResult().eTag()).isEqualTo(md5(large()));
        tarn.kms().disable("one");
        assertThat(tarn.bytes("back")).isEqualTo(large());
        refused(
                400,
                "KMS.DisabledException",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("kms")
                                .destinationBucket(BUCKET)
                                .destinationKey("again")));
    }

    @Test
    void anObjectChangesItsEncryptionInPlace() {
        tarn.put("key", large(), request -> {});
        tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("key")
                        .destinationBucket(BUCKET)
                        .destinationKey("key")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId("two"));
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key"))
                        .ssekmsKeyId())
                .isEqualTo(TinyKms.arn("two"));
        assertThat(tarn.bytes("key")).isEqualTo(large());
    }

    @Test
    void whatLayPlainIsStillReadAndStaysWhatItWas() throws Exception {
        var platform = tarn.platform();
        try (var draft = platform.blobs().draft()) {
            draft.write(large());
            var blob = draft.seal();
            var versions = new Holdings(platform).versions();
            var bucket = new Holdings(platform).bucket(BUCKET, null);
            var sample = Samples.object(md5(large()).replace("\"", ""), "2026-01-01T00:00:00Z");
            versions.put(
                    bucket,
                    "old",
                    WriteCondition.of(null, null),
                    StoredObject.of(
                            sample.modified(),
                            sample.etag(),
                            sample.checksum(),
                            sample.description(),
                            sample.tags(),
                            null,
                            List.of(Piece.whole(blob)),
                            new Encryption.ByDisk()));
        }
        assertThat(tarn.bytes("old")).isEqualTo(large());
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("old"))
                        .serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
        tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("old")
                        .destinationBucket(BUCKET)
                        .destinationKey("old")
                        .serverSideEncryption(ServerSideEncryption.AES256));
        assertThat(tarn.bytes("old")).isEqualTo(large());
        tarn.nothingOnDiskShows("that nobody may");
    }
}
