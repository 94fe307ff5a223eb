package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import tarn.services.dynamodb.expression.Token.Kind;

/** Cuts an expression into its pieces. What no expression may have becomes a sign, which the parser refuses. */
final class Lexer {

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** All pieces, the end as the last. */
    static List<Token> tokens(String text) {
        return new Lexer(text).tokens();
    }

    private List<Token> tokens() {
        var tokens = new ArrayList<Token>();
        while (true) {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token(Kind.END, "<EOF>", at, at));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() {
        int start = at;
        char first = text.charAt(at);
        if (isLetter(first)) {
            skipWord();
            return Token.word(text.substring(start, at), start, at);
        }
        if (first == '#' || first == ':') {
            at++;
            skipWord();
            if (at - start > 1) {
                return token(first == '#' ? Kind.NAME_PLACEHOLDER : Kind.VALUE_PLACEHOLDER, start);
            }
            return token(Kind.SIGN, start);
        }
        if (isDigit(first)) {
            at++;
            while (first != '0' && at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            return token(Kind.NUMBER, start);
        }
        at = text.offsetByCodePoints(at, 1);
        if (at < text.length()) {
            char second = text.charAt(at);
            if ((first == '<' && (second == '>' || second == '=')) || (first == '>' && second == '=')) {
                at++;
            }
        }
        return token(Kind.SIGN, start);
    }

    private Token token(Kind kind, int start) {
        return new Token(kind, text.substring(start, at), start, at);
    }

    private void skipWord() {
        while (at < text.length()
                && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
