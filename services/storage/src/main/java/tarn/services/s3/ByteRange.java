package tarn.services.s3;

import static tarn.services.s3.S3Faults.invalidRange;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A stretch of an object's bytes.
 *
 * @param position of the first one
 * @param length how many
 */
record ByteRange(long position, long length) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * The stretch that a {@code Range} header asks for. A header that is not one range of bytes is ignored, as HTTP
     * says and S3 does; a range that begins behind the end is refused.
     */
    static Optional<ByteRange> of(String header, long sizeBytes) {
        var match = ONE.matcher(header.strip());
        if (!match.matches() || header.endsWith("=-")) {
            return Optional.empty();
        }
        var first = match.group(1);
        var last = match.group(2);
        if (first.isEmpty()) {
            long length = Math.min(Long.parseLong(last), sizeBytes);
            if (length == 0) {
                throw invalidRange(header, sizeBytes);
            }
            return Optional.of(new ByteRange(sizeBytes - length, length));
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (to < from) {
            return Optional.empty();
        }
        if (from >= sizeBytes) {
            throw invalidRange(header, sizeBytes);
        }
        return Optional.of(new ByteRange(from, Math.min(to, sizeBytes - 1) - from + 1));
    }

    static ByteRange all(long sizeBytes) {
        return new ByteRange(0, sizeBytes);
    }

    /** As {@code Content-Range} says it. */
    String contentRange(long sizeBytes) {
        return "bytes " + position + "-" + (position + length - 1) + "/" + sizeBytes;
    }
}
