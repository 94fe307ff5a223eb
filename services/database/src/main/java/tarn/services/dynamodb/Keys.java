package tarn.services.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;

/**
 * The attributes that a table or an index goes by, with their types in AWS's letters.
 *
 * @param sort null if there is only a partition key
 */
record Keys(Part partition, @Nullable Part sort) {

    /** An attribute of a key and its type: S, N or B. */
    record Part(String name, String type) {}

    boolean has(String name) {
        return partition.name().equals(name) || (sort != null && sort.name().equals(name));
    }

    /** The names of its attributes. */
    Set<String> names() {
        return sort == null ? Set.of(partition.name()) : Set.of(partition.name(), sort.name());
    }

    /** The same as expressions need it. */
    tarn.services.dynamodb.expression.Keys forExpressions() {
        return new tarn.services.dynamodb.expression.Keys(
                partition.name(),
                partition.type(),
                sort == null ? null : sort.name(),
                sort == null ? null : sort.type());
    }

    int size() {
        return sort == null ? 1 : 2;
    }

    /** The key's attributes of an item that has them. */
    Item of(Item item) {
        var key = new TreeMap<String, Value>();
        copy(item.attributes(), partition, key);
        if (sort != null) {
            copy(item.attributes(), sort, key);
        }
        return new Item(key);
    }

    private static void copy(Map<String, Value> from, Part part, Map<String, Value> into) {
        var value = from.get(part.name());
        if (value != null) {
            into.put(part.name(), value);
        }
    }

    /** The type of a key's attribute. */
    Optional<String> type(String name) {
        if (partition.name().equals(name)) {
            return Optional.of(partition.type());
        }
        return sort != null && sort.name().equals(name) ? Optional.of(sort.type()) : Optional.empty();
    }
}
