package tarn.services.glue.schema;

import java.util.ArrayList;
import java.util.List;

/** The words of a .proto file, without white space and comments. */
final class ProtoTokens {

    private final List<String> words;
    private final List<Integer> lines;
    private int at;

    private ProtoTokens(List<String> words, List<Integer> lines) {
        this.words = words;
        this.lines = lines;
    }

    static ProtoTokens of(String text) throws SchemaFault {
        var words = new ArrayList<String>();
        var lines = new ArrayList<Integer>();
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = at + 1;
            if (c == '\n') {
                line++;
            } else if (text.startsWith("//", at)) {
                end = orEnd(text.indexOf('\n', at), text);
            } else if (text.startsWith("/*", at)) {
                int close = text.indexOf("*/", at + 2);
                if (close < 0) {
                    throw new SchemaFault("Line " + line + ": a comment is not closed");
                }
                end = close + 2;
                line += (int) text.substring(at, end)
                        .chars()
                        .filter(one -> one == '\n')
                        .count();
            } else if (c == '"' || c == '\'') {
                while (end < text.length() && text.charAt(end) != c && text.charAt(end) != '\n') {
                    end += text.charAt(end) == '\\' ? 2 : 1;
                }
                if (end >= text.length() || text.charAt(end) != c) {
                    throw new SchemaFault("Line " + line + ": a text is not closed");
                }
                end++;
            } else if (isWord(c)) {
                while (end < text.length() && isWord(text.charAt(end))) {
                    end++;
                }
            } else if (!Character.isWhitespace(c) && "{}[]()<>=;,:+-/".indexOf(c) < 0) {
                throw new SchemaFault("Line " + line + ": unexpected '" + c + "'");
            }
            var word = text.substring(at, end);
            if (!word.isBlank() && !word.startsWith("//") && !word.startsWith("/*")) {
                words.add(word);
                lines.add(line);
            }
            at = end;
        }
        return new ProtoTokens(words, lines);
    }

    private static int orEnd(int found, String text) {
        return found < 0 ? text.length() : found;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    /** All words, a space between any two. */
    String text() {
        return String.join(" ", words);
    }

    boolean ended() {
        return at == words.size();
    }

    /** The next word, which stays next. */
    String peek() throws SchemaFault {
        if (ended()) {
            throw new SchemaFault("The text ends too early");
        }
        return words.get(at);
    }

    String next() throws SchemaFault {
        var word = peek();
        at++;
        return word;
    }

    /** Goes on if the next word is this one; says whether it was. */
    boolean skip(String word) throws SchemaFault {
        boolean is = !ended() && peek().equals(word);
        at += is ? 1 : 0;
        return is;
    }

    void expect(String word) throws SchemaFault {
        var found = next();
        if (!found.equals(word)) {
            at--;
            throw fault("'" + word + "' expected, not '" + found + "'");
        }
    }

    /** A name without dots. */
    String name() throws SchemaFault {
        var found = next();
        if (!found.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            at--;
            throw fault("a name expected, not '" + found + "'");
        }
        return found;
    }

    /** A name, with dots or without. */
    String path() throws SchemaFault {
        var found = next();
        if (!found.matches("\\.?[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*")) {
            at--;
            throw fault("a name expected, not '" + found + "'");
        }
        return found;
    }

    int number() throws SchemaFault {
        boolean negative = skip("-");
        var found = next();
        try {
            return (negative ? -1 : 1) * Integer.decode(found);
        } catch (NumberFormatException e) {
            at--;
            throw fault("a number expected, not '" + found + "'");
        }
    }

    /** Passes over everything up to a word of the same depth, and that word. */
    void pass(String until) throws SchemaFault {
        int depth = 0;
        while (depth > 0 || !peek().equals(until)) {
            switch (next()) {
                case "{", "[", "(" -> depth++;
                case "}", "]", ")" -> depth--;
                default -> {}
            }
        }
        next();
    }

    SchemaFault fault(String what) {
        int line = lines.isEmpty() ? 1 : lines.get(Math.min(at, lines.size() - 1));
        return new SchemaFault("Line " + line + ": " + what);
    }
}
