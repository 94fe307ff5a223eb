package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/**
 * Which parts of an item are wanted. Elements of lists come in the order of their indexes, without gaps.
 *
 * <p>A projection without paths gives the whole item.
 */
public final class Projection {

    /** The whole item. */
    public static final Projection ALL = new Projection(List.of(), null);

    private final List<Path> paths;
    private final @Nullable Tree<Path> tree;

    private Projection(List<Path> paths, @Nullable Tree<Path> tree) {
        this.paths = paths;
        this.tree = tree;
    }

    /** @throws InvalidExpressionException if paths overlap */
    static Projection of(List<Path> paths) {
        var growth = new Tree.Growth<Path>();
        paths.forEach(path -> growth.add(path, path));
        return new Projection(List.copyOf(paths), growth.grown());
    }

    /** These attributes as a whole, such as an index has them; each once. */
    public static Projection attributes(Set<String> names) {
        return of(names.stream().map(Path::of).toList());
    }

    /** Whether this is {@link #ALL}. */
    public boolean isAll() {
        return tree == null;
    }

    /** The attributes that the paths begin with; empty for the whole item. */
    public Set<String> attributes() {
        return paths.stream().map(Path::attribute).collect(Collectors.toUnmodifiableSet());
    }

    /** Refuses paths into attributes of the key. @throws InvalidExpressionException in AWS's words */
    public void checkKeys(Set<String> keys) {
        Paths.checkScalar(paths, keys);
    }

    /** What an item has of the wanted parts. */
    public Item of(Item item) {
        return tree == null ? item : new Item(named(item.attributes(), tree));
    }

    private static Map<String, Value> named(Map<String, Value> values, Tree<Path> tree) {
        var picked = new TreeMap<String, Value>();
        tree.names().forEach((name, below) -> {
            var value = values.get(name);
            var part = value == null ? null : part(value, below);
            if (part != null) {
                picked.put(name, part);
            }
        });
        return picked;
    }

    private static @Nullable Value part(Value value, Tree<Path> tree) {
        if (tree.end() != null) {
            return value;
        }
        if (value instanceof Value.M(var values)) {
            var picked = named(values, tree);
            return picked.isEmpty() ? null : new Value.M(picked);
        }
        if (value instanceof Value.L(var values)) {
            var picked = new ArrayList<Value>();
            tree.indexes().forEach((index, below) -> {
                var part = index < values.size() ? part(values.get(index), below) : null;
                if (part != null) {
                    picked.add(part);
                }
            });
            return picked.isEmpty() ? null : new Value.L(picked);
        }
        return null;
    }
}
