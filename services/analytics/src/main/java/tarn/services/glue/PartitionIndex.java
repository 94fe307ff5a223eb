package tarn.services.glue;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.glue.model.Column;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * An index: a name and partition keys in order, by which a table's partitions lie a second time.
 *
 * @param state how far it is; only what is {@link State#ACTIVE} is read
 * @param failed the partition's values that it could not be built of; empty if it did not fail
 */
record PartitionIndex(String name, List<String> keys, State state, List<String> failed) {

    /** The life of an index. */
    enum State {
        CREATING,
        ACTIVE,
        DELETING,
        FAILED
    }

    /** The indexes of a table, under its id. */
    record All(List<PartitionIndex> all) {

        /* Indexes of the first version were names only: they are built when somebody first looks at them. */
        static final Format<All> FORMAT = Formats.record(All.class, 2, new Formats.Upgrade(1, kept -> {
            for (var index : kept.withArray("all")) {
                ((com.fasterxml.jackson.databind.node.ObjectNode) index)
                        .put("state", State.CREATING.name())
                        .putArray("failed");
            }
            return kept;
        }));

        /** The same with an index in another state. */
        All with(PartitionIndex next) {
            return new All(all.stream()
                    .map(index -> index.name().equals(next.name()) ? next : index)
                    .toList());
        }

        /** The same without an index. */
        All without(String name) {
            return new All(
                    all.stream().filter(index -> !index.name().equals(name)).toList());
        }
    }

    PartitionIndex as(State next) {
        return new PartitionIndex(name, keys, next, failed);
    }

    PartitionIndex failed(List<String> values) {
        return new PartitionIndex(name, keys, State.FAILED, values);
    }

    /** Whether what is written to the partitions is written to the index too. */
    boolean isKept() {
        return state == State.ACTIVE || state == State.CREATING;
    }

    /** The positions of its keys among the table's. */
    List<Integer> positions(List<Column> tableKeys) {
        var positions = new ArrayList<Integer>();
        for (var key : keys) {
            for (int i = 0; i < tableKeys.size(); i++) {
                if (tableKeys.get(i).name().equalsIgnoreCase(key)) {
                    positions.add(i);
                }
            }
        }
        return positions;
    }

    /** Where the entries of the index lie. */
    Key root(KeptTable table) {
        return Key.of(table.id(), name);
    }

    /**
     * Where the entry of a partition lies.
     *
     * @throws IllegalArgumentException if a value is none of its key's type
     */
    Key entry(KeptTable table, List<String> values) {
        var key = root(table);
        for (int position : positions(table.keys())) {
            var text = values.get(position);
            key = text.equals(PartitionFilter.NULL)
                    ? key.with(text)
                    : KeyBounds.with(
                            key, KeyType.of(table.keys().get(position).type()).value(text));
        }
        for (var value : values) {
            key = key.with(value);
        }
        return key;
    }
}
