package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidRequest;
import static tarn.services.s3.S3Faults.storageFailed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import tarn.blobs.BlobKey;
import tarn.kernel.Part;
import tarn.time.TarnClock;
import tarn.web.OtherNames;

/**
 * Copying objects.
 *
 * <p>No bytes are copied as long as the copy is encrypted as its source: its record names links to the source's blobs.
 * Otherwise they are read and written anew. The copy of a multipart object is a plain one on AWS, with an MD5 for entity
 * tag, so that is read once to be hashed.
 */
final class Copying implements S3Client, Part {

    private static final int ATTEMPTS_MAX = 100;
    private static final int BUFFER_BYTES = 128 << 10;

    private final Holdings holdings;
    private final Intake intake;
    private final DataKeys keys;
    private final ObjectGrants grants;
    private final OtherNames names;
    private final TarnClock clock;

    Copying(Holdings holdings, Intake intake, DataKeys keys, ObjectGrants grants, OtherNames names, TarnClock clock) {
        this.holdings = holdings;
        this.intake = intake;
        this.keys = keys;
        this.grants = grants;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        var bucket = holdings.bucket(request.destinationBucket(), request.expectedBucketOwner());
        Holdings.key(request.destinationBucket(), request.destinationKey());
        var acl = grants.asked(bucket, request);
        var asked = AskedProtection.of(request, bucket, clock.instant());
        var from = CopySource.of(request).behind(names);
        var sourceBucket = holdings.bucket(from.bucket(), request.expectedSourceBucketOwner());
        refuseSame(request, from);
        var condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        var encrypted = EncryptionHeaders.of(request);
        var made = copy(
                new Task(
                        request,
                        new DataKeys.Place(sourceBucket, from.key()),
                        CustomerKey.of(
                                request.copySourceSSECustomerAlgorithm(),
                                request.copySourceSSECustomerKey(),
                                request.copySourceSSECustomerKeyMD5()),
                        new DataKeys.Place(bucket, request.destinationKey()),
                        encrypted),
                from);
        var draft = made.draft.withProtection(bucket.protection(asked, made.draft.modified()));
        var copy =
                Happening.COPY.call(() -> holdings.versions().put(bucket, request.destinationKey(), condition, draft));
        acl.ifPresent(list -> grants.keep(bucket.name(), request.destinationKey(), copy, list));
        var result = CopyObjectResult.builder().eTag(copy.quotedEtag()).lastModified(copy.modified());
        ChecksumMembers.onto(result, copy.checksum());
        var answer = CopyObjectResponse.builder()
                .copyObjectResult(result.build())
                .versionId(bucket.shown(copy))
                .expiration(holdings.lifecycles().expiration(bucket, request.destinationKey(), copy))
                .copySourceVersionId(sourceBucket.shown(made.source));
        EncryptionMembers.onto(answer, copy.encryption(), encrypted);
        return answer.build();
    }

    private record Made(StoredObject source, StoredObject draft) {}

    /** Who copies what where. */
    private record Task(
            CopyObjectRequest request,
            DataKeys.Place from,
            @Nullable CustomerKey fromKey,
            DataKeys.Place to,
            EncryptionHeaders asked) {}

    private static void refuseSame(CopyObjectRequest request, CopySource from) {
        var same = from.bucket().equals(request.destinationBucket())
                && from.key().equals(request.destinationKey())
                && from.version() == null
                && request.metadataDirective() != MetadataDirective.REPLACE
                && request.storageClass() == null
                && request.websiteRedirectLocation() == null
                && request.serverSideEncryption() == null
                && request.sseCustomerAlgorithm() == null;
        if (same) {
            throw invalidRequest("This copy request is illegal because it is trying to copy an object to itself without"
                    + " changing the object's metadata, storage class, website redirect location or encryption"
                    + " attributes.");
        }
    }

