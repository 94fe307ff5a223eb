package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.expectedDatePart;
import static tarn.services.s3.select.SelectFaults.expectedToken;
import static tarn.services.s3.select.SelectFaults.expectedTypeName;
import static tarn.services.s3.select.SelectFaults.expectedWhen;
import static tarn.services.s3.select.SelectFaults.invalidArguments;
import static tarn.services.s3.select.SelectFaults.invalidIonLiteral;
import static tarn.services.s3.select.SelectFaults.nestedAggregate;
import static tarn.services.s3.select.SelectFaults.unexpectedToken;
import static tarn.services.s3.select.SelectFaults.unsupportedFunction;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Truth;
import tarn.services.s3.select.Expression.Comparing;
import tarn.services.s3.select.Expression.Step;
import tarn.services.s3.select.Query.Aggregation;
import tarn.services.s3.select.Query.Gathering;
import tarn.services.s3.select.Token.Kind;

/** Reads expressions, the loosest operators first. */
final class Expressions {

    private static final int DEPTH_MAX = 200;

    private static final Map<String, Comparing> COMPARISONS = Map.of(
            "=", Comparing.EQUAL,
            "<>", Comparing.UNEQUAL,
            "!=", Comparing.UNEQUAL,
            "<", Comparing.LESS,
            "<=", Comparing.AT_MOST,
            ">", Comparing.MORE,
            ">=", Comparing.AT_LEAST);

    /** Words that are no names unless they are quoted. */
    private static final Set<String> RESERVED = Set.of(
            "SELECT", "FROM", "WHERE", "LIMIT", "AND", "OR", "IN", "IS", "LIKE", "BETWEEN", "AS", "THEN", "ELSE", "END",
            "WHEN", "ESCAPE", "GROUP", "ORDER", "BY");

    private final Tokens tokens;
    private final @Nullable String alias;
    private final List<Aggregation> aggregates = new ArrayList<>();
    private int depth;
    private boolean gathering;

    Expressions(Tokens tokens, @Nullable String alias) {
        this.tokens = tokens;
        this.alias = alias;
    }

    /** The aggregates met so far. */
    List<Aggregation> aggregates() {
        return List.copyOf(aggregates);
    }

    Expression expression() {
        if (++depth > DEPTH_MAX) {
            throw SelectFaults.expressionTooLong();
        }
        var left = conjunction();
        while (tokens.takeWord("OR")) {
            left = new Expression.Or(left, conjunction());
        }
        depth--;
        return left;
    }

    private Expression conjunction() {
        var left = negation();
        while (tokens.takeWord("AND")) {
            left = new Expression.And(left, negation());
        }
        return left;
    }

    private Expression negation() {
        int nots = 0;
        while (tokens.takeWord("NOT")) {
            nots++;
        }
        var condition = condition();
        return nots % 2 == 0 ? condition : new Expression.Not(condition);
    }

    private Expression condition() {
        var left = concatenation();
        while (true) {
            var sign = tokens.peek();
            var how = sign.kind() == Kind.SIGN ? COMPARISONS.get(sign.text()) : null;
            if (how != null) {
                tokens.next();
                left = new Expression.Comparison(how, left, concatenation());
                continue;
            }
            if (tokens.takeWord("IS")) {
                left = is(left);
                continue;
            }
            int before = tokens.at();
            boolean not = tokens.takeWord("NOT");
            var found = membership(left);
            if (found == null) {
                tokens.moveTo(before);
                return left;
            }
            left = not ? new Expression.Not(found) : found;
        }
    }

    private Expression is(Expression left) {
        boolean not = tokens.takeWord("NOT");
        var token = tokens.next();
        if (!token.isWord("NULL") && !token.isWord("MISSING")) {
            throw expectedToken("NULL", token);
        }
        var is = new Expression.Is(left, token.isWord("NULL") ? Absent.NULL : Absent.MISSING);
        return not ? new Expression.Not(is) : is;
    }

