package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.csvParsing;
import static tarn.services.s3.select.SelectFaults.textEncoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Field;
import tarn.services.s3.select.Datum.Fields;
import tarn.services.s3.select.Datum.Text;

/** The records of a CSV object: fields of text by the names in its header, or {@code _1}, {@code _2}. */
final class CsvRecords implements Records {

    private final Lines lines;
    private final CsvForm form;
    private final List<String> names;

    /**
     * @param names of the fields; empty if the object has no header that is used
     * @param lines behind the header
     */
    CsvRecords(Lines lines, CsvForm form, List<String> names) {
        this.lines = lines;
        this.form = form;
        this.names = names;
    }

    @Override
    public @Nullable Datum next() throws IOException {
        var values = fields(lines, form);
        if (values == null) {
            return null;
        }
        var fields = new ArrayList<Field>(values.size());
        for (int i = 0; i < values.size(); i++) {
            var name = i < names.size() ? names.get(i) : "_" + (i + 1);
            fields.add(new Field(name, new Text(values.get(i), true)));
        }
        return new Fields(fields, true);
    }

    /** The fields of the next line that is neither empty nor a comment; null at the end. */
    static @Nullable List<String> fields(Lines lines, CsvForm form) throws IOException {
        for (var line = lines.next(); line != null; line = lines.next()) {
            var text = text(line, form);
            if (!text.isEmpty() && text.charAt(0) != form.comment()) {
                return split(text, form);
            }
        }
        return null;
    }

    private static String text(byte[] line, CsvForm form) {
        int length = line.length;
        if (form.recordDelimiter().equals("\n") && length > 0 && line[length - 1] == '\r') {
            length--;
        }
        int start = length >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF ? 3 : 0;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, start, length - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw textEncoding();
        }
    }

    private static List<String> split(String text, CsvForm form) {
        var fields = new ArrayList<String>();
        int at = 0;
        while (true) {
            var field = new StringBuilder();
            if (at < text.length() && text.charAt(at) == form.quote()) {
                at = quoted(text, at + 1, form, field);
            }
            int end = text.indexOf(form.fieldDelimiter(), at);
            field.append(text, at, end < 0 ? text.length() : end);
            fields.add(field.toString());
            if (end < 0) {
                return fields;
            }
            at = end + form.fieldDelimiter().length();
        }
    }

    /* Reads a quoted field; gives the place behind the quote that ends it. */
    private static int quoted(String text, int from, CsvForm form, StringBuilder field) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean more = at + 1 < text.length();
            if (c == form.escape() && more && text.charAt(at + 1) == form.quote()) {
                field.append(text.charAt(at + 1));
                at += 2;
            } else if (c == form.quote()) {
                return at + 1;
            } else {
                field.append(c);
                at++;
            }
        }
        throw csvParsing("A quoted field has no end.");
    }
}
