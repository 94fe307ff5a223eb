package tarn.services.glue;

import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** A table as it would be asked for. */
final class TableInputs {

    private TableInputs() {}

    static TableInput of(Table table) {
        return TableInput.builder()
                .name(table.name())
                .description(table.description())
                .owner(table.owner())
                .lastAccessTime(table.lastAccessTime())
                .lastAnalyzedTime(table.lastAnalyzedTime())
                .retention(table.retention())
                .storageDescriptor(table.storageDescriptor())
                .partitionKeys(table.hasPartitionKeys() ? table.partitionKeys() : null)
                .viewOriginalText(table.viewOriginalText())
                .viewExpandedText(table.viewExpandedText())
                .tableType(table.tableType())
                .parameters(table.hasParameters() ? table.parameters() : null)
                .targetTable(table.targetTable())
                .build();
    }
}
