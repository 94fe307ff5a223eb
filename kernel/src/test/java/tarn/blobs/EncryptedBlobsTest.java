package tarn.blobs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedBlobsTest {

    private static final int SEGMENT = Segments.PLAIN_BYTES;
    private static final List<Integer> SIZES = List.of(
            0,
            1,
            1000,
            BlobFiles.INLINE_BYTES_MAX - Segments.TAG_BYTES,
            BlobFiles.INLINE_BYTES_MAX,
            SEGMENT - 1,
            SEGMENT,
            SEGMENT + 1,
            2 * SEGMENT,
            5 * SEGMENT + 77);

    private final BlobKey key = key(1);

    @TempDir
    private Path folder;

    private BlobFiles blobs;

    @BeforeEach
    void open() throws IOException {
        blobs = new BlobFiles(folder, false, false);
    }

    private static BlobKey key(int number) {
        var bytes = new byte[BlobKey.SIZE_BYTES];
        Arrays.fill(bytes, (byte) number);
        return BlobKey.of(bytes);
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Blob write(BlobKey under, byte[] bytes) throws IOException {
        try (var draft = blobs.draft(under)) {
            int at = 0;
            for (int step = 1; at < bytes.length; step = step * 3 + 1) {
                int length = Math.min(step, bytes.length - at);
                draft.write(bytes, at, length);
                at += length;
            }
            assertThat(draft.sizeBytes()).isEqualTo(bytes.length);
            return draft.seal();
        }
    }

    private byte[] read(Blob blob, BlobKey under) throws IOException {
        try (var content = blobs.open(blob, under)) {
            return content.stream(0, content.sizeBytes()).readAllBytes();
        }
    }

    private Path file(Blob blob) {
        return folder.resolve("drafts").resolve(blob.id());
    }

    @Test
    void aBlobOfAnySizeIsReadAsItWasWritten() throws IOException {
        for (var under : List.of(key, key.inside(key(2)))) {
            for (int size : SIZES) {
                var blob = write(under, bytes(size));
                assertThat(blob.sizeBytes()).isEqualTo(size);
                assertThat(read(blob, under)).as("%d bytes", size).isEqualTo(bytes(size));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyStretchIsReadAsItWasWritten(long seed) throws IOException {
        var random = new Random(seed);
        for (int size : SIZES) {
            var bytes = bytes(size);
            try (var content = blobs.open(write(key, bytes), key)) {
                for (int i = 0; i < 40; i++) {
                    int from = random.nextInt(size + 1);
                    int length = random.nextInt(random.nextBoolean() ? 100 : 3 * SEGMENT);
                    var into = random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
                    int expected = from == size ? -1 : Math.min(length, size - from);
                    assertThat(content.read(from, into)).as("seed %d", seed).isEqualTo(expected);
                    assertThat(into.flip())
                            .as("seed %d", seed)
                            .isEqualTo(ByteBuffer.wrap(bytes, from, Math.max(0, expected)));
                }
            }
        }
    }

    @Test
    void severalThreadsReadOneContent() throws Exception {
        var bytes = bytes(5 * SEGMENT + 77);
        try (var content = blobs.open(write(key, bytes), key);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reads = new ArrayList<CompletableFuture<byte[]>>();
            for (int i = 0; i < 32; i++) {
                int from = i * 1000;
                reads.add(CompletableFuture.supplyAsync(
                        () -> {
                            try (var in = content.stream(from, bytes.length)) {
                                return in.readAllBytes();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        },
                        threads));
            }
            for (int i = 0; i < reads.size(); i++) {
                assertThat(reads.get(i).get()).isEqualTo(Arrays.copyOfRange(bytes, i * 1000, bytes.length));
            }
        }
    }

    @Test
    void whatLiesOnDiskShowsNothingOfTheBytes() throws IOException {
        var marker = "the plain text that nobody may find ".repeat(10_000).getBytes(US_ASCII);
        var large = write(key, marker);
        var small = write(key, Arrays.copyOf(marker, 1000));
        assertThat(new String(Files.readAllBytes(file(large)), US_ASCII)).doesNotContain("plain text");
        assertThat(new String(Objects.requireNonNull(small.inline()), US_ASCII)).doesNotContain("plain text");
        assertThat(Files.readAllBytes(file(large))).isNotEqualTo(Files.readAllBytes(file(write(key, marker))));
    }

    @Test
    void aChangedBitIsNoticedWhereverItIs() throws IOException {
        var bytes = bytes(3 * SEGMENT + 5);
        var blob = write(key, bytes);
        long size = Files.size(file(blob));
        for (long at : List.of(0L, (long) SEGMENT, SEGMENT + 1L, size - 1, size - Segments.TAG_BYTES - 1)) {
            flip(file(blob), at);
            damaged(() -> read(blob, key));
            flip(file(blob), at);
        }
        assertThat(read(blob, key)).isEqualTo(bytes);
        var small = write(key, bytes(100));
        Objects.requireNonNull(small.inline())[50] ^= 1;
        damaged(() -> read(small, key));
    }

    @Test
    void whatIsNotDamagedIsStillRead() throws IOException {
        var bytes = bytes(3 * SEGMENT);
        var blob = write(key, bytes);
        flip(file(blob), Files.size(file(blob)) - 1);
        try (var content = blobs.open(blob, key)) {
            var into = ByteBuffer.allocate(SEGMENT);
            content.read(SEGMENT, into);
            assertThat(into.array()).isEqualTo(Arrays.copyOfRange(bytes, SEGMENT, 2 * SEGMENT));
        }
    }

    @Test
    void aFileThatWasCutOrGrewIsNoticed() throws IOException {
        var blob = write(key, bytes(3 * SEGMENT + 5));
        var whole = Files.readAllBytes(file(blob));
        for (int size : List.of(0, 1, Segments.SEALED_BYTES, 3 * Segments.SEALED_BYTES, whole.length - 1)) {
            Files.write(file(blob), Arrays.copyOf(whole, size));
            damaged(() -> read(blob, key));
        }
        Files.write(file(blob), Arrays.copyOf(whole, whole.length + 1));
        damaged(() -> read(blob, key));
        // Cut at a segment's end, with a record that says so: the last segment must be the last
        var shorter = new Blob(blob.id(), 2L * SEGMENT, null, blob.salt());
        Files.write(file(blob), Arrays.copyOf(whole, 2 * Segments.SEALED_BYTES + Segments.TAG_BYTES));
        damaged(() -> read(shorter, key));
    }

    @Test
    void anotherBlobOfTheSameKeyCannotTakeItsPlace() throws IOException {
        var one = write(key, bytes(2 * SEGMENT));
        var other = write(key, bytes(2 * SEGMENT));
        Files.copy(file(other), file(one), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        damaged(() -> read(one, key));
    }

    @Test
    void segmentsCannotChangePlaces() throws IOException {
        var blob = write(key, bytes(3 * SEGMENT));
        var whole = Files.readAllBytes(file(blob));
        var swapped = whole.clone();
        System.arraycopy(whole, 0, swapped, Segments.SEALED_BYTES, Segments.SEALED_BYTES);
        System.arraycopy(whole, Segments.SEALED_BYTES, swapped, 0, Segments.SEALED_BYTES);
        Files.write(file(blob), swapped);
        damaged(() -> read(blob, key));
    }

    @Test
    void itIsReadWithItsOwnKeyOnly() throws IOException {
        for (int size : List.of(100, 2 * SEGMENT)) {
            var blob = write(key, bytes(size));
            damaged(() -> read(blob, key(2)));
            damaged(() -> read(blob, key.inside(key(2))));
            assertThatThrownBy(() -> blobs.open(blob)).isInstanceOf(DamagedBlobException.class);
            try (var draft = blobs.draft()) {
                draft.write(bytes(size));
                var plain = draft.seal();
                assertThatThrownBy(() -> blobs.open(plain, key)).isInstanceOf(DamagedBlobException.class);
            }
        }
    }

    @Test
    void aLinkIsReadWithTheSameKey() throws IOException {
        var blob = write(key, bytes(2 * SEGMENT));
        var link = blobs.link(blob);
        blobs.discard(blob);
        assertThat(read(link, key)).isEqualTo(bytes(2 * SEGMENT));
    }

    /* The construction, once more and literally, so that what is on disk stays readable. */
    @Test
    void theBytesOnDiskAreAsTheyAlwaysWere() throws Exception {
        var salt = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        var sealed = new byte[3 + Segments.TAG_BYTES];
        key.layers(salt).getFirst().seal(7, true, new byte[] {1, 2, 3}, 0, 3, sealed);

        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex("01".repeat(32)), "HmacSHA256"));
        mac.update("tarn blob 1\0".getBytes(US_ASCII));
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(mac.doFinal(salt), "AES"),
                new GCMParameterSpec(128, HexFormat.of().parseHex("000000000000000000000701")));
        assertThat(cipher.doFinal(sealed)).containsExactly(1, 2, 3);
    }

    private static void flip(Path file, long at) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int b = bytes.read();
            bytes.seek(at);
            bytes.write(b ^ 1);
        }
    }

    private static void damaged(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOf(DamagedBlobException.class);
    }
}
