package tarn.services.s3;

import static tarn.services.s3.S3Faults.checksumKindMismatch;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.invalidRequest;
import static tarn.services.s3.S3Faults.noSuchUpload;
import static tarn.services.s3.S3Faults.notImplemented;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.web.OtherNames;

/** Beginning and aborting multipart uploads, and uploading parts, in any order and as often as one likes. */
final class Multipart implements S3Client, Part {

    private static final int PART_NUMBER_MAX = 10_000;
    private static final String ID_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

    private final Platform platform;
    private final Holdings holdings;
    private final Intake intake;
    private final DataKeys keys;
    private final ObjectGrants grants;
    private final OtherNames names;

    Multipart(
            Platform platform, Holdings holdings, Intake intake, DataKeys keys, ObjectGrants grants, OtherNames names) {
        this.platform = platform;
        this.holdings = holdings;
        this.intake = intake;
        this.keys = keys;
        this.grants = grants;
        this.names = names;
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var place = Holdings.key(request.bucket(), request.key());
        var acl = grants.asked(bucket, request);
        var algorithm = Optional.ofNullable(request.checksumAlgorithm());
        var kind = algorithm.map(Claim::kind).orElse(ChecksumKind.CRC64NVME);
        var composite = composite(kind, algorithm, request.checksumType());
        var asked = EncryptionHeaders.of(request);
        var under = keys.make(new DataKeys.Place(bucket, request.key()), asked);
        var now = platform.clock().instant();
        // Uploads of a key are listed in the order they were begun
        var id = String.format("%012x", now.toEpochMilli()) + platform.ids().random(ID_ALPHABET, 52);
        var upload = new Upload(
                id,
                now,
                Caller.current().principal(),
                kind,
                composite,
                algorithm.isPresent(),
                Description.of(request),
                Tags.ofHeader(request.tagging()),
                AskedProtection.of(request, bucket, now),
                under.encryption(),
                acl.orElse(null));
        holdings.commit(request.bucket(), holdings.batch().put(holdings.uploads(), place.with(id), upload));
        var abortion = holdings.lifecycles().plan(bucket).flatMap(plan -> plan.abortion(request.key(), now));
        var answer = CreateMultipartUploadResponse.builder()
                .abortDate(abortion.map(LifePlan.Event::moment).orElse(null))
                .abortRuleId(abortion.map(LifePlan.Event::rule).orElse(null))
                .bucket(request.bucket())
                .key(request.key())
                .uploadId(id)
                .checksumAlgorithm(algorithm.orElse(null))
                .checksumType(algorithm.isPresent() ? upload.checksumType() : null);
        EncryptionMembers.onto(answer, upload.encryption(), asked);
        return answer.build();
    }

