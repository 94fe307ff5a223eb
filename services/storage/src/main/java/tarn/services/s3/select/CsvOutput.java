package tarn.services.s3.select;

import static java.nio.charset.StandardCharsets.UTF_8;
import static tarn.services.s3.select.SelectFaults.invalidParameter;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CSVOutput;
import software.amazon.awssdk.services.s3.model.QuoteFields;
import tarn.services.s3.select.Datum.Field;

/** Records as CSV. What is absent is an empty field. */
record CsvOutput(boolean always, String recordDelimiter, String fieldDelimiter, String quote, String escape)
        implements Output {

    static CsvOutput of(CSVOutput csv) {
        if (csv.quoteFields() == QuoteFields.UNKNOWN_TO_SDK_VERSION) {
            throw invalidParameter(
                    "InvalidQuoteFields", "The QuoteFields is invalid. Only ALWAYS and ASNEEDED are supported.");
        }
        return new CsvOutput(
                csv.quoteFields() == QuoteFields.ALWAYS,
                or(csv.recordDelimiter(), "\n"),
                or(csv.fieldDelimiter(), ","),
                or(csv.quoteCharacter(), "\""),
                or(csv.quoteEscapeCharacter(), "\""));
    }

    static String or(@Nullable String given, String otherwise) {
        return given == null || given.isEmpty() ? otherwise : given;
    }

    @Override
    public void write(List<Field> record, ByteArrayOutputStream out) {
        var line = new StringBuilder();
        for (int i = 0; i < record.size(); i++) {
            if (i > 0) {
                line.append(fieldDelimiter);
            }
            field(line, Casting.text(record.get(i).value()));
        }
        out.writeBytes(line.append(recordDelimiter).toString().getBytes(UTF_8));
    }

    private void field(StringBuilder line, String text) {
        boolean needed = text.contains(fieldDelimiter)
                || text.contains(quote)
                || text.contains(recordDelimiter)
                || text.indexOf('\n') >= 0
                || text.indexOf('\r') >= 0;
        if (always || needed) {
            line.append(quote).append(text.replace(quote, escape + quote)).append(quote);
        } else {
            line.append(text);
        }
    }
}
