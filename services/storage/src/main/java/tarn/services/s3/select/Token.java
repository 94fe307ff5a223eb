package tarn.services.s3.select;

/**
 * A word of a query.
 *
 * @param kind what it is
 * @param text what it says: without quotes, quotes within it single
 * @param column where it stands, from 1
 */
record Token(Kind kind, String text, int column) {

    /** What a token is. */
    enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        /** A name in double quotes. */
        NAME,
        NUMBER,
        /** Text in single quotes. */
        TEXT,
        /** An Ion literal in back quotes, which here is a time. */
        ION,
        /** Operators, parentheses and the like. */
        SIGN,
        END
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }
}
