package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.Owner;
import tarn.kernel.Part;
import tarn.store.Key;
import tarn.store.Range;

/** Listing the versions of a bucket: keys in the order of their UTF-8 bytes, of each the newest version first. */
final class VersionListing implements S3Client, Part {

    private final Holdings holdings;

    VersionListing(Holdings holdings) {
        this.holdings = holdings;
    }

    /**
     * A version that is listed.
     *
     * @param latest whether it is the current one
     */
    private record Listed(String key, Version version, boolean latest) {}

    /** What has been found, up to a limit. */
    private final class Page {
        private final OwnedBucket bucket;
        private final int limit;
        private final List<Listed> versions = new ArrayList<>();
        private final List<String> prefixes = new ArrayList<>();
        private boolean truncated;
        private String lastKey = "";
        private @Nullable String lastVersion;

        private Page(OwnedBucket bucket, int limit) {
            this.bucket = bucket;
            this.limit = limit;
        }

        private int room() {
            return limit - versions.size() - prefixes.size();
        }

        private void add(String key, Version version, boolean latest) {
            if (room() <= 0) {
                truncated = limit > 0;
                return;
            }
            versions.add(new Listed(key, version, latest));
            lastKey = key;
            lastVersion = version.version();
        }

        private void add(String prefix) {
            if (room() <= 0) {
                truncated = limit > 0;
                return;
            }
            prefixes.add(prefix);
            lastKey = prefix;
            lastVersion = null;
        }

        /** The versions of a key that are older than that order. */
        private void addAfter(String key, long order) {
            var place = Key.of(bucket.name(), key);
            var now = holdings.versions().current().get(place);
            // The version that a page ended with may be gone, and an older one be the current
            now.filter(version -> version.order() < order).ifPresent(version -> add(key, version, true));
            addOlder(key, Range.under(place).after(Versions.olderPlace(place, order)));
        }

        private void addOlder(String key, Range range) {
            if (!truncated) {
                for (var older : holdings.versions().older().list(range, room() + 1)) {
                    add(key, older.value(), false);
                }
            }
        }

        private void walk(KeyWalk<Version> walk, Range from) {
            var range = from;
            while (!truncated) {
                var found = walk.page(range, Math.max(1, room()));
                var prefixesFound = new ArrayDeque<>(found.prefixes());
                for (var entry : found.entries()) {
                    var key = KeyWalk.objectKey(entry.key());
                    while (!prefixesFound.isEmpty() && isBefore(prefixesFound.getFirst(), key)) {
                        add(prefixesFound.removeFirst());
                    }
                    add(key, entry.value(), true);
                    addOlder(key, Range.under(Key.of(bucket.name(), key)));
                }
                prefixesFound.forEach(this::add);
                var last = found.last();
                if (!found.truncated() || last == null) {
                    return;
                }
                range = walk.afterAllOf(last.text());
            }
        }

        private static boolean isBefore(String text, String other) {
            return Key.of(text).compareTo(Key.of(other)) < 0;
        }
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var page = new Page(bucket, Listing.limit(request.maxKeys(), "maxKeys"));
        Listing.encoding(request.encodingType(), request.encodingTypeAsString());
        fill(page, request);
        var owner = Owners.canonical(bucket.owner());
        return ListObjectVersionsResponse.builder()
                .name(request.bucket())
                .prefix(request.prefix() == null ? "" : request.prefix())
                .delimiter(Listing.emptyAsNull(request.delimiter()))
                .keyMarker(request.keyMarker() == null ? "" : request.keyMarker())
                .versionIdMarker(request.versionIdMarker() == null ? "" : request.versionIdMarker())
                .encodingType(request.encodingType())
                .maxKeys(page.limit)
                .isTruncated(page.truncated)
                .nextKeyMarker(page.truncated ? page.lastKey : null)
                .nextVersionIdMarker(page.truncated ? page.lastVersion : null)
                .versions(page.versions.stream()
                        .filter(listed -> listed.version instanceof StoredObject)
                        .map(listed -> version(
                                listed,
                                (StoredObject) listed.version,
                                owner,
                                Listing.restoreStatus(request.optionalObjectAttributes())))
                        .toList())
                .deleteMarkers(page.versions.stream()
                        .filter(listed -> listed.version instanceof DeleteMarker)
                        .map(listed -> marker(listed, owner))
                        .toList())
                .commonPrefixes(Listing.prefixes(page.prefixes))
                .build();
    }

    private void fill(Page page, ListObjectVersionsRequest request) {
        var walk = new KeyWalk<Version>(
                holdings.versions().current(),
                _ -> true,
                request.bucket(),
                request.prefix() == null ? "" : request.prefix(),
                request.delimiter() == null ? "" : request.delimiter());
        var key = Listing.emptyAsNull(request.keyMarker());
        var version = Listing.emptyAsNull(request.versionIdMarker());
        if (key == null && version != null) {
            throw invalidArgument(
                    "A version-id marker cannot be specified without a key marker.", "version-id-marker", version);
        }
        if (page.limit == 0) {
            return;
        }
        if (key == null) {
            page.walk(walk, walk.all());
            return;
        }
        if (version != null && walk.covers(key)) {
            page.addAfter(key, orderOf(request.bucket(), key, version));
        }
        page.walk(walk, walk.afterAllOf(key));
    }

    /* Behind which order a page goes on; where a null version has gone that cannot be told, and all are listed. */
    private long orderOf(String bucket, String key, String version) {
        Versions.checkId(version);
        var place = Key.of(bucket, key);
        return holdings.versions()
                .current()
                .get(place)
                .filter(now -> now.version().equals(version))
                .map(Version::order)
                .orElseGet(() -> holdings.versions().olderOrder(place, version).orElse(Long.MAX_VALUE));
    }

    private ObjectVersion version(Listed listed, StoredObject object, Owner owner, boolean restoreStatus) {
        return ObjectVersion.builder()
                .key(listed.key)
                .versionId(object.version())
                .isLatest(listed.latest)
                .lastModified(object.modified())
                .eTag(object.quotedEtag())
                .checksumAlgorithm(object.checksum().kind().algorithm())
                .checksumType(object.checksum().type())
                .size(object.sizeBytes())
                .storageClass(object.description().storageClass())
                .owner(owner)
                .restoreStatus(restoreStatus ? Archive.status(object, holdings.now()) : null)
                .build();
    }

    private static DeleteMarkerEntry marker(Listed listed, Owner owner) {
        return DeleteMarkerEntry.builder()
                .key(listed.key)
                .versionId(listed.version.version())
                .isLatest(listed.latest)
                .lastModified(listed.version.modified())
                .owner(owner)
                .build();
    }
}
