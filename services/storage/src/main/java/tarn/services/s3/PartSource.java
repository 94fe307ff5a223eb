package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.storageFailed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.blobs.BlobKey;

/**
 * Where a part that is copied comes from: an object or a stretch of one. A whole object of one piece that lies under the
 * same data key is linked; anything else is read and written anew, since a part's blob is its own.
 *
 * @param place where the source lies
 * @param customer the key of the source, if it came from a customer
 */
record PartSource(
        Holdings holdings,
        Intake intake,
        DataKeys keys,
        CopySource from,
        DataKeys.Place place,
        @Nullable CustomerKey customer,
        ReadCondition condition,
        @Nullable String rangeHeader) {

    private static final int ATTEMPTS_MAX = 100;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

    /** What was taken, and of what. */
    record Taken(StoredObject source, Intake.Received received) {}

    Taken take(ChecksumKind kind, DataKeys.Made under) {
        for (int attempt = 1; ; attempt++) {
            var source = from.object(holdings);
            condition.checkSource(source);
            Archive.checkSource(source, holdings.now());
            var range = range(source);
            var key = keys.open(place, source.encryption(), customer);
            var linkable = linkable(source, range, kind) && Objects.equals(key, under.key());
            try {
                return new Taken(source, linkable ? linked(source) : read(source, key, range, kind, under));
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS_MAX) {
                    throw storageFailed(e);
                }
            } catch (IOException e) {
                throw storageFailed(e);
            }
        }
    }

    private static boolean linkable(StoredObject source, ByteRange range, ChecksumKind kind) {
        return source.pieces().size() == 1
                && !source.multipart()
                && range.length() == source.sizeBytes()
                && source.sizeBytes() <= Intake.SIZE_BYTES_MAX
                && source.checksum().kind() == kind;
    }

    private Intake.Received linked(StoredObject source) throws IOException {
        var blob = holdings.blobs().link(source.pieces().getFirst().blob());
        return new Intake.Received(blob, source.etag(), source.checksum(), source.checksum());
    }

    private Intake.Received read(
            StoredObject source, @Nullable BlobKey key, ByteRange range, ChecksumKind kind, DataKeys.Made under)
            throws IOException {
        try (var content = PiecedContent.open(holdings.blobs(), source, range, key);
                InputStream in = content.stream(range.position(), range.length())) {
            return intake.receive(in, range.length(), Claim.NONE, kind, under);
        }
    }

    private ByteRange range(StoredObject source) {
        if (rangeHeader == null) {
            return ByteRange.all(source.sizeBytes());
        }
        var match = RANGE.matcher(rangeHeader);
        if (!match.matches() || Long.parseLong(match.group(1)) > Long.parseLong(match.group(2))) {
            throw invalidArgument(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are"
                            + " the zero-based offsets of the first and last bytes to copy",
                    "x-amz-copy-source-range",
                    rangeHeader);
        }
        long first = Long.parseLong(match.group(1));
        long last = Long.parseLong(match.group(2));
        if (last >= source.sizeBytes()) {
            throw invalidArgument(
                    "Range specified is not valid for source object of size: " + source.sizeBytes(),
                    "x-amz-copy-source-range",
                    rangeHeader);
        }
        return new ByteRange(first, last - first + 1);
    }
}
