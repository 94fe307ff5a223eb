package tarn.engines.trino;

import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes a statement reads and ends it with the first that is too many. Trino itself looks once a second, so
 * that a quick statement would pass.
 */
final class ScanLimit extends LongAdder {

    private static final long serialVersionUID = 1;

    private final long bytesMax;

    ScanLimit(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public void add(long bytes) {
        super.add(bytes);
        if (sum() > bytesMax) {
            throw new TrinoException(
                    StandardErrorCode.EXCEEDED_SCAN_LIMIT,
                    "Query has exceeded its scan limit of " + bytesMax + " bytes");
        }
    }
}