    private static boolean composite(
            ChecksumKind kind, Optional<ChecksumAlgorithm> algorithm, @Nullable ChecksumType type) {
        if (type == null) {
            return kind.composes();
        }
        if (algorithm.isEmpty()) {
            throw invalidRequest(
                    "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
        }
        var composite = type == ChecksumType.COMPOSITE;
        if (type == ChecksumType.UNKNOWN_TO_SDK_VERSION) {
            throw invalidRequest("Value for x-amz-checksum-type header is invalid.");
        }
        if (composite ? !kind.composes() : !kind.joins()) {
            throw invalidRequest(
                    "The " + type + " checksum type cannot be used with the " + kind.label() + " checksum algorithm.");
        }
        return composite;
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        int number = checked(request.partNumber());
        var place = Holdings.key(request.bucket(), request.key()).with(request.uploadId());
        var upload = upload(place, request.uploadId());
        var claim = Claim.of(request);
        var claimed = claim.kind().orElse(upload.value().kind());
        if (upload.value().asked() && claimed != upload.value().kind()) {
            throw checksumKindMismatch(upload.value().kind(), claimed);
        }
        var under = keys.forPart(
                new DataKeys.Place(bucket, request.key()), upload.value().encryption(), customer);
        var received = intake.receive(body, claim, upload.value().kind(), under);
        keep(request.bucket(), place, request.uploadId(), number, received);
        var answer = UploadPartResponse.builder().eTag('"' + received.etag() + '"');
        EncryptionMembers.onto(answer, under.encryption(), customer);
        ChecksumMembers.onto(answer, received.given().kind(), received.given().value());
        return answer.build();
    }

    @Override
    public UploadPartCopyResponse uploadPartCopy(UploadPartCopyRequest request) {
        var bucket = holdings.bucket(request.destinationBucket(), request.expectedBucketOwner());
        var customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        var sourceCustomer = CustomerKey.of(
                request.copySourceSSECustomerAlgorithm(),
                request.copySourceSSECustomerKey(),
                request.copySourceSSECustomerKeyMD5());
        int number = checked(request.partNumber());
        var place = Holdings.key(request.destinationBucket(), request.destinationKey())
                .with(request.uploadId());
        var upload = upload(place, request.uploadId());
        var from = CopySource.of(request).behind(names);
        var sourceBucket = holdings.bucket(from.bucket(), request.expectedSourceBucketOwner());
        var condition = new ReadCondition(
                request.copySourceIfMatch(),
                request.copySourceIfNoneMatch(),
                request.copySourceIfModifiedSince(),
                request.copySourceIfUnmodifiedSince());

        var under = keys.forPart(
                new DataKeys.Place(bucket, request.destinationKey()),
                upload.value().encryption(),
                customer);
        var taken = new PartSource(
                        holdings,
                        intake,
                        keys,
                        from,
                        new DataKeys.Place(sourceBucket, from.key()),
                        sourceCustomer,
                        condition,
                        request.copySourceRange())
                .take(upload.value().kind(), under);
        var part = keep(request.destinationBucket(), place, request.uploadId(), number, taken.received());
        var result = CopyPartResult.builder().eTag(part.quotedEtag()).lastModified(part.modified());
        if (upload.value().asked()) {
            ChecksumMembers.onto(result, upload.value().kind(), part.checksum());
        }
        var answer = UploadPartCopyResponse.builder()
                .copyPartResult(result.build())
                .copySourceVersionId(sourceBucket.shown(taken.source()));
        EncryptionMembers.onto(answer, under.encryption(), customer);
        return answer.build();
    }

    /* A part replaces one of the same number; an upload that ended meanwhile takes no more. */
    private UploadedPart keep(String bucket, Key place, String upload, int number, Intake.Received received) {
        var part = new UploadedPart(
                number,
                platform.clock().instant(),
                received.etag(),
                received.checksum().value(),
                received.blob());
        try {
            return keep(bucket, place, upload, part);
        } catch (S3Exception refused) {
            holdings.blobs().discard(part.blob());
            throw refused;
        }
    }

    private UploadedPart keep(String bucket, Key place, String upload, UploadedPart part) {
        var key = Key.of(bucket, upload).with(part.number());
        while (true) {
            var batch = holdings.batch().expect(holdings.uploads(), upload(place, upload));
            var seen = holdings.parts().entry(key);
            if (seen.isPresent()) {
                batch.replace(holdings.parts(), seen.get(), part)
                        .release(seen.get().value().blob());
            } else {
                batch.insert(holdings.parts(), key, part);
            }
            if (holdings.commit(bucket, batch.adopt(part.blob()))) {
                return part;
            }
        }
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        if (request.ifMatchInitiatedTime() != null) {
            // Of directory buckets only
            throw notImplemented("x-amz-if-match-initiated-time");
        }
        var place = Holdings.key(request.bucket(), request.key()).with(request.uploadId());
        while (true) {
            var upload = upload(place, request.uploadId());
            var batch = holdings.batch();
            holdings.forget(batch, request.bucket(), upload);
            if (holdings.commit(request.bucket(), batch)) {
                return AbortMultipartUploadResponse.builder().build();
            }
        }
    }

    private Entry<Upload> upload(Key place, String id) {
        return holdings.uploads().entry(place).orElseThrow(() -> noSuchUpload(id));
    }

    private static int checked(int number) {
        if (number < 1 || number > PART_NUMBER_MAX) {
            throw invalidArgument(
                    "Part number must be an integer between 1 and 10000, inclusive",
                    "partNumber",
                    Integer.toString(number));
        }
        return number;
    }
}
