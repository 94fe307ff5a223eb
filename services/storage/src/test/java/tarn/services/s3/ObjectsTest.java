package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;
import tarn.kernel.testing.TestPlatform;

class ObjectsTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @Test
    void whatIsPutIsRead() {
        var put = tarn.put("key", "hello");
        assertThat(put.eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(put.checksumCRC64NVME()).isEqualTo("M3eFcAZSQlc=");
        assertThat(put.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        assertThat(put.serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
        assertThat(tarn.get("key")).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a+b",
                "a%2Fb",
                "a//b",
                "//",
                "../up",
                "./here",
                "folder/",
                "ünï/日本/🙂",
                "a?b=c&d#e",
                "\"'<>&;",
                "tab\there",
                "new\nline",
                " "
            })
    void anyKeyComesBackAsItWas(String key) {
        tarn.put(key, key);
        assertThat(tarn.get(key)).isEqualTo(key);
        assertThat(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .singleElement()
                .satisfies(object -> assertThat(object.key()).isEqualTo(key));
    }

    @Test
    void aKeyHasAtMost1024Bytes() {
        tarn.put("ü".repeat(512), "fits");
        refused(400, "KeyTooLongError", () -> tarn.put("ü".repeat(512) + "a", "too long"));
        refused(400, "KeyTooLongError", () -> tarn.get("a".repeat(1025)));
    }

    /** Around the size from which a body is hashed beside being written, and the sizes of what goes between both. */
    @ParameterizedTest
    @ValueSource(ints = {(1 << 20) - 1, 1 << 20, (1 << 20) + 1, (5 << 18) - 1, 40 << 18, 17_825_793})
    void aLargeBodyIsHashedAndKeptAsItIs(int size) throws Exception {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var put = tarn.s3().putObject(request -> request.bucket(BUCKET).key("large"), RequestBody.fromBytes(bytes));
        var md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        assertThat(put.eTag()).isEqualTo('"' + md5 + '"');
        assertThat(tarn.s3()
                        .getObjectAsBytes(request -> request.bucket(BUCKET).key("large"))
                        .asByteArray())
                .isEqualTo(bytes);
    }

    @Test
    void aLargeBodyThatBreaksOffLeavesNothing() {
        var broken = RequestBody.fromInputStream(new ByteArrayInputStream(new byte[3 << 20]), 4 << 20);
        // In process S3 refuses it; over HTTP the SDK does so, and S3 sees the connection end.
        assertThatThrownBy(() ->
                        tarn.s3().putObject(request -> request.bucket(BUCKET).key("large"), broken))
                .isInstanceOfAny(S3Exception.class, IllegalStateException.class);
        assertThat(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .isEmpty();
    }

    @Test
    void whatAnObjectSaysOfItselfComesBack() {
        var expires = Instant.parse("2030-01-01T00:00:00Z");
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET)
                                .key("key")
                                .contentType("text/plain")
                                .contentEncoding("gzip")
                                .contentLanguage("de")
                                .contentDisposition("attachment")
                                .cacheControl("no-cache")
                                .expires(expires)
                                .storageClass(StorageClass.STANDARD_IA)
                                .metadata(Map.of("Colour", "green"))
                                .tagging("team=data&empty="),
                        RequestBody.fromString("x"));
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de");
        assertThat(head.contentDisposition()).isEqualTo("attachment");
        assertThat(head.cacheControl()).isEqualTo("no-cache");
        assertThat(head.storageClass()).isEqualTo(StorageClass.STANDARD_IA);
        assertThat(head.metadata()).containsExactly(Map.entry("colour", "green"));
        assertThat(head.tagCount()).isEqualTo(2);
        assertThat(head.lastModified()).isEqualTo(TestPlatform.START);
        assertThat(head.contentLength()).isEqualTo(1);

        var asked = tarn.s3()
                .headObject(request -> request.bucket(BUCKET).key("key").responseContentType("text/csv"));
        assertThat(asked.contentType()).isEqualTo("text/csv");
    }

    @Test
    void metadataHasAtMostTwoKilobytes() {
        refused(
                400,
                "MetadataTooLarge",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("key").metadata(Map.of("m", "x".repeat(2048))),
                                RequestBody.empty()));
    }

    @Test
    void aRangeIsReadAlone() {
        tarn.put("key", "0123456789");
        var answer = tarn.s3()
                .getObjectAsBytes(request -> request.bucket(BUCKET).key("key").range("bytes=2-4"));
        assertThat(answer.asUtf8String()).isEqualTo("234");
        assertThat(answer.response().contentRange()).isEqualTo("bytes 2-4/10");
        assertThat(answer.response().contentLength()).isEqualTo(3);
        refused(
                416,
                "InvalidRange",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").range("bytes=10-")));
    }

    @Test
    void aReadMayBeConditional() {
        var etag = tarn.put("key", "content").eTag();
        refused(
                304,
                "NotModified",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").ifNoneMatch(etag)));
        refused(
                412,
                "PreconditionFailed",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").ifMatch("\"other\"")));
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key").ifMatch(etag))
                        .eTag())
                .isEqualTo(etag);
    }

    @Test
    void aWriteMayBeConditional() {
        var etag = conditional("first", null, "*");
        refused(412, "PreconditionFailed", () -> conditional("second", null, "*"));
        refused(412, "PreconditionFailed", () -> conditional("second", "\"other\"", null));
        conditional("second", etag, null);
        assertThat(tarn.get("key")).isEqualTo("second");
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        refused(404, "NoSuchKey", () -> conditional("third", etag, null));
    }

    private String conditional(
            String content,
            @org.jspecify.annotations.Nullable String match,
            @org.jspecify.annotations.Nullable String noneMatch) {
        return tarn.s3()
                .putObject(
                        request ->
                                request.bucket(BUCKET).key("key").ifMatch(match).ifNoneMatch(noneMatch),
                        RequestBody.fromString(content))
                .eTag();
    }

    @Test
    void anAbsentKeyIsSaidToBeAbsent() {
        refused(404, "NoSuchKey", () -> tarn.get("nothing"));
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3().headObject(request -> request.bucket(BUCKET).key("nothing")));
        refused(
                404,
                "NoSuchBucket",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket("no-such-bucket").key("key")));
    }

    @Test
    void deletingIsIdempotent() {
        tarn.put("key", "content");
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        refused(404, "NoSuchKey", () -> tarn.get("key"));
    }

    @Test
    void manyAreDeletedAtOnceAndEachIsReported() {
        tarn.put("a", "1");
        tarn.put("b", "2");
        var answer = tarn.s3()
                .deleteObjects(request -> request.bucket(BUCKET)
                        .delete(delete -> delete.objects(named("a"), named("absent"), named("a".repeat(1025)))));
        assertThat(answer.deleted()).extracting(DeletedObject::key).containsExactly("a", "absent");
        assertThat(answer.errors()).extracting(S3Error::code).containsExactly("KeyTooLongError");
        var quiet = tarn.s3()
                .deleteObjects(request -> request.bucket(BUCKET)
                        .delete(delete -> delete.objects(named("b")).quiet(true)));
        assertThat(quiet.deleted()).isEmpty();
        assertThat(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).keyCount())
                .isZero();
        refused(
                400,
                "MalformedXML",
                () -> tarn.s3()
                        .deleteObjects(request -> request.bucket(BUCKET)
                                .delete(delete -> delete.objects(IntStream.range(0, 1001)
                                        .mapToObj(i -> named("k" + i))
                                        .toList()))));
    }

    private static ObjectIdentifier named(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    @Test
    void aChecksumThatDoesNotHoldKeepsTheOldObject() {
        tarn.put("key", "old");
        refused(400, "BadDigest", () -> put(PutObjectRequest.builder().checksumSHA256("A".repeat(43) + "=")));
        refused(400, "InvalidRequest", () -> put(PutObjectRequest.builder().checksumCRC32("short")));
        refused(400, "BadDigest", () -> put(PutObjectRequest.builder().contentMD5("AAAAAAAAAAAAAAAAAAAAAA==")));
        refused(400, "InvalidDigest", () -> put(PutObjectRequest.builder().contentMD5("nonsense")));
        refused(400, "BadDigest", () -> put(PutObjectRequest.builder().checksumXXHASH64("AAAAAAAAAAA=")));
        assertThat(tarn.get("key")).isEqualTo("old");
    }

    private void put(PutObjectRequest.Builder request) {
        tarn.s3().putObject(request.bucket(BUCKET).key("key").build(), RequestBody.fromString("new"));
    }

    @Test
    void theChecksumThatWasAskedForIsKept() {
        var put = tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("key").checksumAlgorithm(ChecksumAlgorithm.SHA1),
                        RequestBody.fromString("hello"));
        assertThat(put.checksumSHA1()).isEqualTo("qvTGHdzF6KLavt4PO0gs2a6pQ00=");
        assertThat(put.checksumCRC64NVME()).isNull();
        var plain = tarn.s3().headObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(plain.checksumSHA1()).isNull();
        var asked = tarn.s3()
                .headObject(request -> request.bucket(BUCKET).key("key").checksumMode(ChecksumMode.ENABLED));
        assertThat(asked.checksumSHA1()).isEqualTo(put.checksumSHA1());
        var attributes = tarn.s3()
                .getObjectAttributes(request -> request.bucket(BUCKET)
                        .key("key")
                        .objectAttributes(
                                ObjectAttributes.E_TAG,
                                ObjectAttributes.CHECKSUM,
                                ObjectAttributes.OBJECT_SIZE,
                                ObjectAttributes.OBJECT_PARTS,
                                ObjectAttributes.STORAGE_CLASS));
        assertThat(attributes.eTag()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(attributes.checksum().checksumSHA1()).isEqualTo(put.checksumSHA1());
        assertThat(attributes.objectSize()).isEqualTo(5);
        assertThat(attributes.objectParts()).isNull();
        assertThat(attributes.storageClass()).isEqualTo(StorageClass.STANDARD);
    }

    @Test
    void aStreamStaysReadableWhileItsObjectIsOverwritten() throws IOException {
        var old = new byte[500_000];
        tarn.s3().putObject(request -> request.bucket(BUCKET).key("key"), RequestBody.fromBytes(old));
        try (var stream = tarn.s3().getObject(request -> request.bucket(BUCKET).key("key"))) {
            tarn.put("key", "new");
            assertThat(stream.readAllBytes()).isEqualTo(old);
        }
        assertThat(tarn.get("key")).isEqualTo("new");
    }

    @Test
    void objectTagsAreSetReadAndRemoved() {
        tarn.put("key", "content");
        tarn.s3()
                .putObjectTagging(request -> request.bucket(BUCKET)
                        .key("key")
                        .tagging(set -> set.tagSet(tag("team", "data"), tag("more", ""))));
        assertThat(tarn.s3()
                        .getObjectTagging(request -> request.bucket(BUCKET).key("key"))
                        .tagSet())
                .containsExactly(tag("team", "data"), tag("more", ""));
        assertThat(tarn.get("key")).isEqualTo("content");
        tarn.s3().deleteObjectTagging(request -> request.bucket(BUCKET).key("key"));
        assertThat(tarn.s3()
                        .getObjectTagging(request -> request.bucket(BUCKET).key("key"))
                        .tagSet())
                .isEmpty();
    }

    @Test
    void tagsHaveLimits() {
        tarn.put("key", "content");
        refused(400, "InvalidTag", () -> tag(tag("k".repeat(129), "")));
        refused(400, "InvalidTag", () -> tag(tag("k", "v".repeat(257))));
        refused(400, "InvalidTag", () -> tag(tag("k", "1"), tag("k", "2")));
        refused(400, "InvalidTag", () -> tag(tag("aws:k", "1")));
        refused(
                400,
                "BadRequest",
                () -> tag(IntStream.range(0, 11).mapToObj(i -> tag("k" + i, "")).toArray(Tag[]::new)));
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3()
                        .putObjectTagging(request ->
                                request.bucket(BUCKET).key("absent").tagging(set -> set.tagSet(tag("a", "b")))));
    }

    private void tag(Tag... tags) {
        tarn.s3().putObjectTagging(request -> request.bucket(BUCKET).key("key").tagging(set -> set.tagSet(tags)));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void whatCannotBeDoneYetIsRefused() {
        refused(400, "InvalidStorageClass", () -> put(PutObjectRequest.builder().storageClass("WARM")));
        refused(
                400,
                "AccessControlListNotSupported",
                () -> put(PutObjectRequest.builder().acl(ObjectCannedACL.PUBLIC_READ)));
        refused(
                400,
                "InvalidRequest",
                () -> put(PutObjectRequest.builder().objectLockRetainUntilDate(TestPlatform.START)));
        assertThat(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).keyCount())
                .isZero();
    }

    @Test
    void withoutVersioningTheOnlyVersionIsNull() {
        tarn.put("key", "content");
        assertThat(tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").versionId("null"))
                        .asString(UTF_8))
                .isEqualTo("content");
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").versionId("abc")));
    }
}
