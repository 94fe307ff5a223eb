package tarn.services.s3;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tarn.blobs.Blob;

/** Records to test with. */
final class Samples {

    static final Description PLAIN = new Description(
            "binary/octet-stream", null, null, null, null, null, null, StorageClasses.STANDARD, Map.of());

    static final Description FULL = new Description(
            "text/plain; charset=utf-8",
            "gzip",
            "de",
            "attachment; filename=\"ü.txt\"",
            "no-cache",
            Instant.parse("2027-01-01T00:00:00Z"),
            "/elsewhere",
            "STANDARD_IA",
            new TreeMap<>(Map.of("colour", "grün", "size", "")));

    static StoredObject object(String etag, String modified) {
        return StoredObject.of(
                Instant.parse(modified),
                etag,
                new ObjectChecksum(ChecksumKind.CRC64NVME, false, "AAAAAAAAAAA="),
                PLAIN,
                Map.of(),
                null,
                List.of(Piece.whole(new Blob("", 3, new byte[] {1, 2, 3}))),
                new Encryption.ByDisk());
    }

    private static final Encryption.ByKms KMS = new Encryption.ByKms(
            "arn:aws:kms:us-east-1:123456789012:key/1",
            new TreeMap<>(Map.of("aws:s3:arn", "arn:aws:s3:::bucket", "team", "data")),
            true,
            new byte[] {4, 5});

    /** One of each kind, by a name for it. */
    static final Map<String, Encryption> ENCRYPTIONS = new TreeMap<>(Map.of(
            "sse-s3", new Encryption.ByS3(new byte[] {1, 2, 3}),
            "sse-kms", KMS,
            "dsse", new Encryption.Twice(KMS, new byte[] {6}),
            "sse-c", new Encryption.ByCustomer(new byte[] {7}, new byte[] {8, 9})));

    static StoredObject encrypted(Encryption encryption) {
        return StoredObject.of(
                Instant.parse("2026-03-01T12:00:00Z"),
                "9b2cf535f27731c974343645a3985328",
                new ObjectChecksum(ChecksumKind.CRC64NVME, false, "AAAAAAAAAAA="),
                PLAIN,
                Map.of(),
                null,
                List.of(
                        new Piece(new Blob("b10b", 5L << 30, null, new byte[] {1, 1}), 1, null),
                        new Piece(new Blob("", 300, new byte[] {7, 8}, new byte[] {2, 2}), 2, null)),
                encryption);
    }

    static StoredObject multipart() {
        return StoredObject.of(
                Instant.parse("2026-03-01T12:00:00.123Z"),
                "9b2cf535f27731c974343645a3985328-2",
                new ObjectChecksum(ChecksumKind.SHA256, true, "c2hhMjU2LW9mLXNoYTI1NnM=-2"),
                FULL,
                new TreeMap<>(Map.of("team", "data", "empty", "")),
                "0123-upload",
                List.of(
                        new Piece(new Blob("b10b", 5L << 30, null), 1, "b25l"),
                        new Piece(new Blob("", 2, new byte[] {7, 8}), 10_000, "dHdv")),
                new Encryption.ByDisk());
    }

    private Samples() {}
}
