package tarn.services.dynamodb.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads lines of values with delimiters between them; a value in double quotes may contain any of them. */
public final class CsvLines {

    private final BufferedReader in;
    private final char delimiter;

    public CsvLines(Reader in, char delimiter) {
        this.in = new BufferedReader(in);
        this.delimiter = delimiter;
    }

    /** The values of the next line that is not empty; empty at the end. */
    public Optional<List<String>> next() throws IOException {
        var line = in.readLine();
        while (line != null && line.isEmpty()) {
            line = in.readLine();
        }
        return line == null ? Optional.empty() : Optional.of(values(line));
    }

    private List<String> values(String first) throws IOException {
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        var line = first;
        boolean quoted = false;
        int at = 0;
        while (true) {
            if (at == line.length()) {
                var next = quoted ? in.readLine() : null;
                if (next == null) {
                    values.add(value.toString());
                    return values;
                }
                value.append('\n');
                line = next;
                at = 0;
                continue;
            }
            char c = line.charAt(at++);
            if (c == '"') {
                if (quoted && at < line.length() && line.charAt(at) == '"') {
                    value.append('"');
                    at++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == delimiter && !quoted) {
                values.add(value.toString());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
    }
}
