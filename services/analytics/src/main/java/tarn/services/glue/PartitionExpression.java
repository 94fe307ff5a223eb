package tarn.services.glue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import tarn.services.glue.PartitionFilter.Operator;

/**
 * Parses the expressions of GetPartitions: SQL's conditions over the partition keys. {@code OR} binds weakest, then
 * {@code AND}, then {@code NOT}. No text and {@code ""} mean every partition.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html">GetPartitions, Expression</a>
 */
final class PartitionExpression {

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<text>'(?:[^']|'')*')"
            + "|(?<quoted>\"(?:[^\"]|\"\")*\"|`[^`]*`)"
            + "|(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?(?![\\w]))"
            + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_.]*)"
            + "|(?<sign><>|!=|<=|>=|=|<|>|\\(|\\)|,))\\s*");

    private static final Set<String> RESERVED =
            Set.of("and", "or", "not", "in", "like", "between", "is", "null", "date", "timestamp");

    private static final int DEPTH_MAX = 200;

    private enum Kind {
        TEXT,
        QUOTED,
        NUMBER,
        WORD,
        SIGN,
        END
    }

    private record Token(Kind kind, String text) {
        boolean is(String wanted) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equalsIgnoreCase(wanted);
        }
    }

    private final String expression;
    private final List<Column> keys;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private PartitionExpression(String expression, List<Column> keys) {
        this.expression = expression;
        this.keys = keys;
        this.tokens = tokens(expression);
    }

    /** The filter that an expression over these partition keys means. */
    static PartitionFilter parse(@Nullable String expression, List<Column> keys) {
        if (expression == null || expression.isBlank()) {
            return new PartitionFilter.Everything();
        }
        var parser = new PartitionExpression(expression, keys);
        var filter = parser.or();
        if (parser.next().kind() != Kind.END) {
            throw parser.unsupported();
        }
        return filter;
    }

    private List<Token> tokens(String text) {
        var found = new ArrayList<Token>();
        var matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length()) {
            matcher.region(end, text.length());
            if (!matcher.lookingAt()) {
                throw unsupported();
            }
            for (var kind : List.of(Kind.TEXT, Kind.QUOTED, Kind.NUMBER, Kind.WORD, Kind.SIGN)) {
                var group = matcher.group(kind.name().toLowerCase(Locale.ROOT));
                if (group != null) {
                    found.add(new Token(kind, plain(kind, group)));
                }
            }
            end = matcher.end();
        }
        found.add(new Token(Kind.END, ""));
        return found;
    }

    private static String plain(Kind kind, String group) {
        if (kind != Kind.TEXT && kind != Kind.QUOTED) {
            return group;
        }
        var quote = group.substring(0, 1);
        return group.substring(1, group.length() - 1).replace(quote + quote, quote);
    }

    private RuntimeException unsupported() {
        return GlueFaults.invalid("Unsupported expression '" + expression + "'");
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        var token = tokens.get(at);
        at += token.kind() == Kind.END ? 0 : 1;
        return token;
    }

    private boolean take(String wanted) {
        boolean found = peek().is(wanted);
        at += found ? 1 : 0;
        return found;
    }

    private void expect(String wanted) {
        if (!take(wanted)) {
            throw unsupported();
        }
    }

    private PartitionFilter or() {
        var filter = and();
        while (take("or")) {
            filter = new PartitionFilter.Or(filter, and());
        }
        return filter;
    }

    private PartitionFilter and() {
        var filter = not();
        while (take("and")) {
            filter = new PartitionFilter.And(filter, not());
        }
        return filter;
    }

    private PartitionFilter not() {
        if (++depth > DEPTH_MAX) {
            throw unsupported();
        }
        try {
            if (take("not")) {
                return new PartitionFilter.Not(not());
            }
            return peek().is("(") && !isOperandInParentheses() ? parentheses() : condition();
        } finally {
            depth--;
        }
    }

    private PartitionFilter parentheses() {
        expect("(");
        var filter = or();
        expect(")");
        return filter;
    }

    /** {@code (key) = (1)} begins like a condition in parentheses but is an operand in them. */
    private boolean isOperandInParentheses() {
        int ahead = at;
        while (tokens.get(ahead).is("(")) {
            ahead++;
        }
        return tokens.get(Math.min(ahead + 1, tokens.size() - 1)).is(")");
    }

    private PartitionFilter condition() {
        if (isLiteral()) {
            var literal = literal();
            var operator = operator().flipped();
            return comparison(key(), operator, literal);
        }
        var key = key();
        if (take("is")) {
            boolean not = take("not");
            expect("null");
            return negated(not, new PartitionFilter.IsNull(key));
        }
        boolean not = take("not");
        if (take("like")) {
            return negated(not, like(key, literal()));
        }
        if (take("in")) {
            return negated(not, in(key));
        }
        if (take("between")) {
            var low = value(key, literal());
            expect("and");
            return negated(not, new PartitionFilter.Between(key, low, value(key, literal())));
        }
        if (not) {
            throw unsupported();
        }
        return comparison(key, operator(), literal());
    }

    private static PartitionFilter negated(boolean not, PartitionFilter filter) {
        return not ? new PartitionFilter.Not(filter) : filter;
    }

    private PartitionFilter comparison(PartitionFilter.Key key, Operator operator, String literal) {
        return new PartitionFilter.Comparison(key, operator, value(key, literal));
    }

    private PartitionFilter like(PartitionFilter.Key key, String pattern) {
        if (key.type() != KeyType.TEXT) {
            throw GlueFaults.invalid(key.type().spoken() + " data type doesn't support operation 'LIKE'");
        }
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return new PartitionFilter.Like(key, Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    private PartitionFilter in(PartitionFilter.Key key) {
        var values = new HashSet<KeyType.Value>();
        expect("(");
        do {
            values.add(value(key, literal()));
        } while (take(","));
        expect(")");
        return new PartitionFilter.In(key, values);
    }

    private KeyType.Value value(PartitionFilter.Key key, String literal) {
        try {
            return key.type().value(literal);
        } catch (IllegalArgumentException e) {
            throw GlueFaults.invalid(String.valueOf(e.getMessage()));
        }
    }

    private Operator operator() {
        return switch (next().text()) {
            case "=" -> Operator.EQUAL;
            case "<>", "!=" -> Operator.UNEQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.LESS_OR_EQUAL;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.GREATER_OR_EQUAL;
            default -> throw unsupported();
        };
    }

    private boolean isLiteral() {
        int ahead = at;
        while (tokens.get(ahead).is("(")) {
            ahead++;
        }
        var token = tokens.get(ahead);
        return token.kind() == Kind.TEXT || token.kind() == Kind.NUMBER || isTypedLiteral(ahead);
    }

    private boolean isTypedLiteral(int where) {
        var token = tokens.get(where);
        return (token.is("date") || token.is("timestamp"))
                && tokens.get(where + 1).kind() == Kind.TEXT;
    }

    /** A literal's text: of whatever type the key is it will be read as. */
    private String literal() {
        if (take("(")) {
            var inner = literal();
            expect(")");
            return inner;
        }
        if (isTypedLiteral(at)) {
            at++;
        }
        var token = next();
        return switch (token.kind()) {
            // Spark and Hive write text in double quotes.
            case TEXT, NUMBER, QUOTED -> token.text();
            default -> throw unsupported();
        };
    }

    private PartitionFilter.Key key() {
        if (take("(")) {
            var inner = key();
            expect(")");
            return inner;
        }
        var token = next();
        boolean name = token.kind() == Kind.QUOTED || (token.kind() == Kind.WORD && isName(token.text()));
        if (!name) {
            throw unsupported();
        }
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).name().equalsIgnoreCase(token.text())) {
                var type = keys.get(i).type();
                return new PartitionFilter.Key(i, KeyType.of(type == null ? "string" : type));
            }
        }
        throw GlueFaults.invalid("Unknown column '" + token.text() + "'");
    }

    /** A key may be called {@code date}; where a literal of that type could begin was looked at before. */
    private static boolean isName(String word) {
        var lower = word.toLowerCase(Locale.ROOT);
        return !RESERVED.contains(lower) || lower.equals("date") || lower.equals("timestamp");
    }
}
