package tarn.engines.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A Grok pattern, {@code %{IP:client} %{NUMBER:bytes:int}}, as a regular expression of Java's: its groups are the fields,
 * in order, and there are no others. A field that comes twice is taken where it comes first.
 *
 * @param regex what a whole line is matched by
 * @param fields the names, one for each group
 * @param types what was said after the second colon; {@code string} where nothing was
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/custom-classifier.html">Writing grok custom classifiers</a>
 */
public record Grok(String regex, List<String> fields, List<String> types) {

    private static final Map<String, String> BUILT_IN = definitions(builtIn());
    private static final Pattern REFERENCE = Pattern.compile("%\\{(\\w+)(?::([^:}]+))?(?::(\\w+))?\\}");
    private static final int DEPTH_MAX = 30;
    private static final int LENGTH_MAX = 200_000;

    public Grok {
        fields = List.copyOf(fields);
        types = List.copyOf(types);
    }

    /**
     * Reads a pattern.
     *
     * @param custom further patterns, a line each: a name, a space, what it stands for
     * @throws IllegalArgumentException if it names a pattern that is not known, or makes no regular expression
     */
    public static Grok of(String pattern, String custom) {
        var known = new HashMap<>(BUILT_IN);
        known.putAll(definitions(custom));
        var expansion = new Expansion(known);
        var text = new StringBuilder();
        expansion.expand(pattern, text, 0);
        var regex = Pattern.compile(text.toString());
        return new Grok(regex.pattern(), expansion.fields, expansion.types);
    }

    /** The same with a group for each column, by name; a column that is no field has a group that never matches. */
    public String regex(List<String> columns) {
        if (columns.equals(fields)) {
            return ".*?" + regex + ".*";
        }
        var all = new StringBuilder();
        for (var column : columns) {
            int group = fields.indexOf(column);
            all.append(group < 0 ? "(?:((?!)))?" : "(?=.*?" + only(group) + ".*)");
        }
        return all.append(".*").toString();
    }

    /** The regular expression with one of its groups alone. */
    private String only(int kept) {
        var text = new StringBuilder();
        int group = 0;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            text.append(c);
            if (c == '\\' && i + 1 < regex.length()) {
                text.append(regex.charAt(++i));
            } else if (c == '[' || c == ']') {
                inClass = c == '[';
            } else if (c == '(' && !inClass && (i + 1 == regex.length() || regex.charAt(i + 1) != '?')) {
                text.append(group == kept ? "" : "?:");
                group++;
            }
        }
        return text.toString();
    }

    private static String builtIn() {
        try (var in = Objects.requireNonNull(Grok.class.getResourceAsStream("grok.patterns"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> definitions(String text) {
        var found = new HashMap<String, String>();
        text.lines().map(String::strip).forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0 && !line.startsWith("#")) {
                found.put(line.substring(0, space), line.substring(space + 1).strip());
            }
        });
        return found;
    }

    /** One pattern being spelt out. */
    private static final class Expansion {
        private final Map<String, String> known;
        private final List<String> fields = new ArrayList<>();
        private final List<String> types = new ArrayList<>();

        private Expansion(Map<String, String> known) {
            this.known = known;
        }

        private void expand(String pattern, StringBuilder into, int depth) {
            if (depth > DEPTH_MAX || into.length() > LENGTH_MAX) {
                throw new IllegalArgumentException("The Grok pattern refers to itself, or is too long");
            }
            var plain = withoutGroups(pattern);
            var reference = REFERENCE.matcher(plain);
            int at = 0;
            while (reference.find()) {
                into.append(plain, at, reference.start());
                var definition = known.get(reference.group(1));
                if (definition == null) {
                    throw new IllegalArgumentException("No such Grok pattern: " + reference.group(1));
                }
                var field = reference.group(2);
                boolean captured = field != null && !new HashSet<>(fields).contains(field);
                if (captured) {
                    fields.add(field);
                    types.add(reference.group(3) == null ? "string" : reference.group(3));
                }
                into.append(captured ? "(" : "(?:");
                expand(definition, into, depth + 1);
                into.append(')');
                at = reference.end();
            }
            into.append(plain, at, plain.length());
        }

        /** Brackets of the user's own capture nothing. */
        private static String withoutGroups(String pattern) {
            var text = new StringBuilder();
            boolean inClass = false;
            for (int i = 0; i < pattern.length(); i++) {
                char c = pattern.charAt(i);
                text.append(c);
                if (c == '\\' && i + 1 < pattern.length()) {
                    text.append(pattern.charAt(++i));
                } else if (c == '[' || c == ']') {
                    inClass = c == '[';
                } else if (c == '(' && !inClass && (i + 1 == pattern.length() || pattern.charAt(i + 1) != '?')) {
                    text.append("?:");
                }
            }
            return text.toString();
        }
    }
}
