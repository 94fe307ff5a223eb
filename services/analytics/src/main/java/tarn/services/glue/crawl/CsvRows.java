package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.List;

/** Splits text into rows of values as RFC 4180 has it, with a delimiter of choice. Blank lines are no rows. */
final class CsvRows {

    private final String text;
    private final char delimiter;
    private final char quote;
    private int at;

    private CsvRows(String text, char delimiter, char quote) {
        this.text = text;
        this.delimiter = delimiter;
        this.quote = quote;
    }

    /** The rows of a text, at most so many. */
    static List<List<String>> of(String text, char delimiter, int limit) {
        return of(text, delimiter, '"', limit);
    }

    /** The same with another sign for quotes. */
    static List<List<String>> of(String text, char delimiter, char quote, int limit) {
        var rows = new ArrayList<List<String>>();
        var reader = new CsvRows(text, delimiter, quote);
        while (rows.size() < limit && reader.at < text.length()) {
            var row = reader.row();
            if (row.size() > 1 || !row.getFirst().isBlank()) {
                rows.add(row);
            }
        }
        return rows;
    }

    private List<String> row() {
        var row = new ArrayList<String>();
        while (true) {
            row.add(value());
            if (at >= text.length()) {
                return row;
            }
            char end = text.charAt(at++);
            if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                at++;
            }
            if (end != delimiter) {
                return row;
            }
        }
    }

    private String value() {
        if (at < text.length() && text.charAt(at) == quote) {
            return quoted();
        }
        int start = at;
        while (at < text.length() && !endsValue(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        var value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                value.append(quote);
                at++;
            } else {
                break;
            }
        }
        while (at < text.length() && !endsValue(text.charAt(at))) {
            value.append(text.charAt(at++));
        }
        return value.toString();
    }

    private boolean endsValue(char c) {
        return c == delimiter || c == '\n' || c == '\r';
    }
}
