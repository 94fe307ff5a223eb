package tarn.services.s3;

import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import tarn.kernel.Part;
import tarn.time.TarnClock;

/**
 * Putting objects.
 *
 * <p>An object appears whole, when its last byte is on disk, or not at all. Every object has a checksum: the one that
 * came with it, or CRC-64/NVME as AWS computes it by default.
 */
final class Writing implements S3Client, Part {

    private final Holdings holdings;
    private final Intake intake;
    private final DataKeys keys;
    private final ObjectGrants grants;
    private final TarnClock clock;

    Writing(Holdings holdings, Intake intake, DataKeys keys, ObjectGrants grants, TarnClock clock) {
        this.holdings = holdings;
        this.intake = intake;
        this.keys = keys;
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        Holdings.key(request.bucket(), request.key());
        Refusals.check(request);
        var acl = grants.asked(bucket, request);
        var description = Description.of(request);
        var tags = Tags.ofHeader(request.tagging());
        var condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        var claim = Claim.of(request);
        var asked = AskedProtection.of(request, claim, bucket, clock.instant());
        var encrypted = EncryptionHeaders.of(request);

        var under = keys.make(new DataKeys.Place(bucket, request.key()), encrypted);
        var received = intake.receive(body, claim, claim.kind().orElse(ChecksumKind.CRC64NVME), under);
        var now = clock.instant();
        var draft = StoredObject.of(
                now,
                received.etag(),
                received.checksum(),
                description,
                tags,
                null,
                List.of(Piece.whole(received.blob())),
                under.encryption());
        var object = holdings.versions()
                .put(bucket, request.key(), condition, draft.withProtection(bucket.protection(asked, now)));
        acl.ifPresent(list -> grants.keep(bucket.name(), request.key(), object, list));

        var answer = PutObjectResponse.builder()
                .eTag(object.quotedEtag())
                .versionId(bucket.shown(object))
                .expiration(holdings.lifecycles().expiration(bucket, request.key(), object));
        EncryptionMembers.onto(answer, object.encryption(), encrypted);
        ChecksumMembers.onto(answer, object.checksum());
        return answer.build();
    }
}
