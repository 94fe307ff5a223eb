package tarn.services.s3;

import static tarn.services.s3.S3Faults.noSuchUpload;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Initiator;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import tarn.kernel.Part;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Listing multipart uploads that are under way, and the parts of one. */
final class UploadListing implements S3Client, Part {

    private final Holdings holdings;

    UploadListing(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        int limit = Listing.limit(request.maxUploads(), "max-uploads");
        var walk = new KeyWalk<>(
                holdings.uploads(),
                _ -> true,
                request.bucket(),
                request.prefix() == null ? "" : request.prefix(),
                request.delimiter() == null ? "" : request.delimiter());
        var page = walk.page(from(walk, request), limit);
        Listing.encoding(request.encodingType(), request.encodingTypeAsString());
        var last = page.last();
        var answer = ListMultipartUploadsResponse.builder()
                .bucket(request.bucket())
                .prefix(request.prefix())
                .delimiter(Listing.emptyAsNull(request.delimiter()))
                .keyMarker(request.keyMarker() == null ? "" : request.keyMarker())
                .uploadIdMarker(request.uploadIdMarker() == null ? "" : request.uploadIdMarker())
                .encodingType(request.encodingType())
                .maxUploads(limit)
                .isTruncated(page.truncated())
                .uploads(page.entries().stream()
                        .map(entry -> upload(entry, bucket))
                        .toList())
                .commonPrefixes(Listing.prefixes(page.prefixes()));
        if (page.truncated() && last != null) {
            var record = last.entry();
            answer.nextKeyMarker(last.text()).nextUploadIdMarker(record == null ? "" : uploadId(record));
        }
        return answer.build();
    }

    private static Range from(KeyWalk<Upload> walk, ListMultipartUploadsRequest request) {
        var key = request.keyMarker();
        if (key == null || key.isEmpty()) {
            return walk.all();
        }
        var id = request.uploadIdMarker();
        return id == null || id.isEmpty() ? walk.afterAllOf(key) : walk.all().after(Key.of(request.bucket(), key, id));
    }

    private static String uploadId(Key key) {
        var reader = key.reader();
        reader.text();
        reader.text();
        return reader.text();
    }

    private static MultipartUpload upload(Entry<Upload> entry, OwnedBucket bucket) {
        var upload = entry.value();
        return MultipartUpload.builder()
                .key(KeyWalk.objectKey(entry.key()))
                .uploadId(upload.id())
                .initiated(upload.initiated())
                .storageClass(upload.description().storageClass())
                .owner(Owners.canonical(bucket.owner()))
                .initiator(initiator(upload, bucket))
                .checksumAlgorithm(upload.asked() ? upload.kind().algorithm() : null)
                .checksumType(upload.asked() ? upload.checksumType() : null)
                .build();
    }

    private static Initiator initiator(Upload upload, OwnedBucket bucket) {
        var root = upload.principal().endsWith(":root");
        return Initiator.builder()
                .id(root ? Owners.id(bucket.owner()) : upload.principal())
                .build();
    }

    @Override
    public ListPartsResponse listParts(ListPartsRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var place = Holdings.key(request.bucket(), request.key()).with(request.uploadId());
        var upload = holdings.uploads().get(place).orElseThrow(() -> noSuchUpload(request.uploadId()));
        int limit = Listing.limit(request.maxParts(), "max-parts");
        int marker = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        var parent = Key.of(request.bucket(), request.uploadId());
        var found = holdings.parts().list(Range.under(parent).after(parent.with(marker)), limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        var abortion =
                holdings.lifecycles().plan(bucket).flatMap(plan -> plan.abortion(request.key(), upload.initiated()));
        return ListPartsResponse.builder()
                .abortDate(abortion.map(LifePlan.Event::moment).orElse(null))
                .abortRuleId(abortion.map(LifePlan.Event::rule).orElse(null))
                .bucket(request.bucket())
                .key(request.key())
                .uploadId(request.uploadId())
                .partNumberMarker(marker)
                .nextPartNumberMarker(
                        page.isEmpty() ? 0 : page.getLast().value().number())
                .maxParts(limit)
                .isTruncated(limit > 0 && found.size() > limit)
                .storageClass(upload.description().storageClass())
                .owner(Owners.canonical(bucket.owner()))
                .initiator(initiator(upload, bucket))
                .checksumAlgorithm(upload.asked() ? upload.kind().algorithm() : null)
                .checksumType(upload.asked() ? upload.checksumType() : null)
                .parts(page.stream().map(entry -> part(entry.value(), upload)).toList())
                .build();
    }

    private static software.amazon.awssdk.services.s3.model.Part part(UploadedPart part, Upload upload) {
        var shown = software.amazon.awssdk.services.s3.model.Part.builder()
                .partNumber(part.number())
                .lastModified(part.modified())
                .eTag(part.quotedEtag())
                .size(part.blob().sizeBytes());
        if (upload.asked()) {
            ChecksumMembers.onto(shown, upload.kind(), part.checksum());
        }
        return shown.build();
    }
}
