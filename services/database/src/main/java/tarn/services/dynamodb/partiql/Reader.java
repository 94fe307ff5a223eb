package tarn.services.dynamodb.partiql;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.InvalidExpressionException;

/** A statement's pieces, one after the other, and its parameters. */
final class Reader {

    private static final String PARAMETERS = "Number of parameters in request and statement don't match.";

    private final List<Word> words;
    private final List<AttributeValue> parameters;
    private int at;
    private int used;

    Reader(String text, List<AttributeValue> parameters) {
        this.words = Words.of(text);
        this.parameters = parameters;
    }

    Word peek() {
        return words.get(at);
    }

    Word ahead() {
        return words.get(Math.min(at + 1, words.size() - 1));
    }

    Word next() {
        var word = words.get(at);
        if (at < words.size() - 1) {
            at++;
        }
        return word;
    }

    boolean take(String sign) {
        if (peek().isSign(sign)) {
            at++;
            return true;
        }
        return false;
    }

    boolean takeWord(String keyword) {
        if (peek().is(keyword)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String sign) {
        if (!take(sign)) {
            throw unexpected();
        }
    }

    void expectWord(String keyword) {
        if (!takeWord(keyword)) {
            throw unexpected();
        }
    }

    AttributeValue parameter() {
        if (used == parameters.size()) {
            throw new InvalidExpressionException(PARAMETERS);
        }
        return parameters.get(used++);
    }

    void finish() {
        if (peek().kind() != Word.Kind.END) {
            throw notWellFormed("Unexpected token after expression");
        }
        if (used < parameters.size()) {
            throw new InvalidExpressionException(PARAMETERS);
        }
    }

    InvalidExpressionException unexpected() {
        return notWellFormed(peek().kind() == Word.Kind.END ? "Unexpected end" : "Unexpected token");
    }

    static InvalidExpressionException notWellFormed(String detail) {
        return new InvalidExpressionException(Words.NOT_WELL_FORMED + detail);
    }
}
