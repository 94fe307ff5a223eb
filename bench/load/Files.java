import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file system itself: the limit that a store on it can come near to. */
final class Files {

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
