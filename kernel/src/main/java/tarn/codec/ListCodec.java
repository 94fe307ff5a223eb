package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A list. Read, it is immutable. */
record ListCodec(Codec element) implements Codec {

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        writeAll((Collection<?>) value, element, out);
    }

    static void writeAll(Collection<?> values, Codec element, JsonGenerator out) throws IOException {
        out.writeStartArray(null, values.size());
        for (var each : values) {
            element.write(each, out);
        }
        out.writeEndArray();
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        return List.copyOf(readAll(element, in));
    }

    static List<Object> readAll(Codec element, JsonParser in) throws IOException {
        var values = new ArrayList<Object>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            values.add(element.read(in));
        }
        return values;
    }

    @Override
    public Object absent() {
        return List.of();
    }
}
