package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How values of one type are written and read. */
interface Codec {

    /** Writes a value that is not null. */
    void write(Object value, JsonGenerator out) throws IOException;

    /** Reads the value whose first token the parser is at, and leaves the parser at its last. */
    Object read(JsonParser in) throws IOException;

    /** Whether a record leaves a component of this value out. */
    default boolean isAbsent(@Nullable Object value) {
        return value == null;
    }

    /** What a component is when the bytes do not have it; null if it must be there. */
    default @Nullable Object absent() {
        return null;
    }
}
