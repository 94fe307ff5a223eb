package tarn.wire.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Header fields by name, whatever its case; a name may have several values. Used by one thread at a time. */
public final class Headers {

    private final TreeMap<String, List<String>> fields = new TreeMap<>();

    /** Adds a value to a field. */
    public Headers add(String name, String value) {
        fields.computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>(1))
                .add(value);
        return this;
    }

    /** Replaces a field's values by one. */
    public Headers set(String name, String value) {
        var values = new ArrayList<String>(1);
        values.add(value);
        fields.put(name.toLowerCase(Locale.ROOT), values);
        return this;
    }

    /** Removes a field. */
    public Headers remove(String name) {
        fields.remove(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /** The first value of a field. */
    public Optional<String> first(String name) {
        var values = fields.get(name.toLowerCase(Locale.ROOT));
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** All values of a field, in the order they came. */
    public List<String> all(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The names of all fields, in lower case, sorted. */
    public Collection<String> names() {
        return fields.keySet();
    }

    /** Visits each value of each field, names in lower case. */
    public void each(BiConsumer<String, String> visitor) {
        fields.forEach((name, values) -> values.forEach(value -> visitor.accept(name, value)));
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
