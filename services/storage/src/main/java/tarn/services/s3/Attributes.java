package tarn.services.s3;

import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Checksum;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;
import tarn.kernel.Part;

/** What an object is, without its content, as far as a client asks for it. */
final class Attributes implements S3Client, Part {

    private final Holdings holdings;

    Attributes(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public GetObjectAttributesResponse getObjectAttributes(GetObjectAttributesRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        var object = holdings.versions().object(request.bucket(), request.key(), request.versionId());
        DataKeys.check(object.encryption(), customer);
        var answer = GetObjectAttributesResponse.builder()
                .lastModified(object.modified())
                .versionId(bucket.shown(object));
        for (var asked : request.objectAttributes()) {
            attribute(asked, request, object).accept(answer);
        }
        return answer.build();
    }

    private static Consumer<GetObjectAttributesResponse.Builder> attribute(
            ObjectAttributes asked, GetObjectAttributesRequest request, StoredObject object) {
        return switch (asked) {
            case E_TAG -> answer -> answer.eTag(object.etag());
            case CHECKSUM -> answer -> answer.checksum(checksum(object));
            case OBJECT_PARTS -> answer -> answer.objectParts(object.multipart() ? parts(request, object) : null);
            case STORAGE_CLASS ->
                answer -> answer.storageClass(object.description().storageClass());
            case OBJECT_SIZE -> answer -> answer.objectSize(object.sizeBytes());
            case UNKNOWN_TO_SDK_VERSION ->
                throw S3Faults.invalidArgument(
                        "Invalid attribute name specified.", "x-amz-object-attributes", asked.toString());
        };
    }

    /* AWS leaves out the count of parts here. */
    private static Checksum checksum(StoredObject object) {
        var kept = object.checksum();
        var value = kept.composite() ? kept.value().substring(0, kept.value().lastIndexOf('-')) : kept.value();
        var checksum = Checksum.builder();
        ChecksumMembers.onto(checksum, new ObjectChecksum(kept.kind(), kept.composite(), value));
        return checksum.build();
    }

    /* Parts are listed only if they have checksums of their own to show. */
    private static GetObjectAttributesParts parts(GetObjectAttributesRequest request, StoredObject object) {
        int limit = Listing.limit(request.maxParts(), "max-parts");
        int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        var answer = GetObjectAttributesParts.builder()
                .totalPartsCount(object.pieces().size());
        if (object.pieces().getFirst().checksum() == null) {
            return answer.build();
        }
        var after = object.pieces().stream()
                .filter(piece -> piece.number() > marker)
                .toList();
        List<Piece> page = after.subList(0, Math.min(limit, after.size()));
        return answer.partNumberMarker(marker)
                .maxParts(limit)
                .isTruncated(page.size() < after.size())
                .nextPartNumberMarker(page.isEmpty() ? 0 : page.getLast().number())
                .parts(page.stream().map(piece -> part(piece, object)).toList())
                .build();
    }

    private static ObjectPart part(Piece piece, StoredObject object) {
        var part = ObjectPart.builder()
                .partNumber(piece.number())
                .size(piece.blob().sizeBytes());
        if (piece.checksum() != null) {
            ChecksumMembers.onto(part, object.checksum().kind(), piece.checksum());
        }
        return part.build();
    }
}
