package tarn.engines.trino;

import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoInput;
import io.trino.filesystem.TrinoInputFile;
import io.trino.filesystem.TrinoInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeFile;
import tarn.engines.sql.LakeFiles;

/** A file of the lake for reading. */
final class LakeInputFile implements TrinoInputFile {

    private final LakeFiles files;
    private final Location location;
    private final LongAdder bytesScanned;
    private Optional<LakeFiles.Entry> known;

    LakeInputFile(LakeFiles files, Location location, LongAdder bytesScanned, Optional<LakeFiles.Entry> known) {
        this.files = files;
        this.location = location;
        this.bytesScanned = bytesScanned;
        this.known = known;
    }

    @Override
    public TrinoInput newInput() throws IOException {
        return new Positioned(open(), bytesScanned);
    }

    @Override
    public TrinoInputStream newStream() throws IOException {
        return new Streamed(open(), bytesScanned);
    }

    @Override
    public long length() throws IOException {
        return entry().sizeBytes();
    }

    @Override
    public Instant lastModified() throws IOException {
        return Instant.ofEpochMilli(entry().modifiedMillis());
    }

    @Override
    public boolean exists() throws IOException {
        return stat().isPresent();
    }

    @Override
    public Location location() {
        return location;
    }

    private LakeFile open() throws IOException {
        try {
            return files.open(LakeFileSystem.uri(location));
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    private LakeFiles.Entry entry() throws IOException {
        return stat().orElseThrow(() -> new FileNotFoundException("No such file: " + location));
    }

    private Optional<LakeFiles.Entry> stat() throws IOException {
        if (known.isEmpty()) {
            try {
                known = files.stat(LakeFileSystem.uri(location));
            } catch (LakeFailure e) {
                throw Failures.ofFiles(e);
            }
        }
        return known;
    }

    private record Positioned(LakeFile file, LongAdder bytesScanned) implements TrinoInput {

        @Override
        public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
            bytesScanned.add(length);
            readAll(position, buffer, offset, length);
        }

        private void readAll(long position, byte[] buffer, int offset, int length) throws IOException {
            try {
                for (int done = 0; done < length; ) {
                    int count = file.read(position + done, buffer, offset + done, length - done);
                    if (count < 0) {
                        throw new EOFException(
                                "The file ends at " + file.sizeBytes() + ", before " + (position + length));
                    }
                    done += count;
                }
            } catch (LakeFailure e) {
                throw Failures.ofFiles(e);
            }
        }

        /**
         * Reads a footer; it is not counted, since it is the file's catalog and not its contents. Of a small ORC file all
         * is read so, and nothing afterwards: then it counts.
         */
        @Override
        public int readTail(byte[] buffer, int offset, int length) throws IOException {
            int count = (int) Math.min(file.sizeBytes(), length);
            readAll(file.sizeBytes() - count, buffer, offset, count);
            if (count == file.sizeBytes() && !isParquet(buffer, offset + count)) {
                bytesScanned.add(count);
            }
            return count;
        }

        private static boolean isParquet(byte[] buffer, int end) {
            return end >= 4 && new String(buffer, end - 4, 4, StandardCharsets.ISO_8859_1).equals("PAR1");
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    private static final class Streamed extends TrinoInputStream {

        private final LakeFile file;
        private final LongAdder bytesScanned;
        private long position;

        private Streamed(LakeFile file, LongAdder bytesScanned) {
            this.file = file;
            this.bytesScanned = bytesScanned;
        }

        @Override
        public long getPosition() {
            return position;
        }

        @Override
        public void seek(long target) throws IOException {
            if (target < 0 || target > file.sizeBytes()) {
                throw new EOFException("Cannot go to " + target + " in a file of " + file.sizeBytes() + " bytes");
            }
            position = target;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            try {
                int count = file.read(position, into, offset, length);
                position += Math.max(count, 0);
                bytesScanned.add(Math.max(count, 0));
                return count;
            } catch (LakeFailure e) {
                throw Failures.ofFiles(e);
            }
        }

        @Override
        public long skip(long count) {
            long skipped = Math.clamp(file.sizeBytes() - position, 0, Math.max(count, 0));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return Math.clamp(file.sizeBytes() - position, 0, Integer.MAX_VALUE);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
