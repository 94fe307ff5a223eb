package tarn.services.cloudwatchlogs.pattern;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.services.cloudwatchlogs.lines.Line;

/**
 * Log events as fields with spaces between: {@code [ip, user, ..., status = 4*, bytes > 1000]}. What stands in square
 * brackets or quotes is one field.
 *
 * @param gap before which field the ellipsis stands; -1 if there is none
 */
record Delimited(List<Field> fields, int gap) implements FilterPattern {

    private static final String VALUE_ENDS = " \t\r\n,]&|)";

    /** A field: its name and what must hold of it. */
    record Field(String name, @Nullable Condition condition) {}

    /** A condition on a field. */
    sealed interface Condition {
        boolean holds(String value);
    }

    /** Both hold. */
    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(String value) {
            return left.holds(value) && right.holds(value);
        }
    }

    /** One of them holds. */
    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(String value) {
            return left.holds(value) || right.holds(value);
        }
    }

    /** It compares so. */
    record Compares(Comparison comparison) implements Condition {
        @Override
        public boolean holds(String value) {
            return comparison.holds(value);
        }
    }

    static Delimited of(String text) {
        var in = new Symbols(text);
        in.expect("[");
        var fields = new ArrayList<Field>();
        int gap = -1;
        do {
            in.space();
            if (in.take("...")) {
                if (gap >= 0) {
                    throw new PatternException("there are two ellipses");
                }
                gap = fields.size();
            } else {
                fields.add(field(in, fields.size() + 1));
            }
            in.space();
        } while (in.take(","));
        in.expect("]");
        in.space();
        if (!in.atEnd()) {
            throw new PatternException("something follows the closing bracket");
        }
        return new Delimited(fields, gap);
    }

    private static Field field(Symbols in, int number) {
        if (in.peek() == ',' || in.peek() == ']') {
            return new Field(Integer.toString(number), null);
        }
        if (in.peek() == '(') {
            var names = new ArrayList<String>();
            var condition = either(in, names);
            return new Field(names.isEmpty() ? Integer.toString(number) : names.getFirst(), condition);
        }
        var name = in.until(" \t\r\n=!<>,]&|()");
        if (name.isEmpty()) {
            throw new PatternException("a field's name is missing");
        }
        in.space();
        var sign = Comparison.Sign.next(in);
        if (sign == null) {
            return new Field(name, null);
        }
        Condition condition = new Compares(Comparison.of(sign, in, VALUE_ENDS));
        return new Field(name, more(in, condition, new ArrayList<>()));
    }

    private static Condition either(Symbols in, List<String> names) {
        return more(in, single(in, names), names);
    }

    /** And binds more tightly than or. */
    private static Condition more(Symbols in, Condition first, List<String> names) {
        var left = ands(in, first, names);
        in.space();
        while (in.take("||")) {
            left = new Or(left, ands(in, single(in, names), names));
            in.space();
        }
        return left;
    }

    private static Condition ands(Symbols in, Condition first, List<String> names) {
        var left = first;
        in.space();
        while (in.take("&&")) {
            left = new And(left, single(in, names));
            in.space();
        }
        return left;
    }

    private static Condition single(Symbols in, List<String> names) {
        in.space();
        if (in.take("(")) {
            var inner = either(in, names);
            in.space();
            in.expect(")");
            return inner;
        }
        names.add(in.until(" \t\r\n=!<>,]&|()"));
        in.space();
        var sign = Comparison.Sign.next(in);
        if (sign == null) {
            throw new PatternException("an operator is missing");
        }
        return new Compares(Comparison.of(sign, in, VALUE_ENDS));
    }

    /** A line's fields; null if they are not as many as the pattern's. */
    private @Nullable Map<String, String> read(String message) {
        var values = split(message);
        int missing = values.size() - fields.size();
        if (missing < 0 || (gap < 0 && missing > 0)) {
            return null;
        }
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < fields.size(); i++) {
            named.put(fields.get(i).name(), values.get(gap >= 0 && i >= gap ? i + missing : i));
        }
        if (gap >= 0) {
            for (int i = 0; i < missing; i++) {
                named.put(Integer.toString(gap + i + 1), values.get(gap + i));
            }
        }
        return named;
    }

    private static List<String> split(String message) {
        var values = new ArrayList<String>();
        int at = 0;
        while (at < message.length()) {
            char c = message.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            char close = c == '"' ? '"' : c == '[' ? ']' : '\0';
            int end = close == '\0' ? -1 : message.indexOf(close, at + 1);
            if (end > 0) {
                values.add(message.substring(at + 1, end));
                at = end + 1;
            } else {
                end = at;
                while (end < message.length() && !Character.isWhitespace(message.charAt(end))) {
                    end++;
                }
                values.add(message.substring(at, end));
                at = end;
            }
        }
        return values;
    }

    @Override
    public boolean matches(Line line) {
        var values = read(line.message());
        if (values == null) {
            return false;
        }
        for (var field : fields) {
            var condition = field.condition();
            if (condition != null && !condition.holds(values.getOrDefault(field.name(), ""))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Map<String, String> extracted(String message) {
        var found = new LinkedHashMap<String, String>();
        var values = read(message);
        if (values != null) {
            values.forEach((name, value) -> found.put("$" + name, value));
        }
        return found;
    }

    @Override
    public Optional<String> value(String name, String message) {
        return Optional.ofNullable(extracted(message).get(name));
    }
}
