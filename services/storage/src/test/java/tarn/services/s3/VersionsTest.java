package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;

class VersionsTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @BeforeEach
    void aBucketWithVersions() {
        tarn.versioning(BucketVersioningStatus.ENABLED);
    }

    private String read(String key, @Nullable String version) {
        return tarn.s3()
                .getObjectAsBytes(request -> request.bucket(BUCKET).key(key).versionId(version))
                .asString(UTF_8);
    }

    private List<String> ids(String key) {
        return tarn.s3().listObjectVersions(request -> request.bucket(BUCKET).prefix(key)).versions().stream()
                .map(ObjectVersion::versionId)
                .toList();
    }

    @Test
    void aBucketSaysWhetherItKeepsVersions() {
        tarn.s3().createBucket(request -> request.bucket("plain"));
        assertThat(tarn.s3()
                        .getBucketVersioning(request -> request.bucket("plain"))
                        .status())
                .isNull();
        assertThat(tarn.s3()
                        .getBucketVersioning(request -> request.bucket(BUCKET))
                        .status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        tarn.versioning(BucketVersioningStatus.SUSPENDED);
        assertThat(tarn.s3()
                        .getBucketVersioning(request -> request.bucket(BUCKET))
                        .status())
                .isEqualTo(BucketVersioningStatus.SUSPENDED);
    }

    @Test
    void whatIsOverwrittenStaysUnderItsVersion() {
        var first = tarn.put("key", "one").versionId();
        var second = tarn.put("key", "two").versionId();
        assertThat(first).matches("[A-Za-z0-9._]{32}").isNotEqualTo(second);
        assertThat(tarn.get("key")).isEqualTo("two");
        assertThat(read("key", first)).isEqualTo("one");
        assertThat(read("key", second)).isEqualTo("two");
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key"))
                        .versionId())
                .isEqualTo(second);
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key").versionId(first))
                        .contentLength())
                .isEqualTo(3);
    }

    @Test
    void aVersionThatIsNotThereIsRefused() {
        var version = tarn.put("key", "one").versionId();
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").versionId(version));
        refused(404, "NoSuchKey", () -> tarn.get("key"));
        refused(404, "NoSuchVersion", () -> read("key", version));
        refused(404, "NoSuchVersion", () -> read("key", "null"));
        refused(400, "InvalidArgument", () -> read("key", "no-version"));
    }

    @Test
    void aDeletionIsAMarkThatHidesTheObject() {
        var version = tarn.put("key", "one").versionId();
        var deleted = tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(deleted.versionId()).isNotEqualTo(version);
        var hidden = refused(404, "NoSuchKey", () -> tarn.get("key"));
        assertThat(header(hidden, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(hidden, "x-amz-version-id")).isEqualTo(deleted.versionId());
        var marker = refused(405, "MethodNotAllowed", () -> read("key", deleted.versionId()));
        assertThat(header(marker, "x-amz-delete-marker")).isEqualTo("true");
        assertThat(header(marker, "Allow")).isEqualTo("DELETE");
        assertThat(header(marker, "Last-Modified")).isEqualTo("Thu, 01 Jan 2026 00:00:00 GMT");
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3().headObject(request -> request.bucket(BUCKET).key("key")));
        refused(
                405,
                "MethodNotAllowed",
                () -> tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("key").versionId(deleted.versionId())));
        assertThat(read("key", version)).isEqualTo("one");
        assertThat(tarn.s3().listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .isEmpty();
    }

    private static String header(S3Exception fault, String name) {
        return fault.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader(name)
                .orElse("");
    }

    @Test
    void deletingTheMarkBringsTheObjectBack() {
        tarn.put("key", "one");
        var marker = tarn.s3()
                .deleteObject(request -> request.bucket(BUCKET).key("key"))
                .versionId();
        var gone = tarn.s3()
                .deleteObject(request -> request.bucket(BUCKET).key("key").versionId(marker));
        assertThat(gone.deleteMarker()).isTrue();
        assertThat(gone.versionId()).isEqualTo(marker);
        assertThat(tarn.get("key")).isEqualTo("one");
    }

    @Test
    void deletingTheNewestVersionMakesTheOneBeforeCurrent() {
        tarn.put("key", "one");
        var second = tarn.put("key", "two").versionId();
        var third = tarn.put("key", "three").versionId();
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").versionId(second));
        assertThat(tarn.get("key")).isEqualTo("three");
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").versionId(third));
        assertThat(tarn.get("key")).isEqualTo("one");
        assertThat(ids("key")).hasSize(1);
    }

    @Test
    void deletingAVersionThatIsNotThereSucceeds() {
        var version = tarn.put("key", "one").versionId();
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").versionId(version));
        var again = tarn.s3()
                .deleteObject(request -> request.bucket(BUCKET).key("key").versionId(version));
        assertThat(again.deleteMarker()).isNull();
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .deleteObject(
                                request -> request.bucket(BUCKET).key("key").versionId("no-version")));
    }

    @Test
    void deletingManyTellsMarksAndVersions() {
        var version = tarn.put("a", "one").versionId();
        tarn.put("b", "one");
        var answer = tarn.s3()
                .deleteObjects(request -> request.bucket(BUCKET)
                        .delete(delete -> delete.objects(
                                ObjectIdentifier.builder()
                                        .key("a")
                                        .versionId(version)
                                        .build(),
                                ObjectIdentifier.builder().key("b").build(),
                                ObjectIdentifier.builder()
                                        .key("c")
                                        .versionId("wrong")
                                        .build())));
        assertThat(answer.deleted()).extracting(DeletedObject::key).containsExactly("a", "b");
        assertThat(answer.deleted().getFirst().versionId()).isEqualTo(version);
        assertThat(answer.deleted().getFirst().deleteMarker()).isNull();
        assertThat(answer.deleted().getLast().deleteMarker()).isTrue();
        assertThat(answer.deleted().getLast().deleteMarkerVersionId()).hasSize(32);
        assertThat(answer.errors().getFirst().code()).isEqualTo("InvalidArgument");
        assertThat(ids("a")).isEmpty();
        assertThat(ids("b")).hasSize(1);
    }

    @Test
    void whatWasThereBeforeVersioningIsTheNullVersion() {
        tarn.s3().createBucket(request -> request.bucket("late"));
        tarn.s3().putObject(request -> request.bucket("late").key("key"), RequestBody.fromString("before"));
        tarn.versioning("late", BucketVersioningStatus.ENABLED);
        var get = tarn.s3().getObjectAsBytes(request -> request.bucket("late").key("key"));
        assertThat(get.response().versionId()).isEqualTo("null");
        tarn.s3().putObject(request -> request.bucket("late").key("key"), RequestBody.fromString("after"));
        assertThat(tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket("late").key("key").versionId("null"))
                        .asString(UTF_8))
                .isEqualTo("before");
        tarn.s3().deleteObject(request -> request.bucket("late").key("key").versionId("null"));
        refused(
                404,
                "NoSuchVersion",
                () -> tarn.s3()
                        .getObjectAsBytes(
                                request -> request.bucket("late").key("key").versionId("null")));
    }

    @Test
    void suspendedVersioningWritesOneNullVersion() {
        var kept = tarn.put("key", "kept").versionId();
        tarn.versioning(BucketVersioningStatus.SUSPENDED);
        assertThat(tarn.put("key", "one").versionId()).isEqualTo("null");
        assertThat(tarn.put("key", "two").versionId()).isEqualTo("null");
        assertThat(ids("key")).containsExactly("null", kept);
        tarn.versioning(BucketVersioningStatus.ENABLED);
        var third = tarn.put("key", "three").versionId();
        assertThat(ids("key")).containsExactly(third, "null", kept);
        tarn.versioning(BucketVersioningStatus.SUSPENDED);
        tarn.put("key", "four");
        assertThat(ids("key")).containsExactly("null", third, kept);
        assertThat(read("key", "null")).isEqualTo("four");
        assertThat(read("key", kept)).isEqualTo("kept");
    }

    @Test
    void suspendedVersioningDeletesTheNullVersionByAMarkThatIsNullToo() {
        var kept = tarn.put("key", "kept").versionId();
        tarn.versioning(BucketVersioningStatus.SUSPENDED);
        tarn.put("key", "one");
        var deleted = tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key"));
        assertThat(deleted.versionId()).isEqualTo("null");
        assertThat(deleted.deleteMarker()).isTrue();
        assertThat(ids("key")).containsExactly(kept);
        refused(405, "MethodNotAllowed", () -> read("key", "null"));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").versionId("null"));
        assertThat(tarn.get("key")).isEqualTo("kept");
    }

    @Test
    void versionsAreListedNewestFirstAndPageByPage() {
        for (var key : List.of("a", "b/1", "b/2", "c")) {
            tarn.put(key, "one");
            tarn.put(key, "two");
        }
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("c"));
        var all = tarn.s3().listObjectVersions(request -> request.bucket(BUCKET));
        assertThat(all.versions())
                .extracting(ObjectVersion::key)
                .containsExactly("a", "a", "b/1", "b/1", "b/2", "b/2", "c", "c");
        assertThat(all.versions())
                .extracting(ObjectVersion::isLatest)
                .containsExactly(true, false, true, false, true, false, false, false);
        assertThat(all.deleteMarkers().getFirst().isLatest()).isTrue();
        assertThat(all.isTruncated()).isFalse();
        for (int size = 1; size < 10; size++) {
            int limit = size;
            var paged = tarn.s3()
                    .listObjectVersionsPaginator(
                            request -> request.bucket(BUCKET).maxKeys(limit));
            assertThat(paged.versions().stream().map(ObjectVersion::versionId))
                    .as("pages of %s", limit)
                    .containsExactlyElementsOf(all.versions().stream()
                            .map(ObjectVersion::versionId)
                            .toList());
            assertThat(paged.deleteMarkers().stream()).hasSize(1);
        }
        var rolled = tarn.s3()
                .listObjectVersionsPaginator(
                        request -> request.bucket(BUCKET).delimiter("/").maxKeys(2));
        assertThat(rolled.commonPrefixes().stream().map(CommonPrefix::prefix)).containsExactly("b/");
        assertThat(rolled.versions().stream().map(ObjectVersion::key)).containsExactly("a", "a", "c", "c");
        refused(
                400,
                "InvalidArgument",
                () -> tarn.s3()
                        .listObjectVersions(request -> request.bucket(BUCKET).versionIdMarker("null")));
    }

    @Test
    void allVersionsCanBeDeletedWhileTheyAreListed() {
        IntStream.range(0, 5).forEach(i -> tarn.put("key", "v" + i));
        tarn.versioning(BucketVersioningStatus.SUSPENDED);
        tarn.put("key", "null");
        tarn.s3()
                .listObjectVersionsPaginator(request -> request.bucket(BUCKET).maxKeys(2))
                .forEach(page -> page.versions()
                        .forEach(version -> tarn.s3()
                                .deleteObject(request ->
                                        request.bucket(BUCKET).key("key").versionId(version.versionId()))));
        tarn.s3().deleteBucket(request -> request.bucket(BUCKET));
    }

    @Test
    void aBucketIsNotEmptyAsLongAsItHasVersionsOrMarks() {
        tarn.put("key", "one");
        var marker = tarn.s3()
                .deleteObject(request -> request.bucket(BUCKET).key("key"))
                .versionId();
        refused(409, "BucketNotEmpty", () -> tarn.s3().deleteBucket(request -> request.bucket(BUCKET)));
        tarn.s3()
                .deleteObject(request ->
                        request.bucket(BUCKET).key("key").versionId(ids("key").getFirst()));
        refused(409, "BucketNotEmpty", () -> tarn.s3().deleteBucket(request -> request.bucket(BUCKET)));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").versionId(marker));
        tarn.s3().deleteBucket(request -> request.bucket(BUCKET));
    }

    @Test
    void anOldVersionIsBroughtBackByCopyingIt() {
        var first = tarn.put("key", "one").versionId();
        tarn.put("key", "two");
        var copied = tarn.s3()
                .copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("key")
                        .sourceVersionId(first)
                        .destinationBucket(BUCKET)
                        .destinationKey("key"));
        assertThat(copied.copySourceVersionId()).isEqualTo(first);
        assertThat(copied.versionId()).isNotEqualTo(first);
        assertThat(tarn.get("key")).isEqualTo("one");
        assertThat(ids("key")).hasSize(3);
    }

    @Test
    void aMarkCannotBeCopied() {
        tarn.put("key", "one");
        var marker = tarn.s3()
                .deleteObject(request -> request.bucket(BUCKET).key("key"))
                .versionId();
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("key")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")));
        refused(
                400,
                "InvalidRequest",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("key")
                                .sourceVersionId(marker)
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")));
    }

    @Test
    void eachVersionHasTagsAndAttributesOfItsOwn() {
        var first = tarn.put("key", "one").versionId();
        var second = tarn.put("key", "second").versionId();
        var tagged = tarn.s3()
                .putObjectTagging(request -> request.bucket(BUCKET)
                        .key("key")
                        .versionId(first)
                        .tagging(tags ->
                                tags.tagSet(Tag.builder().key("a").value("1").build())));
        assertThat(tagged.versionId()).isEqualTo(first);
        assertThat(tarn.s3()
                        .getObjectTagging(
                                request -> request.bucket(BUCKET).key("key").versionId(first))
                        .tagSet())
                .hasSize(1);
        var untagged =
                tarn.s3().getObjectTagging(request -> request.bucket(BUCKET).key("key"));
        assertThat(untagged.tagSet()).isEmpty();
        assertThat(untagged.versionId()).isEqualTo(second);
        var attributes = tarn.s3()
                .getObjectAttributes(request -> request.bucket(BUCKET)
                        .key("key")
                        .versionId(first)
                        .objectAttributes(ObjectAttributes.OBJECT_SIZE));
        assertThat(attributes.objectSize()).isEqualTo(3);
        assertThat(attributes.versionId()).isEqualTo(first);
    }

    @Test
    void aConditionLooksAtTheCurrentVersionOnly() {
        var first = tarn.put("key", "one");
        var second = tarn.put("key", "two");
        refused(
                412,
                "PreconditionFailed",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("key").ifMatch(first.eTag()),
                                RequestBody.fromString("x")));
        refused(
                412,
                "PreconditionFailed",
                () -> tarn.s3()
                        .deleteObject(
                                request -> request.bucket(BUCKET).key("key").ifMatch(first.eTag())));
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("key").ifMatch(second.eTag()));
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3()
                        .deleteObject(
                                request -> request.bucket(BUCKET).key("key").ifMatch("*")));
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("key").ifMatch(second.eTag()),
                                RequestBody.fromString("x")));
        // Under the mark there is no object
        tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET).key("key").ifNoneMatch("*"), RequestBody.fromString("three"));
        refused(
                412,
                "PreconditionFailed",
                () -> tarn.s3()
                        .putObject(
                                request -> request.bucket(BUCKET).key("key").ifNoneMatch("*"),
                                RequestBody.fromString("four")));
        assertThat(ids("key")).hasSize(3);
    }

    @Test
    void aCompletedUploadIsAVersion() {
        tarn.put("key", "one");
        var upload = tarn.s3()
                .createMultipartUpload(request -> request.bucket(BUCKET).key("key"))
                .uploadId();
        var part = tarn.s3()
                .uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("key")
                                .uploadId(upload)
                                .partNumber(1),
                        RequestBody.fromString("two"));
        var completed = tarn.s3()
                .completeMultipartUpload(request -> request.bucket(BUCKET)
                        .key("key")
                        .uploadId(upload)
                        .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(part.eTag())
                                .build())));
        assertThat(completed.versionId()).hasSize(32);
        assertThat(ids("key")).hasSize(2).startsWith(completed.versionId());
        assertThat(tarn.get("key")).isEqualTo("two");
    }

    @Test
    void whatIsWrittenLaterIsNewerThoughTheClockStandsStill() {
        var ids = IntStream.range(0, 20)
                .mapToObj(i -> tarn.put("key", "v" + i).versionId())
                .toList();
        assertThat(ids("key")).containsExactlyElementsOf(ids.reversed());
        tarn.platform().clock().advance(Duration.ofDays(1));
        assertThat(tarn.put("key", "last").versionId()).isEqualTo(ids("key").getFirst());
    }

    @Test
    void versioningIsNamed() {
        refused(
                400,
                "IllegalVersioningConfigurationException",
                () -> tarn.s3()
                        .putBucketVersioning(request -> request.bucket(BUCKET).versioningConfiguration(to -> {})));
    }
}
