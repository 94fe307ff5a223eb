package tarn.engines.sql;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value of type {@code row}: named or nameless fields in order; names may repeat. */
public record SqlStruct(List<Field> fields) {

    public SqlStruct {
        fields = List.copyOf(fields);
    }

    /** One field of a row; the value is as {@link SqlColumn} says. */
    public record Field(Optional<String> name, @Nullable Object value) {}
}
