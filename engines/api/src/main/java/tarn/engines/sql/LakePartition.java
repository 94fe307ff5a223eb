package tarn.engines.sql;

import java.util.List;
import java.util.Map;

/**
 * A partition of a table.
 *
 * @param values in the order of the table's partition keys, as Hive writes them; {@code __HIVE_DEFAULT_PARTITION__} for
 *     null
 * @param columns as they were when the partition was made
 */
public record LakePartition(
        List<String> values, List<LakeColumn> columns, LakeStorage storage, Map<String, String> parameters) {

    public LakePartition {
        values = List.copyOf(values);
        columns = List.copyOf(columns);
        parameters = Map.copyOf(parameters);
    }
}
