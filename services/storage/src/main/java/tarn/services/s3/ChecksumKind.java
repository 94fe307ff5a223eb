package tarn.services.s3;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import tarn.blobs.Crc64Nvme;

/**
 * The checksum algorithms, all that AWS takes.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html">Checking
 *     object integrity</a>
 */
@SuppressWarnings("ImmutableEnumChecker") // a constructor and tables that nobody changes
enum ChecksumKind {
    CRC32(1, ChecksumAlgorithm.CRC32, 4, () -> new Cyclic(new CRC32(), 4), new CrcJoin(32, 0xEDB88320L)),
    CRC32C(2, ChecksumAlgorithm.CRC32_C, 4, () -> new Cyclic(new CRC32C(), 4), new CrcJoin(32, 0x82F63B78L)),
    CRC64NVME(
            3,
            ChecksumAlgorithm.CRC64_NVME,
            8,
            () -> new Cyclic(new Crc64Nvme(), 8),
            new CrcJoin(64, Crc64Nvme.POLYNOMIAL)),
    SHA1(4, ChecksumAlgorithm.SHA1, 20, () -> new Cryptographic("SHA-1"), null),
    SHA256(5, ChecksumAlgorithm.SHA256, 32, () -> new Cryptographic("SHA-256"), null),
    SHA512(6, ChecksumAlgorithm.SHA512, 64, () -> new Cryptographic("SHA-512"), null),
    MD5(7, ChecksumAlgorithm.MD5, 16, () -> new Cryptographic("MD5"), null),
    XXHASH64(8, ChecksumAlgorithm.XXHASH64, 8, XxHash64::new, null),
    XXHASH3(9, ChecksumAlgorithm.XXHASH3, 8, () -> new XxHash3(Hashing.xxh3_64().hashStream()), null),
    XXHASH128(
            10,
            ChecksumAlgorithm.XXHASH128,
            16,
            () -> new XxHash128(Hashing.xxh3_128().hashStream()),
            null);

    /** A checksum being computed. */
    interface Running {
        void update(byte[] bytes, int offset, int length);

        /** Its value over all that came; then it is used up. */
        byte[] value();
    }

    private final int code;
    private final ChecksumAlgorithm algorithm;
    private final int sizeBytes;
    private final Supplier<Running> start;
    private final @Nullable CrcJoin join;

    ChecksumKind(
            int code, ChecksumAlgorithm algorithm, int sizeBytes, Supplier<Running> start, @Nullable CrcJoin join) {
        this.code = code;
        this.algorithm = algorithm;
        this.sizeBytes = sizeBytes;
        this.start = start;
        this.join = join;
    }

    /** The kind that a client names; empty if we do not compute it. */
    static Optional<ChecksumKind> of(ChecksumAlgorithm algorithm) {
        return Arrays.stream(values())
                .filter(kind -> kind.algorithm == algorithm)
                .findFirst();
    }

    /** The kind that is kept under a code. */
    static ChecksumKind ofCode(int code) {
        return values()[code - 1];
    }

    /** What stands for it in records, forever. */
    int code() {
        return code;
    }

    ChecksumAlgorithm algorithm() {
        return algorithm;
    }

    /** Its name in AWS's messages and in {@code x-amz-checksum-*}, such as {@code crc64nvme}. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    int sizeBytes() {
        return sizeBytes;
    }

    Running start() {
        return start.get();
    }

    /** Whether parts' checksums can be joined to one over the full object. */
    boolean joins() {
        return join != null;
    }

    /** Whether it may be the checksum of the parts' checksums. */
    boolean composes() {
        return this != CRC64NVME;
    }

    /** The checksum of what two checksums cover, one after the other. Only if it {@link #joins}. */
    byte[] join(byte[] first, byte[] second, long secondBytes) {
        if (join == null) {
            throw new IllegalStateException(this + " cannot be joined");
        }
        return big(join.join(number(first), number(second), secondBytes), sizeBytes);
    }

    private static long number(byte[] big) {
        long value = 0;
        for (byte b : big) {
            value = value << 8 | (b & 0xFF);
        }
        return value;
    }

    private static byte[] big(long value, int sizeBytes) {
        var all = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        return Arrays.copyOfRange(all, Long.BYTES - sizeBytes, Long.BYTES);
    }

    private record Cyclic(Checksum sum, int sizeBytes) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            sum.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return big(sum.getValue(), sizeBytes);
        }
    }

    private record XxHash3(HashStream64 stream) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            stream.putBytes(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return big(stream.getAsLong(), Long.BYTES);
        }
    }

    private record XxHash128(HashStream128 stream) implements Running {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            stream.putBytes(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            var value = stream.get();
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(value.getMostSignificantBits())
                    .putLong(value.getLeastSignificantBits())
                    .array();
        }
    }

    private record Cryptographic(MessageDigest digest) implements Running {
        Cryptographic(String name) {
            this(named(name));
        }

        private static MessageDigest named(String name) {
            try {
                return MessageDigest.getInstance(name);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }
}
