package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.TreeSet;

/** A set, in its own order if it has one, else sorted: equal sets give equal bytes. Read, it is immutable. */
record SetCodec(Codec element, boolean sorted) implements Codec {

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        var set = (Collection<?>) value;
        ListCodec.writeAll(set instanceof SequencedSet<?> ? set : new TreeSet<>(set), element, out);
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        var values = ListCodec.readAll(element, in);
        return sorted
                ? Collections.unmodifiableSortedSet(new TreeSet<>(values))
                : Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
    }

    @Override
    public Object absent() {
        return sorted ? Collections.emptySortedSet() : Collections.unmodifiableSequencedSet(new LinkedHashSet<>());
    }
}