    private @Nullable Expression membership(Expression left) {
        if (tokens.takeWord("BETWEEN")) {
            var low = concatenation();
            tokens.keyword("AND");
            return new Expression.And(
                    new Expression.Comparison(Comparing.AT_LEAST, left, low),
                    new Expression.Comparison(Comparing.AT_MOST, left, concatenation()));
        }
        if (tokens.takeWord("IN")) {
            var closing = tokens.peek().isSign("[") ? "]" : ")";
            tokens.sign(closing.equals("]") ? "[" : "(");
            return new Expression.In(left, list(closing));
        }
        if (tokens.takeWord("LIKE")) {
            var pattern = concatenation();
            return new Expression.Like(left, pattern, tokens.takeWord("ESCAPE") ? concatenation() : null);
        }
        return null;
    }

    private List<Expression> list(String closing) {
        var found = new ArrayList<Expression>();
        if (tokens.takeSign(closing)) {
            return found;
        }
        do {
            found.add(expression());
        } while (tokens.takeSign(","));
        tokens.sign(closing);
        return found;
    }

    private Expression concatenation() {
        var left = sum();
        while (tokens.takeSign("||")) {
            left = new Expression.Arithmetic('|', left, sum());
        }
        return left;
    }

    private Expression sum() {
        var left = product();
        while (tokens.peek().isSign("+") || tokens.peek().isSign("-")) {
            left = new Expression.Arithmetic(tokens.next().text().charAt(0), left, product());
        }
        return left;
    }

    private Expression product() {
        var left = signed();
        while (tokens.peek().isSign("*")
                || tokens.peek().isSign("/")
                || tokens.peek().isSign("%")) {
            left = new Expression.Arithmetic(tokens.next().text().charAt(0), left, signed());
        }
        return left;
    }

    private Expression signed() {
        boolean minus = false;
        while (tokens.peek().isSign("-") || tokens.peek().isSign("+")) {
            minus ^= tokens.next().isSign("-");
        }
        var value = primary();
        return minus ? new Expression.Negation(value) : value;
    }

    private Expression primary() {
        var token = tokens.next();
        return switch (token.kind()) {
            case NUMBER -> new Expression.Literal(number(token.text()));
            case TEXT -> new Expression.Literal(Text.of(token.text()));
            case ION ->
                new Expression.Literal(Timestamp.parse(token.text())
                        .<Datum>map(Datum.Time::new)
                        .orElseThrow(() -> invalidIonLiteral(token.column())));
            case NAME -> path(new Step.Named(token.text(), true));
            case WORD -> word(token);
            case SIGN -> {
                if (!token.isSign("(")) {
                    throw unexpectedToken(token);
                }
                var inner = expression();
                tokens.sign(")");
                yield inner;
            }
            case END -> throw unexpectedToken(token);
        };
    }

