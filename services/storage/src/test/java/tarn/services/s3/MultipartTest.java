package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

class MultipartTest {

    private static final int PART_BYTES = 5 << 20;
    private static final byte[] ONE = filled(PART_BYTES, 1);
    private static final byte[] TWO = filled(PART_BYTES + 3, 2);
    private static final byte[] REST = filled(10, 3);

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private static byte[] filled(int length, int value) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        var all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private String begin(CreateMultipartUploadRequest.Builder request) {
        return tarn.s3()
                .createMultipartUpload(request.bucket(BUCKET).key("key").build())
                .uploadId();
    }

    private String begin() {
        return begin(CreateMultipartUploadRequest.builder());
    }

    private UploadPartResponse upload(String id, int number, byte[] bytes) {
        return tarn.s3()
                .uploadPart(
                        request ->
                                request.bucket(BUCKET).key("key").uploadId(id).partNumber(number),
                        RequestBody.fromBytes(bytes));
    }

    private CompleteMultipartUploadResponse complete(String id, CompletedPart... parts) {
        return tarn.s3()
                .completeMultipartUpload(request ->
                        request.bucket(BUCKET).key("key").uploadId(id).multipartUpload(upload -> upload.parts(parts)));
    }

    private static CompletedPart part(int number, String etag) {
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private byte[] content() {
        return tarn.s3()
                .getObjectAsBytes(request -> request.bucket(BUCKET).key("key"))
                .asByteArray();
    }

    @Test
    void partsInAnyOrderMakeOneObject() {
        var id = begin(
                CreateMultipartUploadRequest.builder().contentType("text/plain").metadata(Map.of("a", "b")));
        var third = upload(id, 30, REST);
        var second = upload(id, 2, filled(1, 9));
        var first = upload(id, 1, ONE);
        var again = upload(id, 2, TWO);
        assertThat(again.eTag()).isNotEqualTo(second.eTag());
        refused(404, "NoSuchKey", this::content);

        var answer = complete(id, part(1, first.eTag()), part(2, again.eTag()), part(30, third.eTag()));

        assertThat(answer.eTag()).matches("\"[0-9a-f]{32}-3\"");
        assertThat(answer.location()).contains(BUCKET).endsWith("/key");
        assertThat(content()).isEqualTo(joined(ONE, TWO, REST));
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(head.metadata()).containsEntry("a", "b");
        assertThat(head.eTag()).isEqualTo(answer.eTag());
    }

    @Test
    void theDefaultChecksumCoversTheFullObject() {
        var id = begin();
        var answer = complete(
                id,
                part(1, upload(id, 1, ONE).eTag()),
                part(2, upload(id, 2, REST).eTag()));
        var whole = tarn.s3()
                .putObject(request -> request.bucket(BUCKET).key("whole"), RequestBody.fromBytes(joined(ONE, REST)));
        assertThat(answer.checksumCRC64NVME()).isEqualTo(whole.checksumCRC64NVME());
        assertThat(answer.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
    }

    @Test
    void aChecksumMayBeComposedOfTheParts() {
        var id = begin(CreateMultipartUploadRequest.builder().checksumAlgorithm(ChecksumAlgorithm.SHA256));
        var first = tarn.s3()
                .uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("key")
                                .uploadId(id)
                                .partNumber(1)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                        RequestBody.fromBytes(ONE));
        var second = upload(id, 2, REST);
        refused(400, "InvalidRequest", () -> complete(id, part(1, first.eTag()), part(2, second.eTag())));
        var answer = complete(
                id,
                part(1, first.eTag()).toBuilder()
                        .checksumSHA256(first.checksumSHA256())
                        .build(),
                part(2, second.eTag()).toBuilder()
                        .checksumSHA256(second.checksumSHA256())
                        .build());
        assertThat(answer.checksumSHA256()).endsWith("-2");
        assertThat(answer.checksumType()).isEqualTo(ChecksumType.COMPOSITE);

        var attributes = tarn.s3()
                .getObjectAttributes(request -> request.bucket(BUCKET)
                        .key("key")
                        .objectAttributes(ObjectAttributes.OBJECT_PARTS, ObjectAttributes.CHECKSUM));
        assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(2);
        assertThat(attributes.objectParts().parts().getLast().checksumSHA256()).isEqualTo(second.checksumSHA256());
        assertThat(attributes.checksum().checksumSHA256() + "-2").isEqualTo(answer.checksumSHA256());
    }

    @Test
    void aPartsChecksumIsOfTheUploadsKind() {
        var id = begin(CreateMultipartUploadRequest.builder().checksumAlgorithm(ChecksumAlgorithm.CRC32));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3()
                        .uploadPart(
                                request -> request.bucket(BUCKET)
                                        .key("key")
                                        .uploadId(id)
                                        .partNumber(1)
                                        .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                                RequestBody.fromBytes(REST)));
        refused(
                400,
                "InvalidRequest",
                () -> begin(CreateMultipartUploadRequest.builder()
                        .checksumAlgorithm(ChecksumAlgorithm.SHA1)
                        .checksumType(ChecksumType.FULL_OBJECT)));
        refused(
                400,
                "InvalidRequest",
                () -> begin(CreateMultipartUploadRequest.builder()
                        .checksumAlgorithm(ChecksumAlgorithm.CRC64_NVME)
                        .checksumType(ChecksumType.COMPOSITE)));
    }

