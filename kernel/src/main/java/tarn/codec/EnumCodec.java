package tarn.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An enum's constant by its name. */
final class EnumCodec implements Codec {

    private final Class<?> type;
    private final Map<String, Enum<?>> constants = new HashMap<>();

    EnumCodec(Class<?> type) {
        this.type = type;
        for (var constant : type.getEnumConstants()) {
            var each = (Enum<?>) constant;
            constants.put(each.name(), each);
        }
    }

    @Override
    public void write(Object value, JsonGenerator out) throws IOException {
        out.writeString(((Enum<?>) value).name());
    }

    @Override
    public Object read(JsonParser in) throws IOException {
        var constant = constants.get(in.getText());
        if (constant == null) {
            throw new IOException("There is no " + in.getText() + " in " + type.getName());
        }
        return constant;
    }
}
