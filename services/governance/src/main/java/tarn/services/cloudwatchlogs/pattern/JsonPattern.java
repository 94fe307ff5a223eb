package tarn.services.cloudwatchlogs.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tarn.services.cloudwatchlogs.lines.Line;

/** A condition on log events that are JSON: <code>{ $.level = "ERROR" &amp;&amp; $.size &gt; 10 }</code>. */
record JsonPattern(Condition condition, Set<Selector> selectors) implements FilterPattern {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VALUE_ENDS = " \t\r\n)}&|";

    /** A condition on a tree. */
    sealed interface Condition {
        boolean holds(JsonNode tree);
    }

    /** Both hold. */
    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(JsonNode tree) {
            return left.holds(tree) && right.holds(tree);
        }
    }

    /** One of them holds. */
    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean holds(JsonNode tree) {
            return left.holds(tree) || right.holds(tree);
        }
    }

    /** A value compares so. */
    record Compares(Selector selector, Comparison comparison) implements Condition {
        @Override
        public boolean holds(JsonNode tree) {
            var value = selector.in(tree);
            return value.isValueNode() && !value.isNull() && comparison.holds(value.asText());
        }
    }

    /** What else may be asked of a value. */
    enum Kind {
        TRUE,
        FALSE,
        NULL,
        EXISTS,
        ABSENT
    }

    /** A value is of a kind. */
    record Is(Selector selector, Kind kind) implements Condition {
        @Override
        public boolean holds(JsonNode tree) {
            var value = selector.in(tree);
            return switch (kind) {
                case TRUE -> value.isBoolean() && value.booleanValue();
                case FALSE -> value.isBoolean() && !value.booleanValue();
                case NULL -> value.isNull();
                case EXISTS -> !value.isMissingNode();
                case ABSENT -> value.isMissingNode();
            };
        }
    }

    static JsonPattern of(String text) {
        var in = new Symbols(text);
        in.expect("{");
        var selectors = new LinkedHashSet<Selector>();
        var condition = either(in, selectors);
        in.space();
        in.expect("}");
        in.space();
        if (!in.atEnd()) {
            throw new PatternException("something follows the closing brace");
        }
        return new JsonPattern(condition, selectors);
    }

    private static Condition either(Symbols in, Set<Selector> selectors) {
        var left = both(in, selectors);
        in.space();
        while (in.take("||")) {
            left = new Or(left, both(in, selectors));
            in.space();
        }
        return left;
    }

    private static Condition both(Symbols in, Set<Selector> selectors) {
        var left = single(in, selectors);
        in.space();
        while (in.take("&&")) {
            left = new And(left, single(in, selectors));
            in.space();
        }
        return left;
    }

    private static Condition single(Symbols in, Set<Selector> selectors) {
        in.space();
        if (in.take("(")) {
            var inner = either(in, selectors);
            in.space();
            in.expect(")");
            return inner;
        }
        var selector = Selector.read(in);
        selectors.add(selector);
        in.space();
        if (in.takeWord("IS")) {
            in.space();
            for (var kind : new Kind[] {Kind.TRUE, Kind.FALSE, Kind.NULL}) {
                if (in.takeWord(kind.name())) {
                    return new Is(selector, kind);
                }
            }
            throw new PatternException("IS is followed by TRUE, FALSE or NULL");
        }
        if (in.takeWord("EXISTS")) {
            return new Is(selector, Kind.EXISTS);
        }
        if (in.takeWord("NOT")) {
            in.space();
            if (in.takeWord("EXISTS")) {
                return new Is(selector, Kind.ABSENT);
            }
            throw new PatternException("NOT is followed by EXISTS");
        }
        var sign = Comparison.Sign.next(in);
        if (sign == null) {
            throw new PatternException("an operator is missing after " + selector.text());
        }
        return new Compares(selector, Comparison.of(sign, in, VALUE_ENDS));
    }

    private static JsonNode tree(String message) {
        int at = 0;
        while (at < message.length() && Character.isWhitespace(message.charAt(at))) {
            at++;
        }
        if (at == message.length() || (message.charAt(at) != '{' && message.charAt(at) != '[')) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public boolean matches(Line line) {
        var tree = tree(line.message());
        return !tree.isMissingNode() && condition.holds(tree);
    }

    @Override
    public Map<String, String> extracted(String message) {
        var tree = tree(message);
        var found = new LinkedHashMap<String, String>();
        for (var selector : selectors) {
            var value = selector.in(tree);
            if (!value.isMissingNode()) {
                found.put(selector.text(), text(value));
            }
        }
        return found;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    @Override
    public Optional<String> value(String name, String message) {
        return select(name, message);
    }

    /** What a selector finds in a message that is JSON. */
    static Optional<String> select(String selector, String message) {
        var in = new Symbols(selector);
        var value = Selector.read(in).in(tree(message));
        return value.isMissingNode() || value.isNull() || !in.atEnd() ? Optional.empty() : Optional.of(text(value));
    }
}
