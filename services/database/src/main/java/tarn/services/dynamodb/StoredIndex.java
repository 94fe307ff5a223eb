package tarn.services.dynamodb;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.WarmThroughput;

/**
 * A secondary index of a table, as it is kept.
 *
 * @param number under which its entries lie; never used again in the same table
 * @param global whether it has a partition key of its own
 * @param attributes what it carries beside keys, if its projection is INCLUDE
 * @param filled whether it has an entry for every item that has its keys; false while it is made from what is there
 * @param leaving whether it is being deleted
 */
record StoredIndex(
        int number,
        String name,
        boolean global,
        Keys keys,
        ProjectionType projection,
        List<String> attributes,
        boolean filled,
        boolean leaving,
        @Nullable Throughput throughput,
        @Nullable OnDemandThroughput onDemand,
        @Nullable WarmThroughput warm) {

    StoredIndex filledUp() {
        return new StoredIndex(
                number, name, global, keys, projection, attributes, true, leaving, throughput, onDemand, warm);
    }

    StoredIndex left() {
        return new StoredIndex(
                number, name, global, keys, projection, attributes, filled, true, throughput, onDemand, warm);
    }

    StoredIndex provisioned(@Nullable Throughput next) {
        return new StoredIndex(
                number, name, global, keys, projection, attributes, filled, leaving, next, onDemand, warm);
    }

    StoredIndex limited(@Nullable OnDemandThroughput next) {
        return new StoredIndex(
                number, name, global, keys, projection, attributes, filled, leaving, throughput, next, warm);
    }

    StoredIndex warmed(@Nullable WarmThroughput next) {
        return new StoredIndex(
                number, name, global, keys, projection, attributes, filled, leaving, throughput, onDemand, next);
    }
}
