package tarn.services.s3;

import static tarn.services.s3.S3Faults.badChecksum;
import static tarn.services.s3.S3Faults.entityTooSmall;
import static tarn.services.s3.S3Faults.invalidPart;
import static tarn.services.s3.S3Faults.invalidPartOrder;
import static tarn.services.s3.S3Faults.invalidRequest;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.noSuchUpload;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import tarn.kernel.Part;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.time.TarnClock;

/**
 * Completing multipart uploads: the object's record takes over the parts' blobs, so that it costs the same whatever the
 * size. Parts that were uploaded and are not named are given up.
 *
 * <p>An upload that was completed already is answered as the first time as long as its object is there, since clients
 * that lost the first answer ask again.
 */
final class Completing implements S3Client, Part {

    private static final long PART_BYTES_MIN = 5L << 20;

    private final Holdings holdings;
    private final DataKeys keys;
    private final ObjectGrants grants;
    private final TarnClock clock;

    Completing(Holdings holdings, DataKeys keys, ObjectGrants grants, TarnClock clock) {
        this.holdings = holdings;
        this.keys = keys;
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var customer =
                CustomerKey.of(request.sseCustomerAlgorithm(), request.sseCustomerKey(), request.sseCustomerKeyMD5());
        var condition = WriteCondition.of(request.ifMatch(), request.ifNoneMatch());
        var place = Holdings.key(request.bucket(), request.key()).with(request.uploadId());
        while (true) {
            var found = holdings.uploads().entry(place);
            if (found.isEmpty()) {
                return answer(bucket, request.key(), completedBefore(request));
            }
            keys.checkCompletion(
                    new DataKeys.Place(bucket, request.key()),
                    found.get().value().encryption(),
                    customer);
            var uploaded = uploaded(request);
            var chosen = chosen(request, found.get().value(), uploaded);
            var draft = object(request, found.get().value(), chosen, clock.instant());
            var batch = holdings.batch().delete(holdings.uploads(), found.get());
            for (var part : uploaded.values()) {
                batch.delete(holdings.parts(), part);
                if (!chosen.contains(part.value())) {
                    batch.release(part.value().blob());
                }
            }
            var kept = holdings.versions()
                    .attempt(
                            bucket,
                            request.key(),
                            condition,
                            draft.withProtection(
                                    bucket.protection(found.get().value().protection(), draft.modified())),
                            batch);
            if (kept.isPresent()) {
                var acl = found.get().value().acl();
                if (acl != null) {
                    grants.keep(bucket.name(), request.key(), kept.get(), acl);
                }
                return answer(bucket, request.key(), kept.get());
            }
            bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        }
    }

    private StoredObject completedBefore(CompleteMultipartUploadRequest request) {
        return holdings.versions()
                .current()
                .get(Holdings.key(request.bucket(), request.key()))
                .filter(StoredObject.class::isInstance)
                .map(StoredObject.class::cast)
                .filter(object -> request.uploadId().equals(object.upload()))
                .orElseThrow(() -> noSuchUpload(request.uploadId()));
    }

    private Map<Integer, Entry<UploadedPart>> uploaded(CompleteMultipartUploadRequest request) {
        var parts = new HashMap<Integer, Entry<UploadedPart>>();
        for (var part : holdings.parts().scan(Range.under(Key.of(request.bucket(), request.uploadId())))) {
            parts.put(part.value().number(), part);
        }
        return parts;
    }

