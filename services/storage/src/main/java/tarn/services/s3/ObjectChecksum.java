package tarn.services.s3;

import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.s3.model.ChecksumType;

/**
 * A checksum as S3 shows it.
 *
 * @param composite whether it is the checksum of the parts' checksums rather than of the content
 * @param value in base64; of a composite one followed by a hyphen and the number of parts
 */
record ObjectChecksum(ChecksumKind kind, boolean composite, String value) {

    static ObjectChecksum full(ChecksumKind kind, byte[] value) {
        return new ObjectChecksum(kind, false, Base64.getEncoder().encodeToString(value));
    }

    /** The checksum of a multipart object from its parts' checksums, all of that kind. */
    static ObjectChecksum ofParts(ChecksumKind kind, boolean composite, List<? extends UploadedPart> parts) {
        if (composite) {
            var running = kind.start();
            for (var part : parts) {
                var value = part.checksumBytes();
                running.update(value, 0, value.length);
            }
            var value = Base64.getEncoder().encodeToString(running.value());
            return new ObjectChecksum(kind, true, value + "-" + parts.size());
        }
        var joined = parts.getFirst().checksumBytes();
        for (var part : parts.subList(1, parts.size())) {
            joined = kind.join(joined, part.checksumBytes(), part.blob().sizeBytes());
        }
        return full(kind, joined);
    }

    ChecksumType type() {
        return composite ? ChecksumType.COMPOSITE : ChecksumType.FULL_OBJECT;
    }
}
