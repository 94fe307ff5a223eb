package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidPartNumber;
import static tarn.services.s3.S3Faults.invalidRequest;
import static tarn.services.s3.S3Faults.storageFailed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import tarn.blobs.BlobKey;
import tarn.blobs.Content;
import tarn.blobs.ContentStream;
import tarn.kernel.Part;

/**
 * Reading objects.
 *
 * <p>In process, what a {@link ResponseTransformer} is given is an {@link AbortableInputStream} around a
 * {@link ContentStream}: {@code stream.delegate()} gives a peer the content itself, for random access without a copy.
 */
final class Reading implements S3Client, Part {

    private static final int ATTEMPTS_MAX = 100;

    private final Holdings holdings;
    private final DataKeys keys;

    Reading(Holdings holdings, DataKeys keys) {
        this.holdings = holdings;
        this.keys = keys;
    }

    /** What of an object a request reads: a stretch, and whether it asked for less than all. */
    private record Selection(
            ByteRange range, boolean partial, @Nullable Piece piece) {}

    private record Opened(StoredObject object, Selection selection, Content content) {}

    @Override
    public <R> R getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> answer) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        var opened = open(bucket, request, customer);
        var range = opened.selection.range;
        var stream = new ContentStream(opened.content, range.position(), range.length());
        var keepOpen = false;
        try {
            var result = answer.transform(
                    response(bucket, request, customer, opened.object, opened.selection),
                    AbortableInputStream.create(stream, () -> close(stream)));
            keepOpen = answer.needsConnectionLeftOpen();
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            if (!keepOpen) {
                close(stream);
            }
        }
    }

    /* Between reading the record and opening its blobs another writer may have replaced both. */
    private Opened open(OwnedBucket bucket, GetObjectRequest request, @Nullable CustomerKey customer) {
        var condition = new ReadCondition(
                request.ifMatch(), request.ifNoneMatch(), request.ifModifiedSince(), request.ifUnmodifiedSince());
        for (int attempt = 1; ; attempt++) {
            var object = holdings.versions().object(request.bucket(), request.key(), request.versionId());
            condition.check(object);
            Archive.checkReadable(object, holdings.now());
            var selection = select(object, request.range(), request.partNumber());
            var key = keys.open(new DataKeys.Place(bucket, request.key()), object.encryption(), customer);
            try {
                return new Opened(object, selection, begun(object, selection.range, key));
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw storageFailed(e);
                }
            } catch (IOException e) {
                throw storageFailed(e);
            }
        }
    }

    /* The first bytes are read before the answer begins, so that damage there is answered and not cut off. */
    private Content begun(StoredObject object, ByteRange range, @Nullable BlobKey key) throws IOException {
        var content = PiecedContent.open(holdings.blobs(), object, range, key);
        try {
            if (key != null) {
                content.read(range.position(), ByteBuffer.allocate(1));
            }
            return content;
        } catch (IOException e) {
            content.close();
            throw e;
        }
    }

    private static Selection select(StoredObject object, @Nullable String range, @Nullable Integer partNumber) {
        if (range != null && partNumber != null) {
            throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
        }
        if (partNumber != null) {
            return part(object, partNumber);
        }
        if (range != null) {
            var asked = ByteRange.of(range, object.sizeBytes());
            if (asked.isPresent()) {
                return new Selection(asked.get(), true, null);
            }
        }
        return new Selection(ByteRange.all(object.sizeBytes()), false, null);
    }

    /* Part numbers count what was completed, not what the client called the parts. */
    private static Selection part(StoredObject object, int number) {
        if (number < 1 || number > object.pieces().size()) {
            throw invalidPartNumber(number, object.pieces().size());
        }
        long position = 0;
        for (var piece : object.pieces().subList(0, number - 1)) {
            position += piece.blob().sizeBytes();
        }
        var piece = object.pieces().get(number - 1);
        var range = new ByteRange(position, piece.blob().sizeBytes());
        return new Selection(range, range.length() > 0, object.multipart() ? piece : null);
    }

    @SuppressWarnings("deprecation") // a time is what we keep of Expires
    private GetObjectResponse response(
            OwnedBucket bucket,
            GetObjectRequest request,
            @Nullable CustomerKey customer,
            StoredObject object,
            Selection selection) {
        var described = object.description();
        var answer = GetObjectResponse.builder()
                .acceptRanges("bytes")
                .lastModified(object.modified())
                .contentLength(selection.range.length())
                .contentRange(selection.partial ? selection.range.contentRange(object.sizeBytes()) : null)
                .eTag(object.quotedEtag())
                .versionId(bucket.shown(object))
                .replicationStatus(object.replication())
                .objectLockMode(object.protection().mode())
                .objectLockRetainUntilDate(object.protection().until())
                .objectLockLegalHoldStatus(object.protection().hold())
                .expiration(expiration(bucket, request.key(), request.versionId(), object))
                .restore(Archive.header(object, holdings.now()))
                .storageClass(StorageClasses.header(described.storageClass()))
                .partsCount(request.partNumber() != null ? partsCount(object) : null)
                .tagCount(object.tags().isEmpty() ? null : object.tags().size())
                .metadata(described.metadata())
                .websiteRedirectLocation(described.redirect())
                .contentType(or(request.responseContentType(), described.contentType()))
                .contentEncoding(or(request.responseContentEncoding(), described.contentEncoding()))
                .contentLanguage(or(request.responseContentLanguage(), described.contentLanguage()))
                .contentDisposition(or(request.responseContentDisposition(), described.contentDisposition()))
                .cacheControl(or(request.responseCacheControl(), described.cacheControl()))
                .expires(or(request.responseExpires(), described.expires()));
        EncryptionMembers.onto(answer, object.encryption(), customer);
        if (request.checksumMode() == ChecksumMode.ENABLED) {
            checksum(object, selection).ifPresent(checksum -> ChecksumMembers.onto(answer, checksum));
        }
        return answer.build();
    }

    @Override
    @SuppressWarnings("deprecation") // a time is what we keep of Expires
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        var object = holdings.versions().object(request.bucket(), request.key(), request.versionId());
        DataKeys.check(object.encryption(), customer);
        new ReadCondition(
                        request.ifMatch(),
                        request.ifNoneMatch(),
                        request.ifModifiedSince(),
                        request.ifUnmodifiedSince())
                .check(object);
        var selection = select(object, request.range(), request.partNumber());
        var described = object.description();
        var answer = HeadObjectResponse.builder()
                .acceptRanges("bytes")
                .lastModified(object.modified())
                .contentLength(selection.range.length())
                .contentRange(selection.partial ? selection.range.contentRange(object.sizeBytes()) : null)
                .eTag(object.quotedEtag())
                .versionId(bucket.shown(object))
                .replicationStatus(object.replication())
                .objectLockMode(object.protection().mode())
                .objectLockRetainUntilDate(object.protection().until())
                .objectLockLegalHoldStatus(object.protection().hold())
                .expiration(expiration(bucket, request.key(), request.versionId(), object))
                .restore(Archive.header(object, holdings.now()))
                .storageClass(StorageClasses.header(described.storageClass()))
                .partsCount(request.partNumber() != null ? partsCount(object) : null)
                .tagCount(object.tags().isEmpty() ? null : object.tags().size())
                .metadata(described.metadata())
                .websiteRedirectLocation(described.redirect())
                .contentType(or(request.responseContentType(), described.contentType()))
                .contentEncoding(or(request.responseContentEncoding(), described.contentEncoding()))
                .contentLanguage(or(request.responseContentLanguage(), described.contentLanguage()))
                .contentDisposition(or(request.responseContentDisposition(), described.contentDisposition()))
                .cacheControl(or(request.responseCacheControl(), described.cacheControl()))
                .expires(or(request.responseExpires(), described.expires()));
        EncryptionMembers.onto(answer, object.encryption(), customer);
        if (request.checksumMode() == ChecksumMode.ENABLED) {
            checksum(object, selection).ifPresent(checksum -> ChecksumMembers.onto(answer, checksum));
        }
        return answer.build();
    }

    /* Of an older version nothing is told: other rules are for it. */
    private @Nullable String expiration(OwnedBucket bucket, String key, @Nullable String version, StoredObject object) {
        return version == null ? holdings.lifecycles().expiration(bucket, key, object) : null;
    }

    /* Of a stretch there is no checksum; of a part there is its own. */
    private static Optional<ObjectChecksum> checksum(StoredObject object, Selection selection) {
        var piece = selection.piece;
        if (piece != null) {
            var kind = object.checksum().kind();
            return Optional.ofNullable(piece.checksum())
                    .map(value -> new ObjectChecksum(kind, object.checksum().composite(), value));
        }
        var all = selection.range.length() == object.sizeBytes();
        return all ? Optional.of(object.checksum()) : Optional.empty();
    }

    private static @Nullable Integer partsCount(StoredObject object) {
        return object.multipart() ? object.pieces().size() : null;
    }

    private static <T> @Nullable T or(@Nullable T asked, @Nullable T kept) {
        return asked == null ? kept : asked;
    }

    private static void close(ContentStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
