package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Glue's built-in CSV classifier: finds the delimiter, whether there is a header, and the columns' types.
 *
 * <p>AWS documents: comma, pipe, tab, semicolon or Ctrl-A; at least two columns and two rows; the first row is a header
 * if each of its values is text of less than 150 characters (but the last), fits a column name, and some column below
 * is not text; else the columns are {@code col0}, {@code col1}. Numbers are {@code bigint} or {@code double},
 * {@code true} and {@code false} are {@code boolean}, dates and times stay {@code string}.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html#classifier-builtin-rules">Built-in
 *     CSV classifier</a>
 */
final class CsvClassifier {

    private static final char[] DELIMITERS = {',', '|', '\t', ';', '\u0001'};
    private static final int PROBED_ROWS = 200;
    private static final int HEADER_LENGTH_MAX = 150;
    private static final double REGULAR = 0.9;

    private static final Pattern NAME =
            Pattern.compile("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,19}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /**
     * What was found.
     *
     * @param rows how many rows of data the text held
     */
    record Found(Format.Csv format, List<Column> columns, long rows) {}

    private CsvClassifier() {}

    /** Classifies text that ends at the end of a row; empty if it is no CSV. */
    static Optional<Found> classify(String text) {
        return delimiter(text, '"').map(delimiter -> {
            var rows = CsvRows.of(text, delimiter, Integer.MAX_VALUE);
            return describe(rows, delimiter, usualWidth(rows.subList(0, Math.min(rows.size(), PROBED_ROWS))));
        });
    }

    /** What most likely stands between the values of a text. */
    static Optional<Character> delimiter(String text, char quote) {
        char delimiter = 0;
        double best = 0;
        for (char candidate : DELIMITERS) {
            var rows = CsvRows.of(text, candidate, quote, PROBED_ROWS);
            int columns = usualWidth(rows);
            double regular = regularity(rows, columns);
            if (rows.size() >= 2 && columns >= 2 && regular >= REGULAR && regular * columns > best) {
                best = regular * columns;
                delimiter = candidate;
            }
        }
        return delimiter == 0 ? Optional.empty() : Optional.of(delimiter);
    }

    static int usualWidth(List<List<String>> rows) {
        var widths = new HashMap<Integer, Integer>();
        rows.forEach(row -> widths.merge(row.size(), 1, Integer::sum));
        return widths.entrySet().stream()
                .max(java.util.Map.Entry.<Integer, Integer>comparingByValue()
                        .thenComparing(java.util.Map.Entry.comparingByKey()))
                .map(java.util.Map.Entry::getKey)
                .orElse(0);
    }

    static double regularity(List<List<String>> rows, int width) {
        return rows.isEmpty()
                ? 0
                : (double) rows.stream().filter(row -> row.size() == width).count() / rows.size();
    }

    private static Found describe(List<List<String>> rows, char delimiter, int width) {
        var below = types(rows.subList(1, rows.size()), width);
        boolean header = isHeader(rows.getFirst(), below, width);
        var types = header ? below : types(rows, width);
        var columns = new ArrayList<Column>();
        for (int i = 0; i < width; i++) {
            boolean trailing =
                    header && i == width - 1 && rows.getFirst().get(i).isBlank();
            if (!trailing) {
                columns.add(new Column(header ? rows.getFirst().get(i).strip() : "col" + i, types.get(i)));
            }
        }
        return new Found(new Format.Csv(delimiter, header), distinct(columns), rows.size() - (header ? 1 : 0));
    }

    static List<Type> types(List<List<String>> rows, int width) {
        var types = new ArrayList<Type>();
        for (int i = 0; i < width; i++) {
            types.add(Types.MISSING);
        }
        for (var row : rows) {
            for (int i = 0; i < Math.min(width, row.size()); i++) {
                types.set(i, types.get(i).with(typeOf(row.get(i))));
            }
        }
        return types;
    }

    /** The type of one value. */
    static Type typeOf(@Nullable String value) {
        var text = value == null ? "" : value.strip();
        if (text.isEmpty()) {
            return Types.MISSING;
        }
        if (NUMBER.matcher(text).matches()) {
            return INTEGER.matcher(text).matches() && fitsLong(text) ? Types.BIGINT : Types.DOUBLE;
        }
        var lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("false") ? Types.BOOLEAN : Types.STRING;
    }

    private static boolean fitsLong(String digits) {
        try {
            Long.parseLong(digits);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static boolean isHeader(List<String> first, List<Type> below, int width) {
        if (first.size() != width) {
            return false;
        }
        for (int i = 0; i < width; i++) {
            boolean last = i == width - 1;
            var value = first.get(i).strip();
            boolean emptyLast = last && value.isEmpty() && below.get(i) instanceof Type.Missing;
            if (!emptyLast
                    && (!typeOf(value).equals(Types.STRING)
                            || (!last && value.length() >= HEADER_LENGTH_MAX)
                            || !NAME.matcher(value).matches())) {
                return false;
            }
        }
        return below.stream().anyMatch(type -> !(type instanceof Type.Missing) && !type.equals(Types.STRING));
    }

    /** A name that comes again gets a number, for the position of a column must not be lost. */
    static List<Column> distinct(List<Column> columns) {
        var seen = new HashMap<String, Integer>();
        return columns.stream()
                .map(column -> {
                    int before = seen.merge(column.name().toLowerCase(Locale.ROOT), 1, Integer::sum) - 1;
                    return before == 0 ? column : new Column(column.name() + "_" + before, column.type());
                })
                .toList();
    }
}
