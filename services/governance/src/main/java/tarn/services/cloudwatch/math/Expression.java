package tarn.services.cloudwatch.math;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** An expression, read. */
public sealed interface Expression {

    /** A number. */
    record Numeral(double value) implements Expression {}

    /** Text in quotes. */
    record Quoted(String text) implements Expression {}

    /** The id of another query. */
    record Id(String name) implements Expression {}

    /** Several, in brackets. */
    record Brackets(List<Expression> members) implements Expression {}

    /** A function of others. */
    record Call(String function, List<Expression> arguments) implements Expression {}

    /** A minus before another. */
    record Minus(Expression of) implements Expression {}

    /** Two with a sign between. */
    record Binary(Sign sign, Expression left, Expression right) implements Expression {}

    /** The signs between two expressions, the tightest last; of one tightness, the longer first. */
    enum Sign {
        OR(0, "OR", "||"),
        AND(1, "AND", "&&"),
        EQUAL(2, "=="),
        UNEQUAL(2, "!="),
        AT_MOST(2, "<="),
        AT_LEAST(2, ">="),
        LESS(2, "<"),
        MORE(2, ">"),
        PLUS(3, "+"),
        MINUS(3, "-"),
        TIMES(4, "*"),
        OVER(4, "/"),
        TO(5, "^");

        private final int tightness;

        @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
        private final List<String> texts;

        Sign(int tightness, String... texts) {
            this.tightness = tightness;
            this.texts = List.of(texts);
        }
    }

    /**
     * Reads an expression.
     *
     * @throws MathException if it is none
     */
    static Expression of(String text) {
        var reading = new Reading(text);
        var expression = reading.level(0);
        reading.space();
        if (!reading.atEnd()) {
            throw reading.wrong();
        }
        return expression;
    }

    /** The ids that an expression mentions. */
    static Set<String> ids(Expression expression) {
        var found = new LinkedHashSet<String>();
        collect(expression, found);
        return found;
    }

    private static void collect(Expression expression, Set<String> into) {
        switch (expression) {
            case Numeral _ -> {}
            case Quoted _ -> {}
            case Id(var name) -> into.add(name);
            case Brackets(var members) -> members.forEach(member -> collect(member, into));
            case Call call -> call.arguments().forEach(argument -> collect(argument, into));
            case Minus(var of) -> collect(of, into);
            case Binary binary -> {
                collect(binary.left(), into);
                collect(binary.right(), into);
            }
        }
    }

    /** Reads from the left. */
    final class Reading {
        private static final int TIGHTEST = 5;
        private static final int DEPTH_MAX = 100;
        private final String text;
        private int at;
        private int depth;

        Reading(String text) {
            this.text = text;
        }

        boolean atEnd() {
            return at >= text.length();
        }

        void space() {
            while (!atEnd() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        MathException wrong() {
            return new MathException("Syntax error at position " + at + " of expression '" + text + "'");
        }

        private boolean take(String piece) {
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

        private static boolean isWordly(char c) {
            return Character.isLetterOrDigit(c) || c == '_';
        }

        Expression level(int tightness) {
            if (tightness > TIGHTEST) {
                return single();
            }
            var left = level(tightness + 1);
            for (var sign = sign(tightness); sign != null; sign = sign(tightness)) {
                left = new Binary(sign, left, level(tightness + 1));
            }
            return left;
        }

        private @org.jspecify.annotations.Nullable Sign sign(int tightness) {
            for (var sign : Sign.values()) {
                if (sign.tightness == tightness && sign.texts.stream().anyMatch(this::take)) {
                    return sign;
                }
            }
            return null;
        }

        private Expression single() {
            if (++depth > DEPTH_MAX) {
                throw new MathException("The expression is nested too deeply");
            }
            try {
                space();
                if (atEnd()) {
                    throw wrong();
                }
                if (take("-")) {
                    return new Minus(level(TIGHTEST));
                }
                if (take("(")) {
                    var inner = level(0);
                    if (!take(")")) {
                        throw wrong();
                    }
                    return inner;
                }
                if (take("[")) {
                    return new Brackets(list("]"));
                }
                char c = text.charAt(at);
                if (c == '\'' || c == '"') {
                    return new Quoted(quoted(c));
                }
                if (Character.isDigit(c) || c == '.') {
                    return number();
                }
                return named();
            } finally {
                depth--;
            }
        }

        private Expression number() {
            int from = at;
            while (!atEnd() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.' || isExponent())) {
                at++;
            }
            try {
                return new Numeral(Double.parseDouble(text.substring(from, at)));
            } catch (NumberFormatException e) {
                throw wrong();
            }
        }

        private boolean isExponent() {
            char c = text.charAt(at);
            char before = text.charAt(Math.max(0, at - 1));
            return ((c == 'e' || c == 'E') && Character.isDigit(before))
                    || ((c == '-' || c == '+') && (before == 'e' || before == 'E'));
        }

        private Expression named() {
            int from = at;
            while (!atEnd() && isWordly(text.charAt(at))) {
                at++;
            }
            if (from == at) {
                throw wrong();
            }
            var name = text.substring(from, at);
            if (take("(")) {
                return new Call(name.toUpperCase(Locale.ROOT), list(")"));
            }
            return new Id(name);
        }

        private List<Expression> list(String end) {
            var members = new ArrayList<Expression>();
            if (take(end)) {
                return members;
            }
            do {
                members.add(level(0));
            } while (take(","));
            if (!take(end)) {
                throw wrong();
            }
            return members;
        }

        private String quoted(char quote) {
            var out = new StringBuilder();
            for (at++; ; at++) {
                if (atEnd()) {
                    throw wrong();
                }
                char c = text.charAt(at);
                if (c == quote) {
                    at++;
                    return out.toString();
                }
                if (c == '\\' && at + 1 < text.length()) {
                    c = text.charAt(++at);
                }
                out.append(c);
            }
        }
    }
}
