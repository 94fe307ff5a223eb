package tarn.blobs;

import java.io.FilterInputStream;
import java.io.IOException;

/**
 * The stream of a response body that lies in blobs. A peer in the same process that needs random access, such as an
 * engine reading a Parquet file, takes the {@link #content} instead of reading the stream.
 */
public final class ContentStream extends FilterInputStream {

    private final Content content;

    /** Streams {@code length} bytes of {@code content} from {@code position} on, and owns it: closing closes both. */
    public ContentStream(Content content, long position, long length) {
        super(content.stream(position, length));
        this.content = content;
    }

    /** All the bytes, open until this stream is closed. */
    public Content content() {
        return content;
    }

    @Override
    public void close() throws IOException {
        super.close();
        content.close();
    }
}
