package tarn.engines.trino;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tarn.engines.sql.LakeColumn;

/**
 * The text of a view as Presto, Trino and Athena keep it: {@code /* Presto View: base64 of JSON *}{@code /}.
 *
 * <p>A view is always read with the rights of who reads it, as in Athena. Trino would by default read it as its owner,
 * and an owner has no lake.
 */
final class ViewText {

    private static final String BEGIN = "/* Presto View: ";
    private static final String END = " */";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The text, changed to run as the invoker; other texts as they are. */
    static String asInvoker(String text) {
        if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
            return text;
        }
        var view = parse(text);
        view.remove("owner");
        view.put("runAsInvoker", true);
        if (!view.has("path")) {
            view.putArray("path");
        }
        try {
            return BEGIN + Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(view)) + END;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The view's columns, as a catalog of Hive's shape lists them. */
    static List<LakeColumn> columns(String text) {
        var columns = new ArrayList<LakeColumn>();
        for (var column : parse(text).path("columns")) {
            columns.add(new LakeColumn(
                    column.path("name").asText(),
                    HiveTypeText.of(column.path("type").asText()),
                    Optional.empty()));
        }
        return columns;
    }

    private static ObjectNode parse(String text) {
        try {
            var json = Base64.getDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ViewText() {}
}
