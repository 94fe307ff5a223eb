package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.columnar.TableFile;

/** An inventory as compressed CSV: every value in quotes, keys encoded as in URLs, no line of names. */
final class InventoryCsv implements TableFile {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final GZIPOutputStream zip;
    private final Writer out;
    private final int key;

    InventoryCsv(OutputStream out, List<InventoryField> fields) throws IOException {
        this.zip = new GZIPOutputStream(out);
        this.out = new OutputStreamWriter(zip, UTF_8);
        this.key = fields.indexOf(InventoryField.KEY);
    }

    @Override
    public void write(List<@Nullable Object[]> rows) throws IOException {
        for (var row : rows) {
            for (int i = 0; i < row.length; i++) {
                var text = text(row[i]);
                out.append(i == 0 ? "\"" : ",\"")
                        .append(i == key ? encoded(text) : text.replace("\"", "\"\""))
                        .append('"');
            }
            out.append('\n');
        }
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, UTF_8).replace("%2F", "/");
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case Instant time -> TIME.format(time);
            case null -> "";
            default -> value.toString();
        };
    }

    @Override
    public void close() throws IOException {
        out.flush();
        zip.finish();
    }
}
