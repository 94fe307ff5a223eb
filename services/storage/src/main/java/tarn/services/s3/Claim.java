package tarn.services.s3;

import static tarn.services.s3.S3Faults.badChecksum;
import static tarn.services.s3.S3Faults.badMd5;
import static tarn.services.s3.S3Faults.invalidChecksum;
import static tarn.services.s3.S3Faults.invalidDigest;
import static tarn.services.s3.S3Faults.invalidRequest;
import static tarn.services.s3.S3Faults.notImplemented;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * What a client says of the bytes it sends.
 *
 * @param kind the checksum it gives or asks for; empty if it does neither
 * @param value the checksum in base64; null if it follows in a trailer or is not given
 * @param md5 the {@code Content-MD5}; null if not given
 */
record Claim(
        Optional<ChecksumKind> kind,
        @Nullable String value,
        @Nullable String md5) {

    /** Nothing is said. */
    static final Claim NONE = new Claim(Optional.empty(), null, null);

    private static final int MD5_SIZE_BYTES = 16;

    static Claim of(PutObjectRequest request) {
        return of(ChecksumMembers.of(request), request.checksumAlgorithm(), request.contentMD5());
    }

    static Claim of(UploadPartRequest request) {
        return of(ChecksumMembers.of(request), request.checksumAlgorithm(), request.contentMD5());
    }

    private static Claim of(
            Map<ChecksumKind, String> given, @Nullable ChecksumAlgorithm algorithm, @Nullable String md5) {
        if (md5 != null && decoded(md5).length != MD5_SIZE_BYTES) {
            throw invalidDigest(md5);
        }
        for (var entry : ChecksumMembers.single(given).entrySet()) {
            if (decoded(entry.getValue()).length != entry.getKey().sizeBytes()) {
                throw invalidChecksum(entry.getKey());
            }
            return new Claim(Optional.of(entry.getKey()), entry.getValue(), md5);
        }
        return new Claim(Optional.ofNullable(algorithm).map(Claim::kind), null, md5);
    }

    /** The kind behind a name, or its refusal. */
    static ChecksumKind kind(ChecksumAlgorithm algorithm) {
        if (algorithm == ChecksumAlgorithm.UNKNOWN_TO_SDK_VERSION) {
            throw invalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid"
                    + " types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        }
        return ChecksumKind.of(algorithm).orElseThrow(() -> notImplemented("x-amz-sdk-checksum-algorithm"));
    }

    /** Refuses bytes of which it does not hold. */
    void check(byte[] md5Computed, ObjectChecksum computed) {
        if (md5 != null) {
            var text = Base64.getEncoder().encodeToString(md5Computed);
            if (!text.equals(md5)) {
                throw badMd5(md5, text);
            }
        }
        if (value != null && !value.equals(computed.value())) {
            throw badChecksum(computed.kind());
        }
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
