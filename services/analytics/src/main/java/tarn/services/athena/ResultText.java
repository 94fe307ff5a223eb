package tarn.services.athena;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.SqlStruct;
import tarn.engines.sql.SqlTime;
import tarn.engines.sql.SqlTimestamp;

/** Values of the engine as Athena prints them: arrays {@code [1, 2]}, rows and maps {@code {a=1, b=2}}. */
final class ResultText {

    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ");

    /** A value's text; null for null. */
    static @Nullable String of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case BigDecimal decimal -> decimal.toPlainString();
            // Athena shows milliseconds at least, whatever the type's precision.
            case SqlTimestamp at
            when at.precision() < 3 -> new SqlTimestamp(at.local(), at.picosOfNano(), 3, at.zone()).toString();
            case SqlTime at
            when at.precision() < 3 -> new SqlTime(at.local(), at.picosOfNano(), 3, at.offset()).toString();
            case byte[] bytes -> SPACED.formatHex(bytes);
            case List<?> elements -> {
                var text = new StringBuilder("[");
                for (var element : elements) {
                    text.append(text.length() == 1 ? "" : ", ").append(of(element));
                }
                yield text.append(']').toString();
            }
            case Map<?, ?> entries -> {
                var text = new StringBuilder("{");
                entries.forEach((key, element) -> text.append(text.length() == 1 ? "" : ", ")
                        .append(of(key))
                        .append('=')
                        .append(of(element)));
                yield text.append('}').toString();
            }
            case SqlStruct struct -> {
                var text = new StringBuilder("{");
                for (int i = 0; i < struct.fields().size(); i++) {
                    var field = struct.fields().get(i);
                    text.append(i == 0 ? "" : ", ")
                            .append(field.name().orElse("field" + i))
                            .append('=')
                            .append(of(field.value()));
                }
                yield text.append('}').toString();
            }
            default -> value.toString();
        };
    }

    private ResultText() {}
}
