package tarn.wire.http;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import tarn.blobs.Crc64Nvme;

/** A checksum of a body that is computed while the body is read. */
interface Digest {

    /** The trailers that carry one begin with this. */
    String PREFIX = "x-amz-checksum-";

    /** Takes in more of the body. */
    void update(byte[] bytes, int offset, int length);

    /** The checksum of everything that was taken in, in base64 as clients send it; asked once. */
    String base64();

    /** The checksum that a trailer such as {@code x-amz-checksum-crc32} carries; empty if we do not compute that one. */
    static Optional<Digest> of(String trailer) {
        return switch (trailer) {
            case "x-amz-checksum-crc32" -> Optional.of(new Cyclic(new CRC32(), 4));
            case "x-amz-checksum-crc32c" -> Optional.of(new Cyclic(new CRC32C(), 4));
            case "x-amz-checksum-crc64nvme" -> Optional.of(new Cyclic(new Crc64Nvme(), 8));
            case "x-amz-checksum-sha1" -> Optional.of(Cryptographic.named("SHA-1"));
            case "x-amz-checksum-sha256" -> Optional.of(Cryptographic.named("SHA-256"));
            case "x-amz-checksum-sha512" -> Optional.of(Cryptographic.named("SHA-512"));
            case "x-amz-checksum-md5" -> Optional.of(Cryptographic.named("MD5"));
            default -> Optional.empty();
        };
    }

    /** A cyclic redundancy check of some bytes. */
    record Cyclic(Checksum sum, int sizeBytes) implements Digest {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            sum.update(bytes, offset, length);
        }

        @Override
        public String base64() {
            var all = ByteBuffer.allocate(Long.BYTES).putLong(sum.getValue()).array();
            return Base64.getEncoder().encodeToString(Arrays.copyOfRange(all, Long.BYTES - sizeBytes, Long.BYTES));
        }
    }

    /** A cryptographic hash. */
    record Cryptographic(MessageDigest digest) implements Digest {
        static Cryptographic named(String name) {
            try {
                return new Cryptographic(MessageDigest.getInstance(name));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has " + name, e);
            }
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public String base64() {
            return Base64.getEncoder().encodeToString(digest.digest());
        }
    }
}
