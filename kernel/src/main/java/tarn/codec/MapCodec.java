package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** A map, in its own order if it has one, else sorted: equal maps give equal bytes. Read, it is immutable. */
record MapCodec(MapKey keys, Codec value, boolean sorted) implements Codec {

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        var map = (Map<?, ?>) value;
        out.writeStartObject(map, map.size());
        for (var entry : (map instanceof SequencedMap<?, ?> ? map : new TreeMap<>(map)).entrySet()) {
            out.writeFieldName(keys.name().apply(entry.getKey()));
            this.value.write(entry.getValue(), out);
        }
        out.writeEndObject();
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        SequencedMap<Object, Object> map = new LinkedHashMap<>();
        for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            map.put(keys.key().apply(name), value.read(in));
        }
        return sorted
                ? Collections.unmodifiableSortedMap(new TreeMap<>(map))
                : Collections.unmodifiableSequencedMap(map);
    }

    @Override
    public Object absent() {
        return sorted ? Collections.emptySortedMap() : Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
    }
}
