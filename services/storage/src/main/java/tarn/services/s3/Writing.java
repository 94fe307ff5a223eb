package tarn.services.s3;

import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.noSuchKey;
import static tarn.services.s3.S3Faults.preconditionFailed;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import tarn.kernel.Part;
import tarn.time.TarnClock;

/**
 * Putting and deleting objects.
 *
 * <p>An object appears whole, when its last byte is on disk, or not at all. Every object has a checksum: the one that
 * came with it, or CRC-64/NVME as AWS computes it by default.
 */
final class Writing implements S3Client, Part {

    private static final int DELETED_AT_ONCE_MAX = 1000;

    private final Holdings holdings;
    private final Intake intake;
    private final TarnClock clock;

    Writing(Holdings holdings, Intake intake, TarnClock clock) {
        this.holdings = holdings;
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        Holdings.key(request.bucket(), request.key());
        Refusals.check(request);
        var description = Description.of(request);
        var tags = Tags.ofHeader(request.tagging());
        var condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        var claim = Claim.of(request);

        var received = intake.receive(body, claim, claim.kind().orElse(ChecksumKind.CRC64NVME));
        var object = StoredObject.of(
                clock.instant(),
                received.etag(),
                received.checksum(),
                description,
                tags,
                null,
                List.of(Piece.whole(received.blob())));
        holdings.put(request.bucket(), request.key(), condition, object);

        var answer =
                PutObjectResponse.builder().eTag(object.quotedEtag()).serverSideEncryption(ServerSideEncryption.AES256);
        ChecksumMembers.onto(answer, object.checksum());
        return answer.build();
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        Holdings.checkVersion(request.versionId());
        holdings.remove(
                request.bucket(),
                request.key(),
                present -> checkDelete(
                        request.key(),
                        present,
                        request.ifMatch(),
                        request.ifMatchLastModifiedTime(),
                        request.ifMatchSize()));
        return DeleteObjectResponse.builder().build();
    }

    /**
     * Deletes each object by itself, as AWS does: one that is refused does not keep the others. The answer names them
     * in the order they were asked for.
     */
    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var asked = request.delete().objects();
        if (asked.isEmpty() || asked.size() > DELETED_AT_ONCE_MAX) {
            throw malformedXml();
        }
        var deleted = new ArrayList<DeletedObject>();
        var errors = new ArrayList<S3Error>();
        for (var object : asked) {
            try {
                delete(request.bucket(), object);
                deleted.add(DeletedObject.builder()
                        .key(object.key())
                        .versionId(object.versionId())
                        .build());
            } catch (S3Exception refused) {
                errors.add(error(object, refused));
            }
        }
        var answer = DeleteObjectsResponse.builder().errors(errors);
        if (!Boolean.TRUE.equals(request.delete().quiet())) {
            answer.deleted(deleted);
        }
        return answer.build();
    }

    private void delete(String bucket, ObjectIdentifier object) {
        Holdings.checkVersion(object.versionId());
        holdings.remove(
                bucket,
                object.key(),
                present -> checkDelete(object.key(), present, object.eTag(), object.lastModifiedTime(), object.size()));
    }

    private static S3Error error(ObjectIdentifier object, S3Exception refused) {
        return S3Error.builder()
                .key(object.key())
                .versionId(object.versionId())
                .code(refused.awsErrorDetails().errorCode())
                .message(refused.awsErrorDetails().errorMessage())
                .build();
    }

    private static boolean checkDelete(
            String key,
            Optional<StoredObject> present,
            @Nullable String etag,
            java.time.@Nullable Instant modified,
            @Nullable Long sizeBytes) {
        if (etag == null && modified == null && sizeBytes == null) {
            return true;
        }
        var object = present.orElseThrow(() -> noSuchKey(key));
        var holds = (etag == null || EntityTags.match(etag, object.etag()))
                && (modified == null
                        || object.modified()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .equals(modified.truncatedTo(ChronoUnit.SECONDS)))
                && (sizeBytes == null || sizeBytes == object.sizeBytes());
        if (!holds) {
            throw preconditionFailed("If-Match");
        }
        return true;
    }
}
