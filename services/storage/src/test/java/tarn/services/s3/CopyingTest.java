package tarn.services.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import tarn.kernel.testing.TestPlatform;

class CopyingTest {

    @RegisterExtension
    final InProcess tarn = new InProcess();

    @BeforeEach
    void putTheSource() {
        TestPlatform.CALLER.run(() -> tarn.s3()
                .putObject(
                        request -> request.bucket(BUCKET)
                                .key("source")
                                .contentType("text/plain")
                                .metadata(Map.of("colour", "red"))
                                .storageClass(StorageClass.STANDARD_IA)
                                .tagging("team=data"),
                        RequestBody.fromString("x".repeat(100_000))));
    }

    private CopyObjectResponse copy(CopyObjectRequest.Builder request) {
        return tarn.s3()
                .copyObject(request.sourceBucket(BUCKET)
                        .sourceKey("source")
                        .destinationBucket(BUCKET)
                        .build());
    }

    @Test
    void aCopyIsWhatItsSourceIsInTheStandardClass() {
        var etag = tarn.s3()
                .headObject(request -> request.bucket(BUCKET).key("source"))
                .eTag();
        var answer = copy(CopyObjectRequest.builder().destinationKey("copy"));
        assertThat(answer.copyObjectResult().eTag()).isEqualTo(etag);
        tarn.s3().deleteObject(request -> request.bucket(BUCKET).key("source"));
        assertThat(tarn.get("copy")).isEqualTo("x".repeat(100_000));
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key("copy"));
        assertThat(head.contentType()).isEqualTo("text/plain");
        assertThat(head.metadata()).containsEntry("colour", "red");
        assertThat(head.tagCount()).isEqualTo(1);
        assertThat(head.storageClass()).isNull();
    }

    @Test
    void aCopyMayReplaceWhatIsSaid() {
        copy(CopyObjectRequest.builder()
                .destinationKey("copy")
                .metadataDirective(MetadataDirective.REPLACE)
                .taggingDirective(TaggingDirective.REPLACE)
                .contentType("text/csv"));
        var head = tarn.s3().headObject(request -> request.bucket(BUCKET).key("copy"));
        assertThat(head.contentType()).isEqualTo("text/csv");
        assertThat(head.metadata()).isEmpty();
        assertThat(head.tagCount()).isNull();
    }

    @Test
    void ontoItselfOnlyWhatChangesIsCopied() {
        refused(400, "InvalidRequest", () -> copy(CopyObjectRequest.builder().destinationKey("source")));
        copy(CopyObjectRequest.builder()
                .destinationKey("source")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("colour", "blue")));
        assertThat(tarn.get("source")).hasSize(100_000);
        assertThat(tarn.s3()
                        .headObject(request -> request.bucket(BUCKET).key("source"))
                        .metadata())
                .containsEntry("colour", "blue");
    }

    @Test
    void aCopyMayBeConditional() {
        refused(
                412,
                "PreconditionFailed",
                () -> copy(CopyObjectRequest.builder().destinationKey("copy").copySourceIfMatch("\"other\"")));
        refused(
                412,
                "PreconditionFailed",
                () -> copy(CopyObjectRequest.builder()
                        .destinationKey("copy")
                        .copySourceIfModifiedSince(TestPlatform.START)));
        copy(CopyObjectRequest.builder().destinationKey("copy").ifNoneMatch("*"));
        refused(
                412,
                "PreconditionFailed",
                () -> copy(CopyObjectRequest.builder().destinationKey("copy").ifNoneMatch("*")));
    }

    @Test
    void aCopyMayHaveAnotherChecksum() {
        var answer =
                copy(CopyObjectRequest.builder().destinationKey("copy").checksumAlgorithm(ChecksumAlgorithm.SHA256));
        assertThat(answer.copyObjectResult().checksumSHA256()).isNotNull();
        assertThat(answer.copyObjectResult().checksumCRC64NVME()).isNull();
    }

    @Test
    void anAbsentSourceIsSaidToBeAbsent() {
        refused(
                404,
                "NoSuchKey",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket(BUCKET)
                                .sourceKey("absent")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")));
        refused(
                404,
                "NoSuchBucket",
                () -> tarn.s3()
                        .copyObject(request -> request.sourceBucket("absent-bucket")
                                .sourceKey("source")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")));
    }
}
