package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Value;

/** The paths and values that a request gives to an expression's places; filled once, then only read. */
final class Slots {

    private final Template template;
    private final @Nullable Path[] paths;
    private final @Nullable Value[] values;

    Slots(Template template) {
        this.template = template;
        this.paths = new @Nullable Path[template.paths().size()];
        this.values = new @Nullable Value[template.values().size()];
    }

    void bindPath(int slot, Placeholders placeholders) {
        paths[slot] = template.paths().get(slot).resolve(placeholders);
    }

    void bindValue(int slot, Placeholders placeholders) {
        values[slot] = placeholders.value(template.values().get(slot));
    }

    void bindPaths(Placeholders placeholders) {
        for (int i = 0; i < paths.length; i++) {
            bindPath(i, placeholders);
        }
    }

    void bindValues(Placeholders placeholders) {
        for (int i = 0; i < values.length; i++) {
            bindValue(i, placeholders);
        }
    }

    Path path(int slot) {
        return Objects.requireNonNull(paths[slot]);
    }

    Value value(int slot) {
        return Objects.requireNonNull(values[slot]);
    }

    /** All paths, once they are there. */
    List<Path> paths() {
        var all = new ArrayList<Path>(paths.length);
        for (int i = 0; i < paths.length; i++) {
            all.add(path(i));
        }
        return all;
    }
}