    static Datum number(String text) {
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            try {
                return new Datum.Whole(Long.parseLong(text));
            } catch (NumberFormatException e) {
                return new Datum.Exact(new BigDecimal(text));
            }
        }
        return text.indexOf('e') >= 0 || text.indexOf('E') >= 0
                ? new Datum.Real(Double.parseDouble(text))
                : new Datum.Exact(new BigDecimal(text));
    }

    private Expression word(Token token) {
        var word = token.text().toUpperCase(Locale.ROOT);
        if (tokens.peek().isSign("(")) {
            tokens.next();
            return call(token, word);
        }
        return switch (word) {
            case "TRUE" -> new Expression.Literal(Truth.TRUE);
            case "FALSE" -> new Expression.Literal(Truth.FALSE);
            case "NULL" -> new Expression.Literal(Absent.NULL);
            case "MISSING" -> new Expression.Literal(Absent.MISSING);
            case "CASE" -> cases();
            default -> {
                if (RESERVED.contains(word)) {
                    throw unexpectedToken(token);
                }
                yield path(new Step.Named(token.text(), false));
            }
        };
    }

    private Expression path(Step.Named first) {
        var steps = new ArrayList<Step>();
        boolean record = (alias != null && alias.equalsIgnoreCase(first.name()))
                || (!first.exactly() && first.name().equalsIgnoreCase("S3Object"));
        if (!record) {
            steps.add(first);
        }
        while (true) {
            if (tokens.takeSign(".")) {
                steps.add(tokens.name());
            } else if (tokens.takeSign("[")) {
                if (tokens.peek().kind() == Kind.TEXT) {
                    steps.add(new Step.Named(tokens.next().text(), true));
                } else {
                    steps.add(new Step.At(tokens.index()));
                }
                tokens.sign("]");
            } else {
                return new Expression.Path(List.copyOf(steps));
            }
        }
    }

    private Expression cases() {
        Expression subject = tokens.peek().isWord("WHEN") ? null : expression();
        if (!tokens.peek().isWord("WHEN")) {
            throw expectedWhen(tokens.peek());
        }
        var whens = new ArrayList<Expression.When>();
        while (tokens.takeWord("WHEN")) {
            var condition = expression();
            tokens.keyword("THEN");
            whens.add(new Expression.When(
                    subject == null ? condition : new Expression.Comparison(Comparing.EQUAL, subject, condition),
                    expression()));
        }
        Expression otherwise = tokens.takeWord("ELSE") ? expression() : new Expression.Literal(Absent.NULL);
        tokens.keyword("END");
        return new Expression.Case(whens, otherwise);
    }

    private Expression call(Token token, String name) {
        return switch (name) {
            case "COUNT", "SUM", "AVG", "MIN", "MAX" -> aggregate(Gathering.valueOf(name));
            case "CAST" -> cast();
            case "TRIM" -> trim();
            case "SUBSTRING" -> substring();
            case "EXTRACT" -> {
                var part = part();
                tokens.keyword("FROM");
                var of = expression();
                tokens.sign(")");
                yield new Expression.Call(Function.EXTRACT, List.of(part, of));
            }
            case "DATE_ADD", "DATE_DIFF" -> {
                var arguments = new ArrayList<Expression>();
                arguments.add(part());
                tokens.sign(",");
                arguments.addAll(list(")"));
                yield made(Function.valueOf(name), arguments);
            }
            default -> made(Function.named(name).orElseThrow(() -> unsupportedFunction(token.text())), list(")"));
        };
    }

    private static Expression made(Function function, List<Expression> arguments) {
        if (!function.takes(arguments.size())) {
            throw invalidArguments(function.name());
        }
        return new Expression.Call(function, List.copyOf(arguments));
    }

    private Expression aggregate(Gathering how) {
        if (gathering) {
            throw nestedAggregate();
        }
        gathering = true;
        Expression of = how == Gathering.COUNT && tokens.takeSign("*") ? null : expression();
        gathering = false;
        tokens.sign(")");
        aggregates.add(new Aggregation(how, of));
        return new Expression.Aggregate(aggregates.size() - 1);
    }

    private Expression cast() {
        var of = expression();
        tokens.keyword("AS");
        var token = tokens.next();
        var type = CastType.named(token.text()).orElseThrow(() -> expectedTypeName(token));
        if (tokens.takeSign("(")) {
            list(")");
        }
        tokens.sign(")");
        return new Expression.Cast(of, type);
    }

    private Expression trim() {
        var function = tokens.takeWord("LEADING")
                ? Function.TRIM_LEADING
                : tokens.takeWord("TRAILING") ? Function.TRIM_TRAILING : Function.TRIM_BOTH;
        tokens.takeWord("BOTH");
        Expression characters = new Expression.Literal(Text.of(" "));
        Expression of;
        if (tokens.takeWord("FROM")) {
            of = expression();
        } else {
            of = expression();
            if (tokens.takeWord("FROM")) {
                characters = of;
                of = expression();
            }
        }
        tokens.sign(")");
        return new Expression.Call(function, List.of(of, characters));
    }

    private Expression substring() {
        var arguments = new ArrayList<Expression>();
        arguments.add(expression());
        if (tokens.takeWord("FROM")) {
            arguments.add(expression());
            if (tokens.takeWord("FOR")) {
                arguments.add(expression());
            }
            tokens.sign(")");
        } else {
            tokens.sign(",");
            arguments.addAll(list(")"));
        }
        return made(Function.SUBSTRING, arguments);
    }

    /* A part of a date is a word, kept as text. */
    private Expression part() {
        var token = tokens.next();
        var part = token.text().toUpperCase(Locale.ROOT);
        if (token.kind() != Kind.WORD || Timestamp.Part.named(part).isEmpty()) {
            throw expectedDatePart(token);
        }
        return new Expression.Literal(Text.of(part));
    }
}
