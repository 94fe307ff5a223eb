package tarn.services.dynamodb.partiql;

/**
 * A piece of a statement.
 *
 * @param text what it says: of a literal without its quotes
 * @param at where it stands, as faults tell it: line, column and length
 */
record Word(Kind kind, String text, String at) {

    enum Kind {
        NAME,
        QUOTED_NAME,
        TEXT,
        NUMBER,
        SIGN,
        END
    }

    boolean is(String keyword) {
        return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isName() {
        return kind == Kind.NAME || kind == Kind.QUOTED_NAME;
    }
}
