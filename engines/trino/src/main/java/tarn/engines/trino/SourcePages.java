package tarn.engines.trino;

import io.trino.spi.PageBuilder;
import io.trino.spi.connector.ConnectorPageSource;
import io.trino.spi.connector.SourcePage;
import io.trino.spi.type.Type;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;

/** A source's rows as pages. What is counted as scanned is their size in memory, as AWS counts what connectors hand over. */
final class SourcePages implements ConnectorPageSource {

    private static final int ROWS_MAX = 1_000;

    private final LakeSource.Rows rows;
    private final List<Type> types;
    private final LongAdder scanned;
    private long bytes;
    private long nanos;
    private boolean finished;

    SourcePages(LakeSource.Rows rows, List<Type> types, LongAdder scanned) {
        this.rows = rows;
        this.types = types;
        this.scanned = scanned;
    }

    @Override
    public long getCompletedBytes() {
        return bytes;
    }

    @Override
    public long getReadTimeNanos() {
        return nanos;
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public @Nullable SourcePage getNextSourcePage() {
        long began = System.nanoTime();
        var page = new PageBuilder(types);
        try {
            while (!page.isFull() && page.getPositionCount() < ROWS_MAX && rows.hasNext()) {
                page.declarePosition();
                var row = rows.next();
                for (int i = 0; i < types.size(); i++) {
                    SourceValues.write(types.get(i), page.getBlockBuilder(i), row.get(i));
                }
            }
        } catch (LakeFailure failure) {
            throw Failures.ofCatalog(failure);
        } finally {
            nanos += System.nanoTime() - began;
        }
        if (page.isEmpty()) {
            finished = true;
            return null;
        }
        var built = page.build();
        bytes += built.getSizeInBytes();
        scanned.add(built.getSizeInBytes());
        return SourcePage.create(built);
    }

    @Override
    public void close() {
        finished = true;
        rows.close();
    }
}
