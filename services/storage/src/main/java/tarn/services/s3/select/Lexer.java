package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.invalidCharacter;
import static tarn.services.s3.select.SelectFaults.invalidLiteral;

import java.util.ArrayList;
import java.util.List;
import tarn.services.s3.select.Token.Kind;

/** Cuts a query into its words. */
final class Lexer {

    private static final List<String> SIGNS = List.of("<=", ">=", "<>", "!=", "||");
    private static final String SINGLE_SIGNS = "()[]{},.*+-/%<>=;?";

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /** The words, the last of which is the end. */
    static List<Token> tokens(String text) {
        var lexer = new Lexer(text);
        var found = new ArrayList<Token>();
        Token token;
        do {
            token = lexer.next();
            found.add(token);
        } while (token.kind() != Kind.END);
        return found;
    }

    private Token next() {
        skip();
        int start = at;
        if (at == text.length()) {
            return new Token(Kind.END, "", start + 1);
        }
        char c = text.charAt(at);
        if (c == '\'') {
            return new Token(Kind.TEXT, quoted('\''), start + 1);
        }
        if (c == '"') {
            return new Token(Kind.NAME, quoted('"'), start + 1);
        }
        if (c == '`') {
            return new Token(Kind.ION, quoted('`'), start + 1);
        }
        if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)) && !afterValue())) {
            return number(start);
        }
        if (Character.isLetter(c) || c == '_' || c == '$') {
            while (at < text.length() && isPartOfName(text.charAt(at))) {
                at++;
            }
            return new Token(Kind.WORD, text.substring(start, at), start + 1);
        }
        for (var sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return new Token(Kind.SIGN, sign, start + 1);
            }
        }
        if (SINGLE_SIGNS.indexOf(c) < 0) {
            throw invalidCharacter(start + 1);
        }
        at++;
        return new Token(Kind.SIGN, String.valueOf(c), start + 1);
    }

    /* Whether what stands before a dot is the end of a path, so that the dot goes on with it. */
    private boolean afterValue() {
        char before = at == 0 ? ' ' : text.charAt(at - 1);
        return isPartOfName(before) || before == '"' || before == ']';
    }

    private void skip() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    private String quoted(char quote) {
        int start = at++;
        var found = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                found.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                found.append(quote);
                at++;
            } else {
                return found.toString();
            }
        }
        throw invalidLiteral(start + 1);
    }

    private Token number(int start) {
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            int before = at;
            digits();
            if (at == before) {
                throw invalidLiteral(start + 1);
            }
        }
        if (at < text.length() && isPartOfName(text.charAt(at))) {
            throw invalidLiteral(start + 1);
        }
        return new Token(Kind.NUMBER, text.substring(start, at), start + 1);
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isPartOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
