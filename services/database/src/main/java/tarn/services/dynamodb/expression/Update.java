package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/** What an UpdateItem does to an item. Immutable; all actions see the item as it was before. */
public final class Update {

    /** What is done at one place: from what is there and the whole item to what is there afterwards. */
    interface Change extends BiFunction<@Nullable Value, Item, @Nullable Value> {}

    /** No change at all. */
    public static final Update NONE = new Update(List.of(), null);

    private final List<Path> paths;
    private final @Nullable Tree<Change> tree;

    private Update(List<Path> paths, @Nullable Tree<Change> tree) {
        this.paths = List.copyOf(paths);
        this.tree = tree;
    }

    /** @throws InvalidExpressionException if paths overlap */
    static Update of(List<Path> paths, List<Change> changes) {
        var growth = new Tree.Growth<Change>();
        for (int i = 0; i < paths.size(); i++) {
            growth.add(paths.get(i), changes.get(i));
        }
        return new Update(paths, growth.grown());
    }

    /** Refuses changes of the key. @throws InvalidExpressionException in AWS's words */
    public void checkKeys(Set<String> keys) {
        for (var path : paths) {
            if (keys.contains(path.attribute())) {
                throw new InvalidExpressionException(
                        "One or more parameter values were invalid: Cannot update attribute " + path.attribute()
                                + ". This attribute is part of the key");
            }
        }
    }

    /** The parts of an item that the update names, for UPDATED_OLD of the item before and UPDATED_NEW of the one after. */
    public Item touched(Item item) {
        return tree == null ? Item.EMPTY : Projection.of(paths).of(item);
    }

    /** The attributes that the update's paths begin with. */
    public Set<String> attributes() {
        return paths.stream().map(Path::attribute).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The item after the update.
     *
     * @param item as it is; of one that does not exist, its key
     * @throws InvalidExpressionException if the item does not have what the update needs, in AWS's words
     * @throws tarn.services.dynamodb.value.MalformedValueException if a number gets too large
     */
    public Item apply(Item item) {
        return tree == null ? item : new Item(named(item.attributes(), tree, item));
    }

    private static Map<String, Value> named(Map<String, Value> values, Tree<Change> tree, Item item) {
        var changed = new TreeMap<>(values);
        tree.names().forEach((name, below) -> {
            var next = changed(values.get(name), below, item);
            if (next == null) {
                changed.remove(name);
            } else {
                changed.put(name, next);
            }
        });
        return changed;
    }

    private static @Nullable Value changed(@Nullable Value present, Tree<Change> tree, Item item) {
        var change = tree.end();
        if (change != null) {
            return change.apply(present, item);
        }
        if (present instanceof Value.M(var values) && tree.indexes().isEmpty()) {
            return new Value.M(named(values, tree, item));
        }
        if (present instanceof Value.L(var values) && tree.names().isEmpty()) {
            return indexed(values, tree, item);
        }
        throw new InvalidExpressionException(
                "The document path provided in the update expression is invalid for update");
    }

    /** What is set behind the end comes behind the end, in the order of the indexes; what is removed leaves no gap. */
    private static Value indexed(List<Value> values, Tree<Change> tree, Item item) {
        var changed = new ArrayList<@Nullable Value>(values);
        tree.indexes().forEach((index, below) -> {
            var next = changed(index < values.size() ? values.get(index) : null, below, item);
            if (index < values.size()) {
                changed.set(index, next);
            } else if (next != null) {
                changed.add(next);
            }
        });
        var left = new ArrayList<Value>(changed.size());
        for (var value : changed) {
            if (value != null) {
                left.add(value);
            }
        }
        return new Value.L(left);
    }
}