    @Test
    void anUploadWithoutAChecksumTakesPartsWithAny() {
        var id = begin();
        var answer = tarn.s3()
                .uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("key")
                                .uploadId(id)
                                .partNumber(1)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                        RequestBody.fromString("hello"));
        assertThat(answer.checksumCRC32()).isEqualTo("NhCmhg==");
        assertThat(complete(id, part(1, answer.eTag())).checksumCRC64NVME()).isEqualTo("M3eFcAZSQlc=");
    }

    @Test
    void whatIsCompletedMustHaveBeenUploaded() {
        var id = begin();
        var small = upload(id, 1, REST);
        var last = upload(id, 2, REST);
        refused(400, "EntityTooSmall", () -> complete(id, part(1, small.eTag()), part(2, last.eTag())));
        refused(400, "InvalidPartOrder", () -> complete(id, part(2, last.eTag()), part(1, small.eTag())));
        refused(400, "InvalidPart", () -> complete(id, part(1, "\"0123\"")));
        refused(400, "InvalidPart", () -> complete(id, part(7, small.eTag())));
        refused(400, "MalformedXML", () -> complete(id));
        refused(404, "NoSuchUpload", () -> complete("unknown", part(1, small.eTag())));
        refused(404, "NoSuchKey", this::content);
        complete(id, part(2, last.eTag()));
        assertThat(content()).isEqualTo(REST);
    }

    @Test
    void completingAgainIsAnsweredTheSame() {
        var id = begin();
        var etag = upload(id, 1, REST).eTag();
        var first = complete(id, part(1, etag));
        assertThat(complete(id, part(1, etag)).eTag()).isEqualTo(first.eTag());
        tarn.put("key", "another");
        refused(404, "NoSuchUpload", () -> complete(id, part(1, etag)));
    }

    @Test
    void completingMayBeConditional() {
        tarn.put("key", "present");
        var id = begin();
        var etag = upload(id, 1, REST).eTag();
        refused(
                412,
                "PreconditionFailed",
                () -> tarn.s3()
                        .completeMultipartUpload(request -> request.bucket(BUCKET)
                                .key("key")
                                .uploadId(id)
                                .ifNoneMatch("*")
                                .multipartUpload(upload -> upload.parts(part(1, etag)))));
        assertThat(tarn.get("key")).isEqualTo("present");
        complete(id, part(1, etag));
        assertThat(content()).isEqualTo(REST);
    }

    @Test
    void anAbortedUploadIsGone() {
        var id = begin();
        var etag = upload(id, 1, REST).eTag();
        tarn.s3()
                .abortMultipartUpload(
                        request -> request.bucket(BUCKET).key("key").uploadId(id));
        refused(404, "NoSuchUpload", () -> upload(id, 2, REST));
        refused(404, "NoSuchUpload", () -> complete(id, part(1, etag)));
        refused(
                404,
                "NoSuchUpload",
                () -> tarn.s3()
                        .listParts(request -> request.bucket(BUCKET).key("key").uploadId(id)));
        assertThat(tarn.s3()
                        .listMultipartUploads(request -> request.bucket(BUCKET))
                        .uploads())
                .isEmpty();
    }

    @Test
    void partsAreListedByNumberPageByPage() {
        var id = begin();
        for (int number : List.of(10, 2, 7)) {
            upload(id, number, filled(number, number));
        }
        var first = tarn.s3()
                .listParts(request ->
                        request.bucket(BUCKET).key("key").uploadId(id).maxParts(2));
        assertThat(first.parts()).extracting(Part::partNumber).containsExactly(2, 7);
        assertThat(first.parts()).extracting(Part::size).containsExactly(2L, 7L);
        assertThat(first.isTruncated()).isTrue();
        var second = tarn.s3()
                .listParts(request ->
                        request.bucket(BUCKET).key("key").uploadId(id).partNumberMarker(first.nextPartNumberMarker()));
        assertThat(second.parts()).extracting(Part::partNumber).containsExactly(10);
        assertThat(second.isTruncated()).isFalse();
    }

    @Test
    void uploadsAreListedByKeyThenByTheTimeTheyBegan() {
        var expected = new ArrayList<String>();
        for (var key : List.of("a", "b/1", "b/2", "c")) {
            for (int i = 0; i < 2; i++) {
                tarn.platform().clock().advance(java.time.Duration.ofSeconds(1));
                expected.add(tarn.s3()
                        .createMultipartUpload(request -> request.bucket(BUCKET).key(key))
                        .uploadId());
            }
        }
        var seen = new ArrayList<String>();
        String key = null;
        String id = null;
        do {
            var keyMarker = key;
            var idMarker = id;
            var page = tarn.s3()
                    .listMultipartUploads(request -> request.bucket(BUCKET)
                            .maxUploads(3)
                            .keyMarker(keyMarker)
                            .uploadIdMarker(idMarker));
            page.uploads().stream().map(MultipartUpload::uploadId).forEach(seen::add);
            key = page.isTruncated() ? page.nextKeyMarker() : null;
            id = page.nextUploadIdMarker();
        } while (key != null);
        assertThat(seen).isEqualTo(expected);

        var rolled =
                tarn.s3().listMultipartUploads(request -> request.bucket(BUCKET).delimiter("/"));
        assertThat(rolled.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("b/");
        assertThat(rolled.uploads()).hasSize(4);
        assertThat(tarn.s3()
                        .listMultipartUploads(request -> request.bucket(BUCKET).keyMarker("b/1"))
                        .uploads())
                .hasSize(4);
    }

    @Test
    void partsMayBeCopiedWholeOrInPart() {
        tarn.s3().putObject(request -> request.bucket(BUCKET).key("source"), RequestBody.fromBytes(TWO));
        var id = begin();
        var whole = tarn.s3()
                .uploadPartCopy(request -> request.sourceBucket(BUCKET)
                        .sourceKey("source")
                        .destinationBucket(BUCKET)
                        .destinationKey("key")
                        .uploadId(id)
                        .partNumber(1))
                .copyPartResult();
        var stretch = tarn.s3()
                .uploadPartCopy(request -> request.sourceBucket(BUCKET)
                        .sourceKey("source")
                        .destinationBucket(BUCKET)
                        .destinationKey("key")
                        .uploadId(id)
                        .partNumber(2)
                        .copySourceRange("bytes=5-9"))
                .copyPartResult();
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .uploadPartCopy(request -> request.sourceBucket(BUCKET)
                                .sourceKey("source")
                                .destinationBucket(BUCKET)
                                .destinationKey("key")
                                .uploadId(id)
                                .partNumber(3)
                                .copySourceRange("bytes=0-" + TWO.length)));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("source"));
        complete(id, part(1, whole.eTag()), part(2, stretch.eTag()));
        assertThat(content()).isEqualTo(joined(TWO, filled(5, 2)));
    }

    @Test
    void onePartIsReadByItsNumber() {
        var id = begin(CreateMultipartUploadRequest.builder()
                .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                .checksumType(ChecksumType.FULL_OBJECT));
        complete(
                id,
                part(1, upload(id, 1, ONE).eTag()),
                part(5, upload(id, 5, REST).eTag()));
        var second = tarn.s3()
                .getObjectAsBytes(request ->
                        request.bucket(BUCKET).key("key").partNumber(2).checksumMode(ChecksumMode.ENABLED));
        assertThat(second.asByteArray()).isEqualTo(REST);
        assertThat(second.response().partsCount()).isEqualTo(2);
        assertThat(second.response().checksumCRC32()).isNotNull();
        assertThat(second.response().contentRange()).isEqualTo("bytes 5242880-5242889/5242890");
        refused(
                416,
                "InvalidPartNumber",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").partNumber(3)));
    }

    @Test
    void aRangeMayCrossParts() {
        var id = begin();
        complete(
                id,
                part(1, upload(id, 1, ONE).eTag()),
                part(2, upload(id, 2, REST).eTag()));
        assertThat(tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket(BUCKET).key("key").range("bytes=5242878-5242881"))
                        .asByteArray())
                .isEqualTo(new byte[] {1, 1, 3, 3});
    }

    @Test
    void theCopyOfAMultipartObjectIsAPlainOne() {
        var id = begin();
        complete(
                id,
                part(1, upload(id, 1, ONE).eTag()),
                part(2, upload(id, 2, REST).eTag()));
        var whole = tarn.s3()
                .putObject(request -> request.bucket(BUCKET).key("whole"), RequestBody.fromBytes(joined(ONE, REST)));
        var copy = tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("key")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy"));
        assertThat(copy.copyObjectResult().eTag()).isEqualTo(whole.eTag());
        assertThat(copy.copyObjectResult().checksumCRC64NVME()).isEqualTo(whole.checksumCRC64NVME());
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(tarn.s3()
                        .getObjectAsBytes(request -> request.bucket(BUCKET).key("copy"))
                        .asByteArray())
                .isEqualTo(joined(ONE, REST));
    }
}
