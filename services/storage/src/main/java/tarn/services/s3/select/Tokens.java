package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.expectedKeyword;
import static tarn.services.s3.select.SelectFaults.expectedNumber;
import static tarn.services.s3.select.SelectFaults.expectedToken;

import java.util.List;
import tarn.services.s3.select.Expression.Step;
import tarn.services.s3.select.Token.Kind;

/** The words of a query, read one after the other. */
final class Tokens {

    private final List<Token> tokens;
    private int at;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    int at() {
        return at;
    }

    void moveTo(int place) {
        at = place;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The next token; the end is never passed. */
    Token next() {
        var token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean takeWord(String word) {
        return take(peek().isWord(word));
    }

    boolean takeSign(String sign) {
        return take(peek().isSign(sign));
    }

    private boolean take(boolean fits) {
        if (fits) {
            next();
        }
        return fits;
    }

    void keyword(String word) {
        if (!takeWord(word)) {
            throw expectedKeyword(word, peek());
        }
    }

    void sign(String sign) {
        if (!takeSign(sign)) {
            throw expectedToken(sign, peek());
        }
    }

    /** Passes over everything before a keyword that stands in no parentheses. */
    void skipTo(String word) {
        int depth = 0;
        while (peek().kind() != Kind.END && !(depth == 0 && peek().isWord(word))) {
            var token = next();
            if (token.isSign("(")) {
                depth++;
            } else if (token.isSign(")")) {
                depth--;
            }
        }
    }

    /** A name, with or without quotes. */
    Step.Named name() {
        var token = next();
        if (token.kind() != Kind.WORD && token.kind() != Kind.NAME) {
            throw expectedToken("identifier", token);
        }
        return new Step.Named(token.text(), token.kind() == Kind.NAME);
    }

    /** A place in a list. */
    int index() {
        var token = next();
        try {
            return Integer.parseInt(token.text());
        } catch (NumberFormatException e) {
            throw expectedNumber(token);
        }
    }
}
