package tarn.services.firehose;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Opens records that were packed with GZIP, as CloudWatch Logs sends them. */
record Unpacking() implements Processing.Step {

    /** What a record may become; a bomb of zeros ends here. */
    private static final int BYTES_MAX = 64 << 20;

    @Override
    public List<Item> apply(List<Item> items, Consumer<Item.Failure> failed) {
        var next = new ArrayList<Item>();
        for (var item : items) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(item.data()))) {
                var bytes = in.readNBytes(BYTES_MAX);
                if (in.read() >= 0) {
                    failed.accept(
                            item.failing("Decompression.RecordTooLarge", "A record unpacks to more than 64 MiB."));
                } else {
                    next.add(item.with(bytes));
                }
            } catch (IOException e) {
                failed.accept(item.failing("Decompression.Failed", "A record is not GZIP: " + e.getMessage()));
            }
        }
        return next;
    }
}
