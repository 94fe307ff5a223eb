package tarn.engines.trino;

import io.trino.spi.connector.ColumnHandle;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.predicate.TupleDomain;
import java.util.List;
import java.util.OptionalLong;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeSource;

/**
 * A table of a source, as far as it must be read. Public, since Trino writes it as JSON.
 *
 * @param filter what rows that matter meet
 * @param limit how many rows are enough
 */
public record SourceTable(String schema, String table, TupleDomain<ColumnHandle> filter, OptionalLong limit)
        implements ConnectorTableHandle {

    LakeSource.Read read(List<SourceColumn> columns) {
        var conditions = filter.isNone()
                ? List.<LakeCondition>of()
                : Conditions.of(filter.transformKeys(column -> ((SourceColumn) column).name()));
        return new LakeSource.Read(
                schema, table, columns.stream().map(SourceColumn::name).toList(), conditions, limit);
    }
}
