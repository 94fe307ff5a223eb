package tarn.codec;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** How the keys of a map become names, and names keys. */
record MapKey(Function<Object, String> name, Function<String, Object> key) {

    static MapKey of(Type type) {
        if (type == String.class) {
            return new MapKey(String.class::cast, name -> name);
        }
        if (type == Integer.class) {
            return new MapKey(String::valueOf, Integer::valueOf);
        }
        if (type == Long.class) {
            return new MapKey(String::valueOf, Long::valueOf);
        }
        if (type instanceof Class<?> c && c.isEnum()) {
            Map<String, Object> constants = new HashMap<>();
            for (var constant : c.getEnumConstants()) {
                constants.put(((Enum<?>) constant).name(), constant);
            }
            return new MapKey(constant -> ((Enum<?>) constant).name(), constants::get);
        }
        throw new IllegalArgumentException("No map of a record can have keys of " + type);
    }
}
