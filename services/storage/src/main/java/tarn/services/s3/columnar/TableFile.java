package tarn.services.s3.columnar;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of a table that is being written, some rows at a time. Closing it ends its format; the stream stays open. */
public interface TableFile extends Closeable {

    /**
     * Writes rows as a group of their own. They lie in memory while that is done, so that many small calls make a large
     * file, and few large ones take much memory.
     *
     * @param rows each with a value, or null, for every column
     */
    void write(List<@Nullable Object[]> rows) throws IOException;
}