    /* The parts that the request names, each as it says it is. */
    private static List<UploadedPart> chosen(
            CompleteMultipartUploadRequest request, Upload upload, Map<Integer, Entry<UploadedPart>> uploaded) {
        var asked = request.multipartUpload() == null
                ? List.<CompletedPart>of()
                : request.multipartUpload().parts();
        if (asked.isEmpty()) {
            throw malformedXml();
        }
        var chosen = new ArrayList<UploadedPart>(asked.size());
        int before = 0;
        for (var named : asked) {
            if (named.partNumber() == null) {
                throw malformedXml();
            }
            if (named.partNumber() <= before) {
                throw invalidPartOrder(upload.id());
            }
            before = named.partNumber();
            var etag = named.eTag() == null ? "" : EntityTags.plain(named.eTag());
            var found = uploaded.get(named.partNumber());
            if (found == null || !found.value().md5().equals(etag)) {
                throw invalidPart(upload.id(), named.partNumber(), etag);
            }
            checkChecksum(upload, named, found.value());
            chosen.add(found.value());
        }
        for (var part : chosen.subList(0, chosen.size() - 1)) {
            if (part.blob().sizeBytes() < PART_BYTES_MIN) {
                throw entityTooSmall(part, PART_BYTES_MIN);
            }
        }
        return chosen;
    }

    private static void checkChecksum(Upload upload, CompletedPart named, UploadedPart part) {
        if (!upload.asked()) {
            return;
        }
        var given = ChecksumMembers.of(named).get(upload.kind());
        if (given == null) {
            if (upload.composite()) {
                throw invalidRequest("The upload was created using a "
                        + upload.kind().label()
                        + " checksum. The complete request must include the checksum for each part. It was missing for"
                        + " part " + part.number() + " in the request.");
            }
        } else if (!given.equals(part.checksum())) {
            throw invalidPart(upload.id(), part.number(), part.md5());
        }
    }

    private static StoredObject object(
            CompleteMultipartUploadRequest request, Upload upload, List<UploadedPart> parts, Instant now) {
        var md5 = ChecksumKind.MD5.start();
        for (var part : parts) {
            var bytes = part.md5Bytes();
            md5.update(bytes, 0, bytes.length);
        }
        var etag = HexFormat.of().formatHex(md5.value()) + "-" + parts.size();
        var checksum = ObjectChecksum.ofParts(upload.kind(), upload.composite(), parts);
        var pieces = parts.stream().map(part -> part.toPiece(upload.asked())).toList();
        var object = StoredObject.of(
                now, etag, checksum, upload.description(), upload.tags(), upload.id(), pieces, upload.encryption());
        check(request, object);
        return object;
    }

    /* What the request says of the whole object must hold. */
    private static void check(CompleteMultipartUploadRequest request, StoredObject object) {
        var computed = object.checksum();
        if (request.checksumType() != null && request.checksumType() != computed.type()) {
            throw invalidRequest("The upload was created using the " + computed.type()
                    + " checksum mode. The complete request must use the same checksum mode.");
        }
        if (request.mpuObjectSize() != null && request.mpuObjectSize() != object.sizeBytes()) {
            throw invalidRequest("The provided 'x-amz-mp-object-size' header value " + request.mpuObjectSize()
                    + " does not match what was computed: " + object.sizeBytes());
        }
        ChecksumMembers.single(ChecksumMembers.of(request)).forEach((kind, value) -> {
            if (kind != computed.kind()) {
                throw S3Faults.checksumKindMismatch(computed.kind(), kind);
            }
            // A composite checksum may be given without the count of parts
            if (!computed.value().equals(value) && !computed.value().startsWith(value + "-")) {
                throw badChecksum(kind);
            }
        });
    }

    private CompleteMultipartUploadResponse answer(OwnedBucket bucket, String key, StoredObject object) {
        var path = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
        var answer = CompleteMultipartUploadResponse.builder()
                .bucket(bucket.name())
                .key(key)
                .location("https://" + bucket.name() + ".s3." + bucket.region() + ".amazonaws.com/" + path)
                .eTag(object.quotedEtag())
                .versionId(bucket.shown(object))
                .expiration(holdings.lifecycles().expiration(bucket, key, object));
        EncryptionMembers.onto(answer, object.encryption());
        ChecksumMembers.onto(answer, object.checksum());
        return answer.build();
    }
}
