package tarn.services.glue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Classifier;
import software.amazon.awssdk.services.glue.model.CsvClassifier;
import software.amazon.awssdk.services.glue.model.CsvHeaderOption;
import software.amazon.awssdk.services.glue.model.CsvSerdeOption;
import tarn.kernel.Platform;
import tarn.services.glue.crawl.CustomClassifier;
import tarn.services.glue.crawl.Format;
import tarn.services.glue.crawl.JsonPath;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** Keeps users' classifiers, and makes of them what a crawl asks. */
final class ClassifierBook {

    private final Store<Kept> classifiers;

    /** A classifier as it is kept. */
    record Kept(Classifier classifier) {}

    ClassifierBook(Platform platform) {
        classifiers = platform.store("glue/classifiers", Scope.REGION, Formats.record(Kept.class));
    }

    Store<Kept> classifiers() {
        return classifiers;
    }

    static RuntimeException notFound(String name) {
        return GlueFaults.notFound("Classifier " + name + " not found.");
    }

    Classifier classifier(String name) {
        return classifiers.get(Key.of(name)).orElseThrow(() -> notFound(name)).classifier();
    }

    /** The classifiers of these names, as a crawl asks them; fails if there is none of a name. */
    List<CustomClassifier> all(List<String> names) {
        return names.stream().map(this::classifier).map(ClassifierBook::asked).toList();
    }

    /** A classifier as a crawl asks it; refused if it cannot be. */
    static CustomClassifier asked(Classifier kept) {
        try {
            if (kept.grokClassifier() != null) {
                var grok = kept.grokClassifier();
                var lines = new CustomClassifier.Lines(
                        grok.name(), grok.classification(), grok.grokPattern(), orEmpty(grok.customPatterns()));
                if (lines.grok().fields().isEmpty()) {
                    throw GlueFaults.invalid("The Grok pattern names no columns: " + grok.grokPattern());
                }
                return lines;
            }
            if (kept.xmlClassifier() != null) {
                var xml = kept.xmlClassifier();
                if (orEmpty(xml.rowTag()).isBlank()) {
                    throw GlueFaults.invalid("An XML classifier needs a RowTag.");
                }
                return new CustomClassifier.Elements(xml.name(), xml.classification(), xml.rowTag());
            }
            if (kept.jsonClassifier() != null) {
                var json = kept.jsonClassifier();
                return new CustomClassifier.Path(json.name(), JsonPath.parse(json.jsonPath()));
            }
            return rows(kept.csvClassifier());
        } catch (IllegalArgumentException e) {
            throw GlueFaults.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static CustomClassifier rows(CsvClassifier csv) {
        var delimiter = sign(csv.delimiter(), "Delimiter");
        var quote = sign(csv.quoteSymbol(), "QuoteSymbol");
        if (delimiter.isPresent() && delimiter.equals(quote)) {
            throw GlueFaults.invalid("Delimiter and QuoteSymbol must differ.");
        }
        boolean typed = Boolean.TRUE.equals(csv.customDatatypeConfigured());
        return new CustomClassifier.Rows(
                csv.name(),
                delimiter,
                quote,
                header(csv.containsHeader()),
                csv.header(),
                typed ? csv.customDatatypes().stream().map(ClassifierBook::hive).toList() : List.of(),
                Boolean.TRUE.equals(csv.allowSingleColumn()),
                !Boolean.TRUE.equals(csv.disableValueTrimming()),
                reader(csv.serde()));
    }

    private static Optional<Character> sign(@Nullable String text, String member) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (text.length() > 1) {
            throw GlueFaults.invalid(member + " must be one character: " + text);
        }
        return Optional.of(text.charAt(0));
    }

    private static CustomClassifier.Header header(@Nullable CsvHeaderOption given) {
        return switch (given) {
            case PRESENT -> CustomClassifier.Header.PRESENT;
            case ABSENT -> CustomClassifier.Header.ABSENT;
            case null -> CustomClassifier.Header.UNKNOWN;
            case UNKNOWN, UNKNOWN_TO_SDK_VERSION -> CustomClassifier.Header.UNKNOWN;
        };
    }

    private static Format.RowReader reader(@Nullable CsvSerdeOption given) {
        return switch (given) {
            case OPEN_CSV_SER_DE -> Format.RowReader.OPEN_CSV;
            case LAZY_SIMPLE_SER_DE -> Format.RowReader.LAZY;
            case null -> Format.RowReader.USUAL;
            case NONE -> Format.RowReader.USUAL;
            case UNKNOWN_TO_SDK_VERSION -> throw GlueFaults.invalid("Unknown Serde of a CSV classifier.");
        };
    }

    private static String hive(String type) {
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "BINARY", "BOOLEAN", "DATE", "DECIMAL", "DOUBLE", "FLOAT", "INT", "STRING", "TIMESTAMP" ->
                type.toLowerCase(Locale.ROOT);
            case "LONG" -> "bigint";
            case "SHORT" -> "smallint";
            default -> throw GlueFaults.invalid("Unknown custom datatype: " + type);
        };
    }
}
