package tarn.engines.trino;

import io.trino.filesystem.Location;
import io.trino.filesystem.TrinoOutputFile;
import io.trino.memory.context.AggregatedMemoryContext;
import java.io.IOException;
import java.io.OutputStream;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeFiles;

/** A file of the lake for writing. */
record LakeOutputFile(LakeFiles files, Location location) implements TrinoOutputFile {

    @Override
    public void createOrOverwrite(byte[] data) throws IOException {
        write(data, true);
    }

    @Override
    public void createExclusive(byte[] data) throws IOException {
        write(data, false);
    }

    private void write(byte[] data, boolean replace) throws IOException {
        try (var draft = files.create(LakeFileSystem.uri(location), replace)) {
            draft.write(data);
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    @Override
    public OutputStream create(AggregatedMemoryContext memory) throws IOException {
        try {
            return new Writing(files.create(LakeFileSystem.uri(location), true));
        } catch (LakeFailure e) {
            throw Failures.ofFiles(e);
        }
    }

    /** Hands refusals on as the I/O errors that Trino expects. */
    private static final class Writing extends OutputStream {

        private final OutputStream draft;

        private Writing(OutputStream draft) {
            this.draft = draft;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                draft.write(bytes, offset, length);
            } catch (LakeFailure e) {
                throw Failures.ofFiles(e);
            }
        }

        @Override
        public void flush() throws IOException {
            draft.flush();
        }

        @Override
        public void close() throws IOException {
            try {
                draft.close();
            } catch (LakeFailure e) {
                throw Failures.ofFiles(e);
            }
        }
    }
}
