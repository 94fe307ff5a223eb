package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A component that may be empty; empty, it is left out. */
record OptionalCodec(Codec value) implements Codec {

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        this.value.write(((Optional<?>) value).orElseThrow(), out);
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        return Optional.of(value.read(in));
    }

    @Override
    public boolean isAbsent(@Nullable Object value) {
        return value instanceof Optional<?> optional && optional.isEmpty();
    }

    @Override
    public Object absent() {
        return Optional.empty();
    }
}
