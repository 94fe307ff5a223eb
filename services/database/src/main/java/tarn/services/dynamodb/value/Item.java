package tarn.services.dynamodb.value;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item, or a part of one such as a key or a projection: values by the name of their attribute, in the names' order.
 * Immutable.
 */
public record Item(Map<String, Value> attributes) {

    /** No attributes: what conditions are tried on where there is no item. */
    public static final Item EMPTY = new Item(Map.of());

    public Item {
        attributes = Collections.unmodifiableMap(
                attributes instanceof TreeMap<String, Value> tree && tree.comparator() == null
                        ? tree
                        : new TreeMap<>(attributes));
    }

    /**
     * The item of a request.
     *
     * @throws MalformedValueException if a value is none, in AWS's words
     */
    public static Item of(Map<String, AttributeValue> attributes, Wording wording) {
        return new Item(new Reading(wording).attributes(attributes, 0));
    }

    /** The value of an attribute; null if the item does not have it. */
    public @Nullable Value get(String name) {
        return attributes.get(name);
    }

    /** The same with an attribute set. */
    public Item with(String name, Value value) {
        var next = new TreeMap<>(attributes);
        next.put(name, value);
        return new Item(next);
    }

    /** The same without an attribute. */
    public Item without(String name) {
        if (!attributes.containsKey(name)) {
            return this;
        }
        var next = new TreeMap<>(attributes);
        next.remove(name);
        return new Item(next);
    }

    /** Its size in bytes, as AWS counts it: names and values. */
    public int sizeBytes() {
        int size = 0;
        for (var attribute : attributes.entrySet()) {
            size += Sizes.utf8(attribute.getKey()) + attribute.getValue().sizeBytes();
        }
        return size;
    }

    /** The same as the SDK has it. */
    public Map<String, AttributeValue> toSdk() {
        var sdk = HashMap.<String, AttributeValue>newHashMap(attributes.size());
        attributes.forEach((name, value) -> sdk.put(name, value.toSdk()));
        return sdk;
    }
}
