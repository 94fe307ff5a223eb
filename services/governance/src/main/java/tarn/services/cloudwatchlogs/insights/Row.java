package tarn.services.cloudwatchlogs.insights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.services.cloudwatchlogs.lines.Line;

/** A line and what was made of it, or a row of aggregates; a value is text, a number, a truth value, a time or absent. */
public final class Row {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable Source source;
    private final Map<String, Object> made = new LinkedHashMap<>();
    private @Nullable String message;
    private @Nullable JsonNode tree;

    /**
     * Where a line is from.
     *
     * @param log account and group
     * @param pointer names the line for ever
     */
    public record Source(Line line, String log, String stream, java.util.function.Supplier<String> pointer) {}

    /** A moment, which is shown as a date and calculated with as milliseconds. */
    record Moment(double millis) {}

    /** A line. */
    public Row(Source source) {
        this.source = source;
    }

    /** Aggregates. */
    Row() {
        this.source = null;
    }

    @Nullable
    Line line() {
        var from = source;
        return from == null ? null : from.line();
    }

    void put(String field, @Nullable Object value) {
        if (value == null) {
            made.remove(field);
        } else {
            made.put(field, value);
        }
    }

    Map<String, Object> made() {
        return made;
    }

    @Nullable
    Object get(String field) {
        var value = made.get(field);
        if (value != null || source == null) {
            return value;
        }
        var builtIn = BuiltIn.of(field);
        return builtIn == null ? discovered(field) : builtIn.of(this, source);
    }

    /** What every line has. */
    private enum BuiltIn {
        TIMESTAMP("@timestamp"),
        INGESTION("@ingestionTime"),
        MESSAGE("@message"),
        STREAM("@logStream"),
        LOG("@log"),
        POINTER("@ptr");

        private static final List<BuiltIn> ALL = List.of(values());
        private final String name;

        BuiltIn(String name) {
            this.name = name;
        }

        static @Nullable BuiltIn of(String field) {
            if (field.charAt(0) == '@') {
                for (var each : ALL) {
                    if (each.name.equals(field)) {
                        return each;
                    }
                }
            }
            return null;
        }

        Object of(Row row, Source source) {
            return switch (this) {
                case TIMESTAMP -> new Moment(source.line().timestamp());
                case INGESTION -> new Moment(source.line().ingested());
                case MESSAGE -> row.message(source);
                case STREAM -> source.stream();
                case LOG -> source.log();
                case POINTER -> source.pointer().get();
            };
        }
    }

    private String message(Source from) {
        var text = message;
        if (text == null) {
            text = from.line().message();
            message = text;
        }
        return text;
    }

    /** A member of a message that is JSON: {@code user.name}, {@code tags.0}. */
    private @Nullable Object discovered(String field) {
        var at = tree();
        var whole = at.path(field);
        if (!whole.isMissingNode()) {
            return value(whole);
        }
        for (var step : field.split("\\.", -1)) {
            at = at.isArray() && step.matches("[0-9]{1,6}") ? at.path(Integer.parseInt(step)) : at.path(step);
        }
        return value(at);
    }

    private JsonNode tree() {
        var read = tree;
        if (read == null) {
            read = MissingNode.getInstance();
            var from = source;
            var text = from == null ? "" : message(from).strip();
            int brace = text.indexOf('{');
            if (brace >= 0 && text.endsWith("}")) {
                try {
                    read = JSON.readTree(text.substring(brace));
                } catch (JsonProcessingException e) {
                    read = MissingNode.getInstance();
                }
            }
            tree = read;
        }
        return read;
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return node.isValueNode() ? node.asText() : node.toString();
    }
}