    /* The source may be overwritten between reading its record and linking its blobs: then it is read again. */
    private Made copy(Task task, CopySource from) {
        var request = task.request;
        var condition = new ReadCondition(
                request.copySourceIfMatch(),
                request.copySourceIfNoneMatch(),
                request.copySourceIfModifiedSince(),
                request.copySourceIfUnmodifiedSince());
        for (int attempt = 1; ; attempt++) {
            var source = from.object(holdings);
            condition.checkSource(source);
            Archive.checkSource(source, clock.instant());
            if (source.sizeBytes() > Intake.SIZE_BYTES_MAX) {
                throw invalidRequest("The specified copy source is larger than the maximum allowable size for a copy"
                        + " source: " + Intake.SIZE_BYTES_MAX);
            }
            try {
                return new Made(source, copied(task, source));
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw storageFailed(e);
                }
            } catch (IOException e) {
                throw storageFailed(e);
            }
        }
    }

    private StoredObject copied(Task task, StoredObject source) throws IOException {
        var request = task.request;
        var key = keys.open(task.from, source.encryption(), task.fromKey);
        var under = keys.forCopy(task.from, source.encryption(), task.to, task.asked);
        var algorithm = request.checksumAlgorithm();
        var kind = algorithm == null ? source.checksum().kind() : Claim.kind(algorithm);
        var description = request.metadataDirective() == MetadataDirective.REPLACE
                ? Description.of(request)
                : source.description()
                        .copied(StorageClasses.of(request.storageClassAsString()), request.websiteRedirectLocation());
        var tags = request.taggingDirective() == TaggingDirective.REPLACE
                ? Tags.ofHeader(request.tagging())
                : source.tags();
        var content =
                Objects.equals(key, under.key()) ? linked(source, kind, under) : rewritten(source, key, kind, under);
        return StoredObject.of(
                clock.instant(),
                content.etag,
                content.checksum,
                description,
                tags,
                null,
                content.pieces,
                under.encryption());
    }

    /** What the copy consists of. */
    private record Copied(String etag, ObjectChecksum checksum, List<Piece> pieces) {}

    private Copied linked(StoredObject source, ChecksumKind kind, DataKeys.Made under) throws IOException {
        if (!source.multipart() && kind == source.checksum().kind()) {
            return new Copied(source.etag(), source.checksum(), links(source));
        }
        var md5 = ChecksumKind.MD5.start();
        var sum = kind.start();
        hash(source, under.key(), List.of(md5, sum));
        return new Copied(under.etag(md5.value()), ObjectChecksum.full(kind, sum.value()), links(source));
    }

    private Copied rewritten(StoredObject source, @Nullable BlobKey key, ChecksumKind kind, DataKeys.Made under)
            throws IOException {
        try (var content = PiecedContent.open(holdings.blobs(), source, ByteRange.all(source.sizeBytes()), key);
                InputStream in = content.stream(0, source.sizeBytes())) {
            var received = intake.receive(in, source.sizeBytes(), Claim.NONE, kind, under);
            return new Copied(received.etag(), received.checksum(), List.of(Piece.whole(received.blob())));
        }
    }

    private List<Piece> links(StoredObject source) throws IOException {
        var pieces = new ArrayList<Piece>(source.pieces().size());
        try {
            for (var piece : source.pieces()) {
                pieces.add(Piece.whole(holdings.blobs().link(piece.blob())));
            }
            return pieces;
        } catch (IOException e) {
            pieces.forEach(piece -> holdings.blobs().discard(piece.blob()));
            throw e;
        }
    }

    private void hash(StoredObject source, @Nullable BlobKey key, List<ChecksumKind.Running> sums) throws IOException {
        var all = ByteRange.all(source.sizeBytes());
        try (var content = PiecedContent.open(holdings.blobs(), source, all, key);
                InputStream in = content.stream(0, source.sizeBytes())) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (var sum : sums) {
                    sum.update(buffer, 0, read);
                }
            }
        }
    }
}
