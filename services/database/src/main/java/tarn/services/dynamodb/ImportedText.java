package tarn.services.dynamodb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.InputFormatOptions;
import tarn.services.dynamodb.text.CsvLines;
import tarn.services.dynamodb.text.IonReader;
import tarn.services.dynamodb.text.JsonItems;

/** Texts of imports as records. */
final class ImportedText {

    private static final String ITEM = "Item";

    static Importing.Records json(Reader in) {
        var lines = new BufferedReader(in);
        return () -> {
            var line = lines.readLine();
            while (line != null && line.isBlank()) {
                line = lines.readLine();
            }
            return line == null ? Optional.empty() : Optional.of(JsonItems.read(line, ITEM));
        };
    }

    /** After a document that cannot be read, nothing can be found any more. */
    static Importing.Records ion(Reader in) {
        var reader = new IonReader(in);
        return new Importing.Records() {
            private boolean lost;

            @Override
            public Optional<Map<String, AttributeValue>> next() throws IOException {
                if (lost) {
                    return Optional.empty();
                }
                lost = true;
                var document = reader.next();
                lost = false;
                return document.map(value -> {
                    var item = value.hasM() ? value.m().get(ITEM) : null;
                    return item == null ? Map.of() : item.m();
                });
            }
        };
    }

    /**
     * Values are text, but for those of keys, which have the types of their definitions.
     *
     * @param definitions the attributes of keys and their types
     */
    static Importing.Records csv(Reader in, @Nullable InputFormatOptions options, Map<String, String> definitions)
            throws IOException {
        var asked = options == null ? null : options.csv();
        var delimiter = asked == null ? null : asked.delimiter();
        var lines = new CsvLines(in, delimiter == null || delimiter.isEmpty() ? ',' : delimiter.charAt(0));
        var names = new ArrayList<String>(asked != null && asked.hasHeaderList() ? asked.headerList() : List.of());
        return () -> {
            var line = lines.next();
            if (names.isEmpty() && line.isPresent()) {
                names.addAll(line.get());
                line = lines.next();
            }
            return line.map(values -> attributes(names, values, definitions));
        };
    }

    /** A line with more or fewer values than there are names is no item. */
    private static Map<String, AttributeValue> attributes(
            List<String> names, List<String> values, Map<String, String> definitions) {
        if (names.size() != values.size()) {
            return Map.of();
        }
        var attributes = new LinkedHashMap<String, AttributeValue>();
        for (int i = 0; i < names.size(); i++) {
            attributes.put(names.get(i), value(values.get(i), definitions.getOrDefault(names.get(i), "S")));
        }
        return attributes;
    }

    private static AttributeValue value(String text, String type) {
        if (type.equals("N")) {
            return AttributeValue.fromN(text.strip());
        }
        if (!type.equals("B")) {
            return AttributeValue.fromS(text);
        }
        try {
            return AttributeValue.fromB(
                    SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            // Not a value of a key: the item is refused for the type of its attribute.
            return AttributeValue.fromS(text);
        }
    }

    private ImportedText() {}
}
