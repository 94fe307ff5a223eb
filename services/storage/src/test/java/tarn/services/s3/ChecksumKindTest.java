package tarn.services.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumKindTest {

    @ParameterizedTest
    @CsvSource({
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "MD5, 25f9e794323b453885f5181f1b624d0b",
    })
    void theChecksumOfTheDigitsIsTheCataloguesCheckValue(ChecksumKind kind, String value) {
        assertThat(HexFormat.of().formatHex(sum(kind, "123456789".getBytes(US_ASCII))))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "XXHASH64, 0, 70bbN1HY6Zk=",
        "XXHASH64, 100000, TPde5yzY9Mw=",
        "XXHASH3, 0, LQaABTjTlMI=",
        "XXHASH3, 100000, QsI67q2WdQ0=",
        "XXHASH128, 0, maoG0wFHmNhgAcMkRo1Jfw==",
        "XXHASH128, 100000, VBgsWLuxM3xCwjrurZZ1DQ==",
    })
    void xxHashesAreThoseOfItsOwnLibrary(ChecksumKind kind, int length, String value) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        assertThat(Base64.getEncoder().encodeToString(sum(kind, bytes))).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource
    void bytesInPiecesHaveTheSameChecksumAsAtOnce(ChecksumKind kind) {
        var random = new Random(7);
        var bytes = new byte[10_000];
        random.nextBytes(bytes);
        var running = kind.start();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(1 + random.nextInt(100), bytes.length - at);
            running.update(bytes, at, length);
            at += length;
        }
        assertThat(running.value()).isEqualTo(sum(kind, bytes)).hasSize(kind.sizeBytes());
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32", "CRC32C", "CRC64NVME"})
    void checksumsOfPartsJoinToTheChecksumOfTheWhole(ChecksumKind kind) {
        var random = new Random(11);
        for (int round = 0; round < 50; round++) {
            var bytes = new byte[random.nextInt(5_000)];
            random.nextBytes(bytes);
            int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);
            var first = sum(kind, Arrays.copyOf(bytes, cut));
            var second = sum(kind, Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(kind.join(first, second, bytes.length - cut))
                    .as("cut at %s of %s", cut, bytes.length)
                    .isEqualTo(sum(kind, bytes));
        }
    }

    @Test
    void aKindIsFoundByItsCodeAndByItsAlgorithm() {
        for (var kind : ChecksumKind.values()) {
            assertThat(ChecksumKind.ofCode(kind.code())).isEqualTo(kind);
            assertThat(ChecksumKind.of(kind.algorithm())).contains(kind);
        }
    }

    private static byte[] sum(ChecksumKind kind, byte[] bytes) {
        var running = kind.start();
        running.update(bytes, 0, bytes.length);
        return running.value();
    }
}
