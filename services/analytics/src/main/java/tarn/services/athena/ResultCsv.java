package tarn.services.athena;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The CSV of Athena's results: every value in quotes with inner quotes doubled, NULL as nothing at all, lines ended by a
 * newline. An empty text is therefore {@code ""} and differs from NULL.
 */
final class ResultCsv {

    /** Writes one row, the header among them. */
    static void write(List<@Nullable String> row, OutputStream out) throws IOException {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            var value = row.get(i);
            line.append(i == 0 ? "" : ",");
            if (value != null) {
                line.append('"').append(value.replace("\"", "\"\"")).append('"');
            }
        }
        line.append('\n');
        out.write(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads rows one after the other and counts the bytes they take. */
    static final class Reader {
        private final InputStream in;
        private long position;

        /** Reads from a stream, best a buffered one. */
        Reader(InputStream in) {
            this.in = in;
        }

        /** How many bytes the rows read so far took. */
        long position() {
            return position;
        }

        /** The next row; null at the end. */
        @Nullable
        List<@Nullable String> read() throws IOException {
            int b = next();
            if (b < 0) {
                return null;
            }
            var row = new ArrayList<@Nullable String>();
            while (true) {
                if (b == '"') {
                    row.add(quoted());
                    b = next();
                } else {
                    row.add(null);
                }
                if (b != ',') {
                    return row;
                }
                b = next();
            }
        }

        private String quoted() throws IOException {
            var value = new java.io.ByteArrayOutputStream();
            while (true) {
                int b = next();
                if (b == '"') {
                    in.mark(1);
                    if (in.read() != '"') {
                        in.reset();
                        return value.toString(StandardCharsets.UTF_8);
                    }
                    position++;
                } else if (b < 0) {
                    throw new IOException("The result ends within a value");
                }
                value.write(b);
            }
        }

        private int next() throws IOException {
            int b = in.read();
            if (b >= 0) {
                position++;
            }
            return b;
        }
    }

    private ResultCsv() {}
}
