package tarn.services.athena;

import java.util.Locale;

/** Literals and names as Hive's language spells them, read and written. */
final class HiveText {

    /** The text a literal in single or double quotes stands for. */
    static String unquote(String literal) {
        var text = new StringBuilder(literal.length());
        int end = literal.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = literal.charAt(i);
            if (c == '\'' && literal.charAt(i + 1) == '\'' && i + 1 < end) {
                i++;
            } else if (c == '\\' && i + 1 < end) {
                i += escape(literal, i + 1, end, text);
                continue;
            }
            text.append(c);
        }
        return text.toString();
    }

    /** Appends what the escape sequence after a backslash stands for; returns how long it is. */
    private static int escape(String literal, int at, int end, StringBuilder text) {
        char c = literal.charAt(at);
        if (c == 'u' && at + 4 < end && digits(literal, at + 1, 4, 16)) {
            text.append((char) Integer.parseInt(literal, at + 1, at + 5, 16));
            return 5;
        }
        if (c >= '0' && c <= '3' && at + 2 < end && digits(literal, at, 3, 8)) {
            text.append((char) Integer.parseInt(literal, at, at + 3, 8));
            return 3;
        }
        switch (c) {
            case '0' -> text.append('\0');
            case 'b' -> text.append('\b');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'Z' -> text.append('\u001A');
            // As in Hive: regular expressions keep the backslash before these two.
            case '%', '_' -> text.append('\\').append(c);
            default -> text.append(c);
        }
        return 1;
    }

    private static boolean digits(String text, int from, int count, int radix) {
        for (int i = from; i < from + count; i++) {
            if (Character.digit(text.charAt(i), radix) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The name a word stands for, with or without back-ticks; names are kept in lower case. */
    static String name(String word) {
        var bare = word.startsWith("`") ? word.substring(1, word.length() - 1).replace("``", "`") : word;
        return bare.toLowerCase(Locale.ROOT);
    }

    /** Text as a literal of {@code SHOW CREATE TABLE}. */
    static String quote(String text) {
        var literal = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'' -> literal.append("\\'");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (c < ' ') {
                        literal.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
                    } else {
                        literal.append(c);
                    }
                }
            }
        }
        return literal.append('\'').toString();
    }

    private HiveText() {}
}
