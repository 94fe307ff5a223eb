package tarn.blobs;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.Optional;

/**
 * A request body after which header-like trailers may follow, as {@code aws-chunked} allows. A trailer can be read once
 * the stream is at its end.
 */
public abstract class TrailingStream extends FilterInputStream {

    protected TrailingStream(InputStream in) {
        super(in);
    }

    /** The value of a trailer by its lower-case name, such as {@code x-amz-checksum-crc32}. */
    public abstract Optional<String> trailer(String name);
}
