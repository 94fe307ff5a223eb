package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.parquetParsing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Content;
import tarn.services.s3.select.Datum.Field;
import tarn.services.s3.select.Datum.Fields;

/**
 * The rows of a Parquet object, group by group; of each column a page at a time is in memory.
 *
 * <p>Compressed by GZIP or Snappy or not at all, as AWS takes them. Values within structures are fields of structures; of
 * lists and maps, the last value is there.
 */
final class ParquetRecords implements Records {

    private final Content content;
    private final ParquetFooter footer;
    private final Counted scanned;
    private final Counted processed;
    private List<ParquetPages> columns = List.of();
    private int group;
    private long left;

    ParquetRecords(Content content, Counted scanned, Counted processed) throws IOException {
        this.content = content;
        this.scanned = scanned;
        this.processed = processed;
        try {
            this.footer = ParquetFooter.of(content);
        } catch (IndexOutOfBoundsException | java.io.EOFException e) {
            throw parquetParsing();
        }
    }

    @Override
    public @Nullable Datum next() throws IOException {
        try {
            while (left == 0) {
                if (group == footer.groups().size()) {
                    return null;
                }
                open(footer.groups().get(group++));
            }
            left--;
            return row();
        } catch (IndexOutOfBoundsException
                | NegativeArraySizeException
                | ArithmeticException
                | ClassCastException
                | java.time.DateTimeException
                | java.io.EOFException
                | ZipException e) {
            throw parquetParsing();
        }
    }

    private void open(ParquetFooter.Group next) {
        left = next.rows();
        columns = new ArrayList<>();
        for (var column : footer.columns()) {
            var chunk = next.chunks().get(column.path());
            if (chunk == null) {
                throw parquetParsing();
            }
            columns.add(new ParquetPages(column, chunk, content, scanned, processed));
        }
    }

    private Datum row() throws IOException {
        var tree = new LinkedHashMap<String, Object>();
        for (int i = 0; i < columns.size(); i++) {
            put(tree, footer.columns().get(i).path(), columns.get(i).next());
        }
        return fields(tree);
    }

    @SuppressWarnings("unchecked") // what is put here is a value at a path's end and a tree before it
    private static void put(Map<String, Object> tree, List<String> path, Datum value) {
        var at = tree;
        for (var name : path.subList(0, path.size() - 1)) {
            at = (Map<String, Object>) at.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>());
        }
        at.put(path.getLast(), value);
    }

    @SuppressWarnings("unchecked") // see put
    private static Fields fields(Map<String, Object> tree) {
        var fields = new ArrayList<Field>(tree.size());
        tree.forEach((name, value) -> fields.add(
                new Field(name, value instanceof Datum datum ? datum : fields((Map<String, Object>) value))));
        return new Fields(fields);
    }
}
