package tarn.engines.trino;

import com.amazon.ion.IonReader;
import com.amazon.ion.IonType;
import com.amazon.ion.system.IonReaderBuilder;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where columns lie in a struct: {@code ion.<column>.path_extractor} gives field names, the outermost first. */
record IonPaths(Map<String, List<String>> columns, boolean caseSensitive) {

    private static final String PREFIX = "ion.";
    private static final String SUFFIX = ".path_extractor";

    static IonPaths of(Map<String, String> properties) {
        var columns = new HashMap<String, List<String>>();
        properties.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && name.endsWith(SUFFIX) && name.length() > PREFIX.length() + SUFFIX.length()) {
                columns.put(
                        name.substring(PREFIX.length(), name.length() - SUFFIX.length())
                                .toLowerCase(Locale.ROOT),
                        path(value));
            }
        });
        return new IonPaths(columns, Boolean.parseBoolean(properties.get("ion.path_extractor.case_sensitive")));
    }

    /** The names of a path such as {@code (address street)}; a number or {@code *} counts elements, which is refused. */
    private static List<String> path(String text) {
        try (var reader = IonReaderBuilder.standard().build(text)) {
            if (!IonType.isContainer(reader.next())) {
                throw refused(text);
            }
            reader.stepIn();
            var names = new ArrayList<String>();
            for (var type = reader.next(); type != null; type = reader.next()) {
                if (!IonType.isText(type) || reader.stringValue().equals("*")) {
                    throw refused(text);
                }
                names.add(reader.stringValue());
            }
            return names;
        } catch (IOException e) {
            throw refused(text);
        }
    }

    private static TrinoException refused(String text) {
        return new TrinoException(
                StandardErrorCode.INVALID_TABLE_PROPERTY, "Path extractors of field names are supported: " + text);
    }

    boolean isEmpty() {
        return columns.isEmpty();
    }

    /** Whether a path begins so. */
    boolean matches(String wanted, IonReader reader) {
        var name = reader.getFieldName();
        return name != null && (caseSensitive ? name.equals(wanted) : name.equalsIgnoreCase(wanted));
    }
}
