package tarn.services.glue;

import java.util.List;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;

/**
 * A table as it is kept.
 *
 * @param id what its partitions and statistics lie under; a table that is dropped and made again has another
 * @param version the number of its present version, from 0
 */
record KeptTable(String id, long version, Table table) {

    /** The partition keys in order. */
    List<Column> keys() {
        return table.partitionKeys();
    }
}
