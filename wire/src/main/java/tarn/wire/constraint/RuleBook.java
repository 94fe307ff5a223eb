package tarn.wire.constraint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads rules from the lines of a constraints resource, each shape's when it is first needed. */
final class RuleBook {

    private final Map<String, List<String>> lines = new HashMap<>();
    private final Map<String, Rule> rules = new HashMap<>();
    private final Map<String, String> inputs = new HashMap<>();

    RuleBook(Iterable<String> text) {
        for (var line : text) {
            var fields = List.of(line.split("\t", -1));
            if (fields.getFirst().equals("in") && fields.size() == 3) {
                inputs.put(fields.get(1), fields.get(2));
            } else {
                lines.put(fields.getFirst(), fields);
            }
        }
    }

    /** The rule for an operation's input; null if anything will do. */
    @Nullable
    Rule input(String operation) {
        var shape = inputs.get(operation);
        return shape == null ? null : rule(shape);
    }

    /* A structure may contain itself: it is known before its members are read. */
    private @Nullable Rule rule(String shape) {
        var known = rules.get(shape);
        var line = lines.get(shape);
        if (known != null || line == null) {
            return known;
        }
        if (line.get(1).equals("s")) {
            var members = new ArrayList<Rule.Part>();
            var structure = new Rule.Structure(members);
            rules.put(shape, structure);
            line.subList(2, line.size()).forEach(member -> members.add(part(member)));
            return structure;
        }
        var rule = simple(line);
        rules.put(shape, rule);
        return rule;
    }

    private Rule simple(List<String> line) {
        return switch (line.get(1)) {
            case "l" -> {
                var list = new Rule.Elements(bounds(field(line, 3)));
                rules.put(line.getFirst(), list);
                list.element(rule(field(line, 2)));
                yield list;
            }
            case "m" -> {
                var map = new Rule.Entries(bounds(field(line, 4)));
                rules.put(line.getFirst(), map);
                map.entries(rule(field(line, 2)), rule(field(line, 3)));
                yield map;
            }
            case "e" -> new Rule.OneOf(List.copyOf(line.subList(2, line.size())));
            default -> new Rule.Value(bounds(field(line, 2)), pattern(field(line, 3)), field(line, 3));
        };
    }

    private Rule.Part part(String text) {
        var mark = text.indexOf('!');
        var required = mark >= 0;
        mark = required ? mark : text.indexOf(':');
        return new Rule.Part(text.substring(0, mark), required, rule(text.substring(mark + 1)));
    }

    private static String field(List<String> line, int at) {
        return at < line.size() ? line.get(at) : "";
    }

    private static Rule.@Nullable Bounds bounds(String text) {
        if (text.isEmpty()) {
            return null;
        }
        var dots = text.indexOf("..");
        return new Rule.Bounds(number(text.substring(0, dots)), number(text.substring(dots + 2)));
    }

    private static @Nullable Double number(String text) {
        return text.isEmpty() ? null : Double.valueOf(text);
    }

    /* Some of the patterns are of other dialects, or plainly wrong; those check nothing. */
    private static @Nullable Pattern pattern(String text) {
        try {
            return text.isEmpty() ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
