package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;

/** A table as {@code SHOW CREATE TABLE} writes it, spaces at line ends included. */
final class TableText {

    static List<String> of(Table table) {
        var lines = new ArrayList<String>();
        var storage = table.storageDescriptor();
        var columns = storage == null ? List.<Column>of() : storage.columns();
        lines.add("CREATE EXTERNAL TABLE `" + (table.databaseName() + "." + table.name()) + "`(");
        columns(columns, lines);
        var comment = table.parameters().get("comment");
        if (comment != null) {
            lines.add("COMMENT " + HiveText.quote(comment));
        }
        if (!table.partitionKeys().isEmpty()) {
            lines.add("PARTITIONED BY ( ");
            columns(table.partitionKeys(), lines);
        }
        if (storage != null) {
            buckets(storage, lines);
            storage(storage, lines);
        }
        properties(table.parameters(), lines);
        return lines;
    }

    private static void columns(List<Column> columns, List<String> lines) {
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var comment = column.comment() == null ? "" : " COMMENT " + HiveText.quote(column.comment());
            var end = i + 1 < columns.size() ? ", " : ")";
            lines.add("  `" + column.name() + "` " + column.type() + comment + end);
        }
    }

    private static void buckets(StorageDescriptor storage, List<String> lines) {
        if (storage.bucketColumns().isEmpty()) {
            return;
        }
        lines.add("CLUSTERED BY ( ");
        lines.add("  " + String.join(", ", storage.bucketColumns()) + ") ");
        if (!storage.sortColumns().isEmpty()) {
            var sorted = storage.sortColumns().stream()
                    .map(order -> order.column() + (order.sortOrder() == 0 ? " DESC" : " ASC"))
                    .collect(Collectors.joining(", "));
            lines.add("SORTED BY ( ");
            lines.add("  " + sorted + ") ");
        }
        lines.add("INTO " + storage.numberOfBuckets() + " BUCKETS");
    }

    private static void storage(StorageDescriptor storage, List<String> lines) {
        var serde = storage.serdeInfo();
        if (serde != null && serde.serializationLibrary() != null) {
            serde(serde.serializationLibrary(), new TreeMap<>(serde.parameters()), lines);
        }
        lines.add("STORED AS INPUTFORMAT ");
        lines.add("  " + HiveText.quote(String.valueOf(storage.inputFormat())) + " ");
        lines.add("OUTPUTFORMAT ");
        lines.add("  " + HiveText.quote(String.valueOf(storage.outputFormat())));
        lines.add("LOCATION");
        lines.add("  " + HiveText.quote(String.valueOf(storage.location())));
    }

    private static void serde(String library, Map<String, String> parameters, List<String> lines) {
        var field = parameters.get("field.delim");
        boolean delimited = library.equals(StorageForm.TEXT.serde())
                && parameters.size() == 2
                && Objects.equals(field, parameters.get("serialization.format"));
        if (field != null && delimited) {
            lines.add("ROW FORMAT DELIMITED ");
            lines.add("  FIELDS TERMINATED BY " + HiveText.quote(field) + " ");
            return;
        }
        lines.add("ROW FORMAT SERDE ");
        lines.add("  " + HiveText.quote(library) + " ");
        if (parameters.equals(Map.of("serialization.format", "1"))) {
            return;
        }
        lines.add("WITH SERDEPROPERTIES ( ");
        pairs(parameters, ") ", lines);
    }

    private static void properties(Map<String, String> parameters, List<String> lines) {
        var shown = new TreeMap<>(parameters);
        shown.remove("EXTERNAL");
        shown.remove("comment");
        if (!shown.isEmpty()) {
            lines.add("TBLPROPERTIES (");
            pairs(shown, ")", lines);
        }
    }

    private static void pairs(Map<String, String> pairs, String last, List<String> lines) {
        int left = pairs.size();
        for (var pair : pairs.entrySet()) {
            left--;
            lines.add("  " + HiveText.quote(pair.getKey()) + "=" + HiveText.quote(pair.getValue())
                    + (left == 0 ? last : ", "));
        }
    }

    private TableText() {}
}
