package tarn.blobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** The content of a blob file. An open file outlives its name, so a release does not disturb a reader. */
final class FileContent implements Content {

    private final FileChannel file;
    private final long sizeBytes;

    FileContent(FileChannel file) {
        this.file = file;
        try {
            this.sizeBytes = file.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return file.read(into, position);
    }

    @Override
    public long transferTo(long position, long length, WritableByteChannel target) throws IOException {
        return file.transferTo(position, length, target);
    }

    @Override
    public InputStream stream(long position, long length) {
        return new PositionedStream(this, position, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
