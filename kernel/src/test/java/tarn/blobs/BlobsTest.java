package tarn.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tarn.kernel.testing.TestPlatform.CALLER;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;

class BlobsTest {

    private static final Format<Blob> FORMAT = Formats.record(Blob.class);
    private static final int LARGE = 300_000;

    @TempDir
    private Path folder;

    private LocalPlatform open() {
        return LocalPlatform.open(folder, TestPlatform.options(1));
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Blob seal(LocalPlatform platform, byte[] bytes) throws IOException {
        try (var draft = platform.blobs().draft()) {
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

    private static byte[] read(LocalPlatform platform, Blob blob) throws IOException {
        try (var content = platform.blobs().open(blob)) {
            return content.stream(0, content.sizeBytes()).readAllBytes();
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(folder.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aBlobOfAnySizeIsReadAsItWasWritten() throws Exception {
        try (var platform = open()) {
            for (int size : List.of(0, 1, 4096, BlobFiles.INLINE_BYTES_MAX, BlobFiles.INLINE_BYTES_MAX + 1, LARGE)) {
                var blob = seal(platform, bytes(size));
                assertThat(blob.sizeBytes()).isEqualTo(size);
                assertThat(blob.inline() != null).isEqualTo(size <= BlobFiles.INLINE_BYTES_MAX);
                assertThat(read(platform, blob)).isEqualTo(bytes(size));
            }
        }
    }

    @Test
    void aContentIsReadAtAnyPosition() throws Exception {
        try (var platform = open()) {
            for (int size : List.of(1000, LARGE)) {
                var bytes = bytes(size);
                try (var content = platform.blobs().open(seal(platform, bytes))) {
                    var into = ByteBuffer.allocateDirect(100);
                    assertThat(content.read(500, into)).isEqualTo(100);
                    assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(bytes, 500, 100));
                    assertThat(content.read(size, ByteBuffer.allocate(1))).isEqualTo(-1);
                    assertThat(content.stream(size - 10L, 100).readAllBytes()).hasSize(10);
                    var out = new ByteArrayOutputStream();
                    assertThat(content.transferTo(10, 20, Channels.newChannel(out)))
                            .isEqualTo(20);
                    assertThat(out.toByteArray()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 10, 30));
                }
            }
        }
    }

    @Test
    void aDraftThatIsClosedUnsealedLeavesNothing() throws Exception {
        try (var platform = open()) {
            try (var draft = platform.blobs().draft()) {
                draft.write(bytes(LARGE));
            }
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void whatNoBatchAdoptedGoesWithTheNextStart() throws Exception {
        Blob adopted;
        try (var platform = open()) {
            var store = platform.store("x/blobs", Scope.GLOBAL, FORMAT);
            adopted = seal(platform, bytes(LARGE));
            assertThat(platform.batch()
                            .put(store, Key.of("a"), adopted)
                            .adopt(adopted)
                            .commit())
                    .isTrue();
            seal(platform, bytes(LARGE + 1));
            assertThat(files()).hasSize(2);
        }
        try (var platform = open()) {
            assertThat(files()).hasSize(1);
            assertThat(read(platform, adopted)).isEqualTo(bytes(LARGE));
        }
    }

    @Test
    void aBlobOfABatchThatFailedIsWholeUntilItIsDiscarded() throws Exception {
        try (var platform = open()) {
            var store = platform.store("x/blobs", Scope.GLOBAL, FORMAT);
            var first = seal(platform, bytes(LARGE));
            var second = seal(platform, bytes(LARGE + 1));
            assertThat(platform.batch()
                            .insert(store, Key.of("a"), first)
                            .adopt(first)
                            .commit())
                    .isTrue();
            assertThat(platform.batch()
                            .insert(store, Key.of("a"), second)
                            .adopt(second)
                            .commit())
                    .isFalse();
            assertThat(read(platform, second)).isEqualTo(bytes(LARGE + 1));
            platform.blobs().discard(second);
            assertThat(files()).hasSize(1);
            assertThat(read(platform, first)).isEqualTo(bytes(LARGE));
        }
    }

    @Test
    void aReleasedBlobIsGoneButReadersReadOn() throws Exception {
        try (var platform = open()) {
            var store = platform.store("x/blobs", Scope.GLOBAL, FORMAT);
            var blob = seal(platform, bytes(LARGE));
            platform.batch().put(store, Key.of("a"), blob).adopt(blob).commit();
            try (var content = platform.blobs().open(blob)) {
                assertThat(platform.batch()
                                .delete(store, Key.of("a"))
                                .release(blob)
                                .commit())
                        .isTrue();
                assertThat(files()).isEmpty();
                assertThatThrownBy(() -> platform.blobs().open(blob)).isInstanceOf(NoSuchFileException.class);
                assertThat(content.stream(0, LARGE).readAllBytes()).isEqualTo(bytes(LARGE));
            }
        }
    }

    @Test
    void aLinkLivesByItself() throws Exception {
        try (var platform = open()) {
            var store = platform.store("x/blobs", Scope.GLOBAL, FORMAT);
            var blob = seal(platform, bytes(LARGE));
            platform.batch().put(store, Key.of("a"), blob).adopt(blob).commit();
            var link = platform.blobs().link(blob);
            platform.batch().put(store, Key.of("b"), link).adopt(link).commit();
            platform.batch().delete(store, Key.of("a")).release(blob).commit();
            assertThat(read(platform, link)).isEqualTo(bytes(LARGE));
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void aResetFreesTheBlobsOfWhatItRemoves() throws Exception {
        try (var platform = open()) {
            var store = platform.store("s3/objects", Scope.GLOBAL, FORMAT);
            var other = platform.store("x/objects", Scope.ACCOUNT, FORMAT);
            CALLER.call(() -> {
                for (int i = 0; i < 5; i++) {
                    var blob = seal(platform, bytes(LARGE));
                    platform.batch()
                            .put(store, Key.of("" + i), blob)
                            .adopt(blob)
                            .commit();
                }
                var blob = seal(platform, bytes(LARGE));
                platform.batch().put(other, Key.of("o"), blob).adopt(blob).commit();
                return true;
            });
            platform.reset("s3", null);
        }
        // What the sweep did not come to before the end, it does after the start; closing waits for a page of it.
        open().close();
        assertThat(files()).hasSize(1);
    }

    @Test
    void aCheckpointHasEverythingAndLivesByItself(@TempDir Path other) throws Exception {
        Blob blob;
        try (var platform = open()) {
            var store = platform.store("x/blobs", Scope.GLOBAL, FORMAT);
            blob = seal(platform, bytes(LARGE));
            platform.batch().put(store, Key.of("a"), blob).adopt(blob).commit();
            platform.checkpoint(other.resolve("copy"));
            platform.batch().delete(store, Key.of("a")).release(blob).commit();
        }
        try (var copy = LocalPlatform.open(other.resolve("copy"), TestPlatform.options(1))) {
            var found = copy.store("x/blobs", Scope.GLOBAL, FORMAT).get(Key.of("a"));
            assertThat(found).contains(blob);
            assertThat(read(copy, blob)).isEqualTo(bytes(LARGE));
        }
    }
}
