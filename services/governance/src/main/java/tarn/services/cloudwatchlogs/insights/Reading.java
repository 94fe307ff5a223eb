package tarn.services.cloudwatchlogs.insights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads expressions from the left. */
sealed class Reading permits CommandReading {

    private static final int DEPTH_MAX = 100;

    final String text;
    int at;
    private int depth;

    Reading(String text) {
        this.text = text;
    }

    QueryException wrong(String message) {
        return new QueryException(message, Math.min(at, text.length()));
    }

    void space() {
        while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '#')) {
            if (text.charAt(at) == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                at++;
            }
        }
    }

    boolean atEnd() {
        space();
        return at >= text.length();
    }

    char peek() {
        return atEnd() ? '\0' : text.charAt(at);
    }

    /** Passes over a sign or a word, in any case, if it comes next. */
    boolean take(String piece) {
        space();
        if (!text.regionMatches(true, at, piece, 0, piece.length())) {
            return false;
        }
        int end = at + piece.length();
        if (Character.isLetter(piece.charAt(0)) && end < text.length() && isWordly(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    void expect(String piece) {
        if (!take(piece)) {
            throw wrong("'" + piece + "' is expected");
        }
    }

    static boolean isWordly(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '@' || c == '.' || c == '$';
    }

    /** A field's name. */
    String name() {
        space();
        if (peek() == '`') {
            int end = text.indexOf('`', at + 1);
            if (end < 0) {
                throw wrong("a backtick is missing");
            }
            var name = text.substring(at + 1, end);
            at = end + 1;
            return name;
        }
        int from = at;
        while (at < text.length() && isWordly(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw wrong(atEnd() ? "unexpected end of the query" : "unexpected symbol found " + text.charAt(at));
        }
        return text.substring(from, at);
    }

    String quoted() {
        char quote = text.charAt(at++);
        var out = new StringBuilder();
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return out.toString();
            }
            if (c == '\\' && at + 1 < text.length() && (text.charAt(at + 1) == quote || text.charAt(at + 1) == '\\')) {
                c = text.charAt(++at);
            }
            out.append(c);
        }
        throw wrong("a quote is missing");
    }

    Pattern regex() {
        at++;
        var out = new StringBuilder();
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '/') {
                at++;
                try {
                    return Pattern.compile(out.toString());
                } catch (PatternSyntaxException e) {
                    throw wrong("invalid regular expression: " + e.getDescription());
                }
            }
            if (c == '\\' && at + 1 < text.length()) {
                char next = text.charAt(++at);
                if (next != '/') {
                    out.append('\\');
                }
                c = next;
            }
            out.append(c);
        }
        throw wrong("a slash is missing");
    }

    Expression expression() {
        if (++depth > DEPTH_MAX) {
            throw wrong("the query is nested too deeply");
        }
        try {
            var left = both();
            while (take("or")) {
                left = new Expression.Or(left, both());
            }
            return left;
        } finally {
            depth--;
        }
    }

    private Expression both() {
        var left = negated();
        while (take("and")) {
            left = new Expression.And(left, negated());
        }
        return left;
    }

    private Expression negated() {
        return take("not") ? new Expression.Not(negated()) : compared();
    }

    private Expression compared() {
        var left = sum();
        boolean isNot = take("not");
        if (take("like") || take("=~")) {
            var like = like(left);
            return isNot ? new Expression.Not(like) : like;
        }
        if (take("in")) {
            expect("[");
            var in = new Expression.In(left, list("]"));
            return isNot ? new Expression.Not(in) : in;
        }
        if (isNot) {
            throw wrong("like or in is expected after not");
        }
        for (var relation : Expression.Relation.values()) {
            if (take(relation.text)) {
                return new Expression.Compared(relation, left, sum());
            }
        }
        return left;
    }

    private Expression like(Expression left) {
        if (peek() == '/') {
            return new Expression.Matches(left, regex());
        }
        if (peek() != '"' && peek() != '\'') {
            throw wrong("a text or a regular expression is expected");
        }
        boolean isMessage = left instanceof Expression.Field(var name) && name.equals("@message");
        return new Expression.Contains(left, quoted(), isMessage);
    }

    private Expression sum() {
        var left = product();
        while (peek() == '+' || peek() == '-') {
            left = new Expression.Arithmetic(text.charAt(at++), left, product());
        }
        return left;
    }

    private Expression product() {
        var left = power();
        while (peek() == '*' || peek() == '/' || peek() == '%') {
            left = new Expression.Arithmetic(text.charAt(at++), left, power());
        }
        return left;
    }

    private Expression power() {
        var left = single();
        return take("^") ? new Expression.Arithmetic('^', left, power()) : left;
    }

    private Expression single() {
        char c = peek();
        if (c == '(') {
            at++;
            var inner = expression();
            expect(")");
            return inner;
        }
        if (c == '"' || c == '\'') {
            return new Expression.Literal(quoted());
        }
        if (c == '-') {
            at++;
            return new Expression.Arithmetic('-', new Expression.Literal(0.0), single());
        }
        if (Character.isDigit(c)) {
            return number();
        }
        var name = name();
        if (c != '`' && peek() == '(') {
            return call(name);
        }
        if (name.equalsIgnoreCase("true") || name.equalsIgnoreCase("false")) {
            return new Expression.Literal(name.equalsIgnoreCase("true"));
        }
        return new Expression.Field(name);
    }

    /** A number, or a length of time such as {@code 5m}, which is one of milliseconds. */
    private Expression number() {
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        double value;
        try {
            value = Double.parseDouble(text.substring(from, at));
        } catch (NumberFormatException e) {
            throw wrong("a number is expected");
        }
        int unit = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        if (unit == at) {
            return new Expression.Literal(value);
        }
        var millis = Functions.millis(value, text.substring(unit, at).toLowerCase(Locale.ROOT));
        if (millis == null) {
            throw wrong("unknown unit of time " + text.substring(unit, at));
        }
        return new Expression.Literal(millis);
    }

    private Expression call(String name) {
        int begin = at;
        at++;
        var arguments = list(")");
        if (name.equalsIgnoreCase("bin") && arguments.size() == 1) {
            arguments = List.of(new Expression.Field("@timestamp"), arguments.getFirst());
        }
        var function = Functions.of(name);
        if (function == null || !Functions.takes(name, arguments.size())) {
            at = begin;
            throw wrong(function == null ? "unknown function " + name : "wrong number of arguments of " + name);
        }
        return new Expression.Call(function, arguments);
    }

    List<Expression> list(String end) {
        var members = new ArrayList<Expression>();
        if (take(end)) {
            return members;
        }
        do {
            members.add(expression());
        } while (take(","));
        expect(end);
        return members;
    }

    /** A whole number. */
    int count() {
        space();
        int from = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (from == at || at - from > 9) {
            throw wrong("a number is expected");
        }
        return Integer.parseInt(text.substring(from, at));
    }

    /** What was read since a position, as it stands in the query. */
    String since(int from) {
        return text.substring(from, at).strip();
    }

    @Nullable
    String alias() {
        return take("as") ? name() : null;
    }
}
