package tarn.services.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tarn.blobs.Blob;
import tarn.store.Format;

/** What is on disk stays readable: each kind of record against the bytes that its first version wrote. */
class FormatsTest {

    @Test
    void aBucketIsKeptAsItAlwaysWas() throws IOException {
        check(
                "bucket",
                OwnedBucket.FORMAT,
                new OwnedBucket(
                        "my-bucket",
                        "123456789012",
                        "eu-central-1",
                        Instant.parse("2026-03-01T12:00:00.123Z"),
                        new TreeMap<>(Map.of("team", "data"))));
    }

    @Test
    void anObjectIsKeptAsItAlwaysWas() throws IOException {
        check(
                "object",
                StoredObject.FORMAT,
                Samples.object("9b2cf535f27731c974343645a3985328", "2026-03-01T12:00:00Z"));
    }

    @Test
    void aMultipartObjectIsKeptAsItAlwaysWas() throws IOException {
        check("multipart-object", StoredObject.FORMAT, Samples.multipart());
    }

    @Test
    void anUploadIsKeptAsItAlwaysWas() throws IOException {
        check(
                "upload",
                Upload.FORMAT,
                new Upload(
                        "0123-upload",
                        Instant.parse("2026-03-01T12:00:00.123Z"),
                        "arn:aws:iam::123456789012:root",
                        ChecksumKind.CRC32C,
                        true,
                        true,
                        Samples.FULL,
                        Map.of()));
    }

    @Test
    void aPartIsKeptAsItAlwaysWas() throws IOException {
        check(
                "part",
                UploadedPart.FORMAT,
                new UploadedPart(
                        10_000,
                        Instant.parse("2026-03-01T12:00:00.123Z"),
                        "9b2cf535f27731c974343645a3985328",
                        "AAAAAAAAAAA=",
                        new Blob("b10b", 5L << 30, null)));
    }

    private static <V> void check(String name, Format<V> format, V value) throws IOException {
        assertThat(format.version()).isEqualTo(1);
        var golden = golden(name);
        assertThat(HexFormat.of().formatHex(format.encode(value))).as(name).isEqualTo(golden);
        var read = format.decode(HexFormat.of().parseHex(golden), 1);
        assertThat(HexFormat.of().formatHex(format.encode(read))).as(name).isEqualTo(golden);
    }

    private static String golden(String name) throws IOException {
        try (var in = Objects.requireNonNull(
                FormatsTest.class.getResourceAsStream("golden/" + name + "-1.hex"), "No golden file for " + name)) {
            return new String(in.readAllBytes(), US_ASCII).replaceAll("\\s", "");
        }
    }
}
