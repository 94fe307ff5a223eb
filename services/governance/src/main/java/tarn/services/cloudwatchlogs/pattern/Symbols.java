package tarn.services.cloudwatchlogs.pattern;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the text of a pattern from the left. */
final class Symbols {

    private final String text;
    private int at;

    Symbols(String text) {
        this.text = text;
    }

    void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    boolean atEnd() {
        return at >= text.length();
    }

    char peek() {
        return atEnd() ? '\0' : text.charAt(at);
    }

    char next() {
        if (atEnd()) {
            throw new PatternException("it ends too early");
        }
        return text.charAt(at++);
    }

    /** Passes over a piece of text if it comes next. */
    boolean take(String piece) {
        if (!text.startsWith(piece, at)) {
            return false;
        }
        at += piece.length();
        return true;
    }

    /** Passes over a word, in any case, if it comes next and ends there. */
    boolean takeWord(String word) {
        int end = at + word.length();
        if (!text.regionMatches(true, at, word, 0, word.length())
                || (end < text.length() && Character.isLetterOrDigit(text.charAt(end)))) {
            return false;
        }
        at = end;
        return true;
    }

    void expect(String piece) {
        if (!take(piece)) {
            throw new PatternException("'" + piece + "' is missing at " + at);
        }
    }

    /** Text up to the next of some characters, or to the end. */
    String until(String ends) {
        int from = at;
        while (!atEnd() && ends.indexOf(peek()) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** What stands in quotes that were just opened; a backslash takes the next character as it is. */
    String quoted(char quote) {
        var out = new StringBuilder();
        for (char c = next(); c != quote; c = next()) {
            out.append(c == '\\' && (peek() == quote || peek() == '\\') ? next() : c);
        }
        return out.toString();
    }

    /** The regular expression between percent signs, of which the first was just read. */
    Pattern regex() {
        var out = new StringBuilder();
        for (char c = next(); c != '%'; c = next()) {
            out.append(c);
        }
        try {
            return Pattern.compile(out.toString());
        } catch (PatternSyntaxException e) {
            throw new PatternException("the expression %" + out + "% is none: " + e.getDescription());
        }
    }
}
