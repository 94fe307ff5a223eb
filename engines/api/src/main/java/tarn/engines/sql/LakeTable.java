package tarn.engines.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table or view of the catalog, of Hive's shape.
 *
 * @param type {@code EXTERNAL_TABLE}, {@code MANAGED_TABLE}, {@code VIRTUAL_VIEW}, as the catalog keeps it
 * @param columns without the partition keys
 * @param storage absent for views and for tables that keep it elsewhere
 * @param parameters among them {@code skip.header.line.count}, {@code classification}, {@code recordCount},
 *     {@code numRows}, {@code presto_view}, {@code comment}
 * @param viewText the view's original text: for Athena {@code /* Presto View: base64 *}{@code /}
 * @param viewExpandedText for Athena {@code /* Presto View *}{@code /}
 */
public record LakeTable(
        String database,
        String name,
        Optional<String> owner,
        String type,
        List<LakeColumn> columns,
        List<LakeColumn> partitionKeys,
        Optional<LakeStorage> storage,
        Map<String, String> parameters,
        Optional<String> viewText,
        Optional<String> viewExpandedText) {

    public LakeTable {
        columns = List.copyOf(columns);
        partitionKeys = List.copyOf(partitionKeys);
        parameters = Map.copyOf(parameters);
    }
}
