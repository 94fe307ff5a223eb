package tarn.services.s3.select;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import software.amazon.awssdk.services.s3.model.JSONOutput;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Exact;
import tarn.services.s3.select.Datum.Field;
import tarn.services.s3.select.Datum.Fields;
import tarn.services.s3.select.Datum.Items;
import tarn.services.s3.select.Datum.Real;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Time;
import tarn.services.s3.select.Datum.Truth;
import tarn.services.s3.select.Datum.Whole;

/** Records as JSON. What is missing is left out. */
record JsonOutput(String recordDelimiter) implements Output {

    private static final JsonFactory FACTORY = new JsonFactory();

    static JsonOutput of(JSONOutput json) {
        return new JsonOutput(CsvOutput.or(json.recordDelimiter(), "\n"));
    }

    @Override
    public void write(List<Field> record, ByteArrayOutputStream out) {
        out.writeBytes(bytes(new Fields(record)));
        out.writeBytes(recordDelimiter.getBytes(UTF_8));
    }

    /** A value as JSON. */
    static String text(Datum value) {
        return new String(bytes(value), UTF_8);
    }

    private static byte[] bytes(Datum value) {
        var out = new ByteArrayOutputStream(256);
        try (var json = FACTORY.createGenerator(out)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Datum value) throws IOException {
        switch (value) {
            case Absent _ -> json.writeNull();
            case Truth truth -> json.writeBoolean(truth == Truth.TRUE);
            case Whole whole -> json.writeNumber(whole.value());
            case Exact exact -> json.writeNumber(exact.value());
            case Real real -> json.writeNumber(Casting.real(real.value()));
            case Text text -> json.writeString(text.value());
            case Time time -> json.writeString(time.value().toString());
            case Items items -> {
                json.writeStartArray();
                for (var item : items.items()) {
                    write(json, item);
                }
                json.writeEndArray();
            }
            case Fields fields -> {
                json.writeStartObject();
                for (var field : fields.fields()) {
                    if (field.value() != Absent.MISSING) {
                        json.writeFieldName(field.name());
                        write(json, field.value());
                    }
                }
                json.writeEndObject();
            }
        }
    }
}
