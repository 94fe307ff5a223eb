package tarn.services.glue.crawl;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Files, or folders of files, that can stand in one table: what they have in common and how much they are. */
record Alike(Format format, Compression compression, List<Column> columns, Tally tally) {

    private static final double SIMILAR = 0.7;

    /** How strictly two groups must resemble each other to become one. */
    enum Measure {
        /** The same format, compression, and mostly the same columns. */
        SIMILAR_COLUMNS,
        /** The same format and compression. */
        SAME_FORMAT,
        /** Formats that one table can read. */
        READABLE_TOGETHER
    }

    static Alike of(FileSchema schema, long sizeBytes) {
        return new Alike(
                schema.format(), schema.compression(), schema.columns(), new Tally(1, sizeBytes, schema.records()));
    }

    Alike with(Alike other) {
        var merged = columns.equals(other.columns) ? columns : Types.merge(columns, other.columns);
        return new Alike(format, compression, merged, tally.with(other.tally));
    }

    Alike plus(Tally more) {
        return new Alike(format, compression, columns, tally.with(more));
    }

    boolean resembles(Alike other, Measure measure) {
        if (!format.readsLike(other.format)) {
            return false;
        }
        return switch (measure) {
            case READABLE_TOGETHER -> true;
            case SAME_FORMAT -> compression == other.compression;
            case SIMILAR_COLUMNS -> compression == other.compression && similarColumns(other);
        };
    }

    private boolean similarColumns(Alike other) {
        if (columns.equals(other.columns)) {
            return true;
        }
        boolean nameless = format instanceof Format.Csv csv && !csv.header();
        if (nameless && columns.size() != other.columns.size()) {
            return false;
        }
        Map<String, Type> theirs = new HashMap<>();
        other.columns.forEach(column -> theirs.put(key(column), column.type()));
        long shared = columns.stream()
                .filter(column -> {
                    var type = theirs.get(key(column));
                    return type != null && (!nameless || type.equals(column.type()));
                })
                .count();
        return shared >= SIMILAR * Math.min(columns.size(), other.columns.size());
    }

    private static String key(Column column) {
        return column.name().toLowerCase(Locale.ROOT);
    }
}
