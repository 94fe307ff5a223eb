package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Rows of text as a user's classifier describes them. It is certain of a file whose rows have the columns it names, or, where
 * it names none, whose rows are alike.
 */
final class RowsClassifier {

    private static final double REGULAR = 0.9;
    private static final char USUAL_QUOTE = '"';

    private RowsClassifier() {}

    static Optional<FileSchema> classify(TextSample sample, CustomClassifier.Rows known) {
        if (sample.isBinary()) {
            return Optional.empty();
        }
        var text = sample.text();
        char quote = known.quote().orElse(USUAL_QUOTE);
        var delimiter = known.delimiter().or(() -> CsvClassifier.delimiter(text, quote));
        if (delimiter.isEmpty()) {
            return Optional.empty();
        }
        var rows = CsvRows.of(text, delimiter.get(), quote, Integer.MAX_VALUE);
        int width = known.header().isEmpty()
                ? CsvClassifier.usualWidth(rows)
                : known.header().size();
        boolean fits = !rows.isEmpty()
                && (width >= 2 || (known.singleColumn() && width == 1))
                && CsvClassifier.regularity(rows, width) >= REGULAR;
        if (!fits) {
            return Optional.empty();
        }
        boolean header = hasHeader(known, rows, width);
        var data = rows.subList(header ? 1 : 0, rows.size());
        var names = names(known, header ? rows.getFirst() : List.of(), width);
        var types = types(known, data, width);
        var columns = new ArrayList<Column>();
        for (int i = 0; i < width; i++) {
            columns.add(new Column(names.get(i), types.get(i)));
        }
        var reader = known.reader() == Format.RowReader.USUAL && known.quote().isPresent()
                ? Format.RowReader.OPEN_CSV
                : known.reader();
        var format = new Format.Csv(delimiter.get(), header, quote, reader);
        return Optional.of(sample.schema(format, CsvClassifier.distinct(columns), data.size()));
    }

    private static boolean hasHeader(CustomClassifier.Rows known, List<List<String>> rows, int width) {
        return switch (known.headerRow()) {
            case PRESENT -> true;
            case ABSENT -> false;
            case UNKNOWN ->
                known.header().isEmpty()
                        ? CsvClassifier.isHeader(
                                rows.getFirst(), CsvClassifier.types(rows.subList(1, rows.size()), width), width)
                        : rows.getFirst().stream().map(String::strip).toList().equals(known.header());
        };
    }

    private static List<String> names(CustomClassifier.Rows known, List<String> first, int width) {
        if (!known.header().isEmpty()) {
            return known.header();
        }
        var names = new ArrayList<String>();
        for (int i = 0; i < width; i++) {
            boolean named = i < first.size() && !first.get(i).isBlank();
            names.add(named ? (known.trimming() ? first.get(i).strip() : first.get(i)) : "col" + i);
        }
        return names;
    }

    private static List<Type> types(CustomClassifier.Rows known, List<List<String>> data, int width) {
        if (known.types().isEmpty()) {
            return CsvClassifier.types(data, width);
        }
        var types = new ArrayList<Type>();
        for (int i = 0; i < width; i++) {
            types.add(
                    new Type.Scalar(known.types().get(Math.min(i, known.types().size() - 1))));
        }
        return types;
    }
}
