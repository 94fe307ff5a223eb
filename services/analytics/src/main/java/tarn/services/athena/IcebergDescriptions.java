package tarn.services.athena;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;

/** What {@code SHOW CREATE TABLE} and {@code DESCRIBE} tell of Iceberg's tables, in Athena's layout. */
final class IcebergDescriptions {

    private final Table table;
    private final IcebergMetadata metadata;

    IcebergDescriptions(S3Client s3, Table table) throws IOException {
        this.table = table;
        this.metadata = IcebergMetadata.of(s3, table);
    }

    /** What the table was made with, as it is now. */
    List<String> createTable() {
        var lines = new ArrayList<String>();
        lines.add("CREATE TABLE " + table.databaseName() + "." + table.name() + " (");
        var columns = columns();
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var comment = column.comment() == null ? "" : " COMMENT " + HiveText.quote(column.comment());
            lines.add("  " + column.name() + " " + column.type() + comment + (i + 1 < columns.size() ? "," : ")"));
        }
        var fields = metadata.partitioning();
        if (!fields.isEmpty()) {
            lines.add("PARTITIONED BY ("
                    + String.join(
                            ", ",
                            fields.stream().map(IcebergDescriptions::field).toList()) + ")");
        }
        lines.add("LOCATION " + HiveText.quote(table.storageDescriptor().location()));
        lines.add("TBLPROPERTIES (");
        var properties = properties();
        int left = properties.size();
        for (var property : properties.entrySet()) {
            left--;
            lines.add("  " + HiveText.quote(property.getKey()) + "=" + HiveText.quote(property.getValue())
                    + (left == 0 ? "" : ","));
        }
        lines.add(")");
        return lines;
    }

    private static String field(IcebergMetadata.Field field) {
        var column = "`" + field.column() + "`";
        var transform = field.transform();
        int open = transform.indexOf('[');
        if (transform.equals("identity")) {
            return column;
        }
        return open < 0
                ? transform + "(" + column + ")"
                : transform.substring(0, open) + "(" + transform.substring(open + 1, transform.length() - 1) + ", "
                        + column + ")";
    }

    /** Athena's properties, with what Iceberg keeps of them. */
    private Map<String, String> properties() {
        var shown = new TreeMap<String, String>();
        shown.put("table_type", "iceberg");
        metadata.properties().forEach((key, value) -> {
            switch (key) {
                case "write.format.default" -> shown.put("format", value.toLowerCase(java.util.Locale.ROOT));
                case "write.parquet.compression-codec", "write.orc.compression-codec", "write.avro.compression-codec" ->
                    shown.put("write_compression", value.toLowerCase(java.util.Locale.ROOT));
                default -> {
                    if (key.startsWith("vacuum_") || key.startsWith("optimize_")) {
                        shown.put(key, value);
                    }
                }
            }
        });
        return shown;
    }

    /** The schema and how rows are parted. */
    List<String> describe() {
        var lines = new ArrayList<String>();
        lines.add("# Table schema:\t\t");
        lines.add("# col_name\tdata_type\tcomment");
        columns()
                .forEach(column -> lines.add(column.name() + "\t" + column.type() + "\t"
                        + (column.comment() == null ? "" : column.comment())));
        lines.add("\t\t");
        lines.add("# Partition spec:\t\t");
        lines.add("# field_name\tfield_transform\tcolumn_name");
        metadata.partitioning()
                .forEach(field -> lines.add(field.name() + "\t" + field.transform() + "\t" + field.column()));
        return lines;
    }

    private List<Column> columns() {
        return table.storageDescriptor().columns();
    }
}
