package tarn.services.dynamodb.expression;

import java.util.Locale;
import java.util.Set;

/**
 * A piece of an expression.
 *
 * @param text as it is written; {@code <EOF>} at the end
 * @param start where it begins in the expression
 * @param end where the expression goes on
 */
record Token(Kind kind, String text, int start, int end) {

    enum Kind {
        NAME,
        KEYWORD,
        NUMBER,
        NAME_PLACEHOLDER,
        VALUE_PLACEHOLDER,
        SIGN,
        END
    }

    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE");

    /** A word, which is a keyword of the grammar in any case of its letters or a name. */
    static Token word(String text, int start, int end) {
        return new Token(KEYWORDS.contains(text.toUpperCase(Locale.ROOT)) ? Kind.KEYWORD : Kind.NAME, text, start, end);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isKeyword(String keyword) {
        return kind == Kind.KEYWORD && text.equalsIgnoreCase(keyword);
    }
}
