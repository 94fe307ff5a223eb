package tarn.services.dynamodb.partiql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tarn.services.dynamodb.expression.InvalidExpressionException;

/** Cuts a statement into its pieces. */
final class Words {

    static final String NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: ";

    private static final List<String> LONG_SIGNS = List.of("<<", ">>", "<=", ">=", "<>", "!=");

    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;

    private Words(String text) {
        this.text = text;
    }

    /** All pieces, the end as the last. */
    static List<Word> of(String text) {
        return new Words(text).words();
    }

    private List<Word> words() {
        var words = new ArrayList<Word>();
        while (true) {
            skip();
            if (at >= text.length()) {
                words.add(new Word(Word.Kind.END, "", place(at, 0)));
                return words;
            }
            words.add(next());
        }
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                line++;
                lineStart = at;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw unreadable();
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private Word next() {
        int start = at;
        char first = text.charAt(at);
        if (Character.isLetter(first) || first == '_' || first == '$') {
            while (at < text.length() && isPart(text.charAt(at))) {
                at++;
            }
            return word(Word.Kind.NAME, text.substring(start, at), start);
        }
        if (first == '"' || first == '\'') {
            return word(first == '"' ? Word.Kind.QUOTED_NAME : Word.Kind.TEXT, quoted(first), start);
        }
        if (isDigit(first) || (first == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            return word(Word.Kind.NUMBER, number(), start);
        }
        for (var sign : LONG_SIGNS) {
            if (text.startsWith(sign, at)) {
                at += 2;
                return word(Word.Kind.SIGN, sign, start);
            }
        }
        if ("=<>()[]{},.:?*+-".indexOf(first) < 0) {
            throw unreadable();
        }
        at++;
        return word(Word.Kind.SIGN, String.valueOf(first), start);
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String quoted(char quote) {
        var out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                out.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                out.append(quote);
                at++;
            } else {
                return out.toString();
            }
        }
        throw unreadable();
    }

    /** Digits, a point, an exponent; an exponent that is no whole number of 32 bits cannot be read. */
    private String number() {
        int start = at;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = at + 1;
            if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
                exponent++;
            }
            if (exponent < text.length() && isDigit(text.charAt(exponent))) {
                at = exponent;
                while (at < text.length() && isDigit(text.charAt(at))) {
                    at++;
                }
            }
        }
        var number = text.substring(start, at);
        try {
            return new BigDecimal(number).scale() == Integer.MIN_VALUE ? "" : number;
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadable();
        }
    }

    private Word word(Word.Kind kind, String said, int start) {
        return new Word(kind, said, place(start, at - start));
    }

    private String place(int start, int length) {
        return line + ":" + (start - lineStart + 1) + ":" + length;
    }

    private static InvalidExpressionException unreadable() {
        return new InvalidExpressionException(NOT_WELL_FORMED);
    }
}
