import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** The file system itself: the limit that a store on it can come near to. */
final class Files {

    private static final int SMALL = 1024;
    private static final int KEYS = 1000;

    static final Map<String, Work> WORKS = Map.of(
            "write-1k", new Writing(SMALL, KEYS),
            "write-64m", new Writing(64 * Works.MB, 1),
            "write-1g", new Writing(1024 * Works.MB, 1),
            "read-64m", new Reading(64 * Works.MB));

    private static final int BUFFER = (int) Works.MB;

    /** Writes files and has each on the disk before the next. */
    record Writing(long size, int names) implements Work {

        @Override
        public Worker worker(String target) {
            var content = ByteBuffer.wrap(Works.bytes((int) Math.min(size, BUFFER)));
            return number -> {
                var path = Path.of(target, "file-" + size + "-" + number % names + "-" + Thread.currentThread().threadId());
                try (var file = FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                    for (long left = size; left > 0; left -= content.capacity()) {
                        file.write(content.rewind());
                    }
                    file.force(true);
                }
            };
        }
    }

    /** Reads a file from its beginning to its end. */
    record Reading(long size) implements Work {

        private static final int CHUNK = 1 << 18;

        @Override
        public void prepare(String target) throws IOException {
            java.nio.file.Files.write(Path.of(target, "read"), Works.bytes((int) size));
        }

        @Override
        public Worker worker(String target) {
            var buffer = ByteBuffer.allocateDirect(CHUNK);
            return number -> {
                try (var file = FileChannel.open(Path.of(target, "read"), StandardOpenOption.READ)) {
                    long seen = 0;
                    for (int read = file.read(buffer.clear()); read >= 0; read = file.read(buffer.clear())) {
                        seen += read;
                    }
                    Works.check(seen == size, "Read " + seen + " bytes of " + size);
                }
            };
        }
    }

    private Files() {}
}
