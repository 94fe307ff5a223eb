package tarn.services.applicationautoscaling;

import org.jspecify.annotations.Nullable;
import tarn.store.Key;

/**
 * What is scaled: a dimension of a resource.
 *
 * @param namespace of the service, such as {@code dynamodb}
 * @param resource such as {@code table/orders} or {@code table/orders/index/by-day}
 * @param dimension such as {@code dynamodb:table:ReadCapacityUnits}
 */
record Scalable(String namespace, String resource, String dimension) {

    Key key() {
        return Key.of(namespace, resource, dimension);
    }

    boolean isRead() {
        return dimension.endsWith(":ReadCapacityUnits");
    }

    String table() {
        return resource.split("/", -1)[1];
    }

    /** The global index; null if it is the table itself. */
    @Nullable
    String index() {
        var parts = resource.split("/", -1);
        return parts.length == 4 ? parts[3] : null;
    }

    /** Whether the resource has the form that the dimension wants. */
    boolean isWellFormed() {
        return dimension.startsWith("dynamodb:index:")
                ? resource.matches("table/[^/]+/index/[^/]+")
                : dimension.startsWith("dynamodb:table:") && resource.matches("table/[^/]+");
    }

    /** The units in words: read capacity units, write capacity units. */
    String units() {
        return isRead() ? "read capacity units" : "write capacity units";
    }
}
