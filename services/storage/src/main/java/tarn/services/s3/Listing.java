package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.PagingTokens;
import tarn.kernel.Part;
import tarn.store.Entry;

/** Listing the objects of a bucket, in the order of their keys' UTF-8 bytes. */
final class Listing implements S3Client, Part {

    private static final int KEYS_MAX = 1000;

    private final Holdings holdings;
    private final PagingTokens tokens;

    Listing(Holdings holdings, PagingTokens tokens) {
        this.holdings = holdings;
        this.tokens = tokens;
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        int limit = limit(request.maxKeys(), "maxKeys");
        var walk = walk(request.bucket(), request.prefix(), request.delimiter());
        var range = walk.all();
        if (request.continuationToken() != null) {
            range = walk.after(position(request.continuationToken()));
        } else if (request.startAfter() != null) {
            range = walk.after(request.startAfter());
        }
        var page = walk.page(range, limit);
        encoding(request.encodingType(), request.encodingTypeAsString());
        var owner = Boolean.TRUE.equals(request.fetchOwner()) ? Owners.canonical(bucket.owner()) : null;
        var last = page.last();
        return ListObjectsV2Response.builder()
                .name(request.bucket())
                .prefix(request.prefix() == null ? "" : request.prefix())
                .delimiter(emptyAsNull(request.delimiter()))
                .startAfter(request.startAfter())
                .encodingType(request.encodingType())
                .maxKeys(limit)
                .keyCount(page.entries().size() + page.prefixes().size())
                .isTruncated(page.truncated())
                .continuationToken(request.continuationToken())
                .nextContinuationToken(
                        page.truncated() && last != null
                                ? tokens.seal("ListObjectsV2", last.text().getBytes(StandardCharsets.UTF_8))
                                : null)
                .contents(contents(page.entries(), owner, restoreStatus(request.optionalObjectAttributes())))
                .commonPrefixes(prefixes(page.prefixes()))
                .build();
    }

    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        int limit = limit(request.maxKeys(), "maxKeys");
        var walk = walk(request.bucket(), request.prefix(), request.delimiter());
        var marker = request.marker() == null ? "" : request.marker();
        var page = walk.page(marker.isEmpty() ? walk.all() : walk.after(marker), limit);
        encoding(request.encodingType(), request.encodingTypeAsString());
        var delimiter = emptyAsNull(request.delimiter());
        var last = page.last();
        // Without a delimiter AWS leaves it to the client to go on after the last key
        var next = page.truncated() && delimiter != null && last != null ? last.text() : null;
        return ListObjectsResponse.builder()
                .name(request.bucket())
                .prefix(request.prefix() == null ? "" : request.prefix())
                .delimiter(delimiter)
                .marker(marker)
                .nextMarker(next)
                .encodingType(request.encodingType())
                .maxKeys(limit)
                .isTruncated(page.truncated())
                .contents(contents(
                        page.entries(),
                        Owners.canonical(bucket.owner()),
                        restoreStatus(request.optionalObjectAttributes())))
                .commonPrefixes(prefixes(page.prefixes()))
                .build();
    }

    /** How many a page may hold: what was asked, up to 1,000. */
    static int limit(@Nullable Integer asked, String argument) {
        if (asked == null) {
            return KEYS_MAX;
        }
        if (asked < 0) {
            throw invalidArgument(
                    "Argument " + argument + " must be an integer between 0 and 2147483647",
                    argument,
                    asked.toString());
        }
        return Math.min(asked, KEYS_MAX);
    }

    /** Refuses an encoding that is not {@code url}. The encoding itself is done on the wire. */
    static void encoding(@Nullable EncodingType type, @Nullable String given) {
        if (type == EncodingType.UNKNOWN_TO_SDK_VERSION) {
            throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", "" + given);
        }
    }

    /** Whether a listing is asked to tell of restorations. */
    static boolean restoreStatus(List<OptionalObjectAttributes> asked) {
        return asked.contains(OptionalObjectAttributes.RESTORE_STATUS);
    }

    static List<CommonPrefix> prefixes(List<String> prefixes) {
        return prefixes.stream()
                .map(prefix -> CommonPrefix.builder().prefix(prefix).build())
                .toList();
    }

    static @Nullable String emptyAsNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private KeyWalk<Version> walk(String bucket, @Nullable String prefix, @Nullable String delimiter) {
        return new KeyWalk<>(
                holdings.versions().current(),
                StoredObject.class::isInstance,
                bucket,
                prefix == null ? "" : prefix,
                delimiter == null ? "" : delimiter);
    }

    private String position(String token) {
        return tokens.open("ListObjectsV2", token)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() ->
                        invalidArgument("The continuation token provided is incorrect", "continuation-token", token));
    }

    private List<S3Object> contents(List<Entry<Version>> entries, @Nullable Owner owner, boolean restoreStatus) {
        return entries.stream()
                .map(entry -> {
                    var object = (StoredObject) entry.value();
                    return S3Object.builder()
                            .key(KeyWalk.objectKey(entry.key()))
                            .lastModified(object.modified())
                            .eTag(object.quotedEtag())
                            .checksumAlgorithm(object.checksum().kind().algorithm())
                            .checksumType(object.checksum().type())
                            .size(object.sizeBytes())
                            .storageClass(object.description().storageClass())
                            .owner(owner)
                            .restoreStatus(restoreStatus ? Archive.status(object, holdings.now()) : null)
                            .build();
                })
                .toList();
    }
}
