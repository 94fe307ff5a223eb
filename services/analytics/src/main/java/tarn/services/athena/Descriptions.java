package tarn.services.athena;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import tarn.services.athena.Statement.DescribeTable;
import tarn.services.athena.Statement.Detail;
import tarn.services.athena.Statement.ShowColumns;
import tarn.services.athena.Statement.ShowCreateTable;
import tarn.services.athena.Statement.ShowCreateView;
import tarn.services.athena.Statement.ShowTableProperties;
import tarn.services.athena.Statement.ShowTables;

/** What {@code SHOW} and {@code DESCRIBE} tell of tables, in the layout of Hive that Athena hands on. */
final class Descriptions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLANK = "\t \t ";
    static final List<String> DESCRIBED = List.of("col_name", "data_type", "comment");

    private final Catalog catalog;
    private final PartitionDefinitions partitions;

    Descriptions(Catalog catalog, PartitionDefinitions partitions) {
        this.catalog = catalog;
        this.partitions = partitions;
    }

    TextResult tables(ShowTables statement) {
        var matches = DatabaseDefinitions.matching(statement.pattern());
        var names = catalog.tables(catalog.database(statement.database())).stream()
                .filter(table -> !statement.viewsOnly() || Catalog.isView(table))
                .map(Table::name)
                .filter(name -> matches.matcher(name).matches())
                .sorted()
                .toList();
        return TextResult.of(statement.viewsOnly() ? "views" : "tab_name", names);
    }

    TextResult columns(ShowColumns statement) {
        var table = catalog.table(statement.table());
        var lines = new ArrayList<String>();
        columnsOf(table).forEach(column -> lines.add(padded(column.name())));
        table.partitionKeys().forEach(key -> lines.add(padded(key.name())));
        return TextResult.of("field", lines);
    }

    TextResult properties(ShowTableProperties statement) {
        var table = catalog.table(statement.table());
        var properties = new TreeMap<>(table.parameters());
        if (statement.key() != null) {
            var value = properties.get(statement.key());
            var line = value == null
                    ? "Table " + catalog.qualified(statement.table()) + " does not have property: " + statement.key()
                    : value;
            return new TextResult(List.of("prpt_name", "prpt_value"), List.of(line));
        }
        var lines = properties.entrySet().stream()
                .map(property -> property.getKey() + "\t" + property.getValue())
                .toList();
        return new TextResult(List.of("prpt_name", "prpt_value"), lines);
    }

    TextResult describe(DescribeTable statement) {
        var table = catalog.table(statement.table());
        if (!statement.column().isEmpty()) {
            return new TextResult(
                    DESCRIBED, List.of(describeColumn(table, statement.column().getFirst())));
        }
        var storage = statement.partition().isEmpty()
                ? table.storageDescriptor()
                : partitions.find(table, statement.partition()).storageDescriptor();
        var lines = new ArrayList<String>();
        if (statement.detail() == Detail.FORMATTED) {
            lines.add(row("# col_name", "data_type", "comment"));
            lines.add(BLANK);
        }
        columnsOf(table).forEach(column -> lines.add(row(column)));
        if (statement.detail() == Detail.FORMATTED || statement.detail() == Detail.PLAIN) {
            describeKeys(table, lines);
        } else {
            table.partitionKeys().forEach(key -> lines.add(row(key)));
            describeKeys(table, lines);
        }
        switch (statement.detail()) {
            case PLAIN -> {}
            case EXTENDED -> {
                lines.add(BLANK);
                lines.add("Detailed Table Information\t" + table + "\t");
            }
            case FORMATTED -> describeStorage(table, storage, lines);
        }
        return new TextResult(DESCRIBED, lines);
    }

    private static String describeColumn(Table table, String name) {
        var columns = new ArrayList<>(columnsOf(table));
        columns.addAll(table.partitionKeys());
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .map(column -> row(
                        column.name(),
                        column.type(),
                        column.comment() == null ? "from deserializer" : column.comment()))
                .orElseThrow(() -> DdlFaults.columnMissing(name));
    }

    private static void describeKeys(Table table, List<String> lines) {
        if (table.partitionKeys().isEmpty()) {
            return;
        }
        lines.add(BLANK);
        lines.add("# Partition Information\t \t ");
        lines.add(row("# col_name", "data_type", "comment"));
        lines.add(BLANK);
        table.partitionKeys().forEach(key -> lines.add(row(key)));
    }

    private static void describeStorage(Table table, @Nullable StorageDescriptor storage, List<String> lines) {
        lines.add(BLANK);
        lines.add("# Detailed Table Information\t \t ");
        lines.add(fact("Database:", table.databaseName()));
        lines.add(fact("Owner:", table.owner()));
        lines.add(fact("CreateTime:", String.valueOf(table.createTime())));
        lines.add(fact(
                "LastAccessTime:",
                table.lastAccessTime() == null
                        ? "UNKNOWN"
                        : table.lastAccessTime().toString()));
        lines.add(fact("Protect Mode:", "None"));
        lines.add(fact("Retention:", String.valueOf(table.retention() == null ? 0 : table.retention())));
        if (storage != null) {
            lines.add(fact("Location:", storage.location()));
        }
        lines.add(fact("Table Type:", table.tableType()));
        lines.add("Table Parameters:\t \t ");
        facts(new TreeMap<>(table.parameters()), lines);
        if (storage == null || storage.serdeInfo() == null) {
            return;
        }
        lines.add(BLANK);
        lines.add("# Storage Information\t \t ");
        lines.add(fact("SerDe Library:", storage.serdeInfo().serializationLibrary()));
        lines.add(fact("InputFormat:", storage.inputFormat()));
        lines.add(fact("OutputFormat:", storage.outputFormat()));
        lines.add(fact("Compressed:", Boolean.TRUE.equals(storage.compressed()) ? "Yes" : "No"));
        lines.add(fact(
                "Num Buckets:", String.valueOf(storage.numberOfBuckets() == null ? -1 : storage.numberOfBuckets())));
        lines.add(fact("Bucket Columns:", storage.bucketColumns().toString()));
        lines.add(fact("Sort Columns:", storage.sortColumns().toString()));
        lines.add("Storage Desc Params:\t \t ");
        facts(new TreeMap<>(storage.serdeInfo().parameters()), lines);
    }

    private static void facts(Map<String, String> parameters, List<String> lines) {
        parameters.forEach((key, value) -> lines.add(String.format(Locale.ROOT, "\t%-20s\t%-20s", key, value)));
    }

    private static String fact(String name, @Nullable String value) {
        return String.format(Locale.ROOT, "%-20s\t%-20s\t ", name, value == null ? "" : value);
    }

    private static String row(Column column) {
        return row(column.name(), column.type(), column.comment() == null ? "" : column.comment());
    }

    private static String row(String name, String type, String comment) {
        return padded(name) + "\t" + padded(type) + "\t" + padded(comment);
    }

    private static String padded(String text) {
        return String.format(Locale.ROOT, "%-20s", text);
    }

    private static List<Column> columnsOf(Table table) {
        return table.storageDescriptor() == null
                ? List.of()
                : table.storageDescriptor().columns();
    }

    TextResult createTable(ShowCreateTable statement) {
        var table = catalog.table(statement.table());
        return Catalog.isView(table) ? createView(table) : TextResult.of("createtab_stmt", TableText.of(table));
    }

    TextResult createView(ShowCreateView statement) {
        var table = catalog.table(statement.view());
        if (!Catalog.isView(table)) {
            throw DdlFaults.notAView(catalog.qualified(statement.view()));
        }
        return createView(table);
    }

    /** A view's text lies in the catalog as Presto keeps it: JSON in base 64 within a comment. */
    private static TextResult createView(Table view) {
        var text = view.viewOriginalText() == null ? "" : view.viewOriginalText();
        var encoded = text.replaceFirst("^/\\* Presto View: ", "").replaceFirst(" \\*/$", "");
        var lines = new ArrayList<String>();
        lines.add("CREATE VIEW " + view.databaseName() + "." + view.name() + " AS");
        try {
            var json = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            JSON.readTree(json).path("originalSql").asText().lines().forEach(lines::add);
        } catch (IllegalArgumentException | JsonProcessingException notPresto) {
            text.lines().forEach(lines::add);
        }
        return TextResult.of("Create View", lines);
    }
}
