package tarn.services.athena;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.services.athena.Statement.TableName;

/**
 * Data definitions that concern Iceberg's tables, as statements of the SQL engine, which keeps their metadata files.
 *
 * <p>Dropping such a table removes its files too, as on AWS, where Athena manages them.
 */
final class IcebergDefinitions {

    private static final String TABLE_TYPE = "table_type";
    private static final Set<String> FOR_OPTIMIZE_AND_VACUUM = Set.of(
            "optimize_rewrite_data_file_threshold",
            "optimize_rewrite_delete_file_threshold",
            "optimize_rewrite_min_data_file_size_bytes",
            "optimize_rewrite_max_data_file_size_bytes",
            "vacuum_min_snapshots_to_keep",
            "vacuum_max_snapshot_age_seconds",
            "vacuum_max_metadata_files_to_keep");

    private final Catalog catalog;
    private final S3Client s3;

    IcebergDefinitions(Catalog catalog, S3Client s3) {
        this.catalog = catalog;
        this.s3 = s3;
    }

    static boolean isIceberg(Map<String, String> properties) {
        return "iceberg".equalsIgnoreCase(properties.getOrDefault(TABLE_TYPE, ""));
    }

    /** What the engine is to run one after the other; empty if the statement concerns no table of Iceberg's. */
    Optional<List<String>> of(Statement statement) throws IOException {
        if (statement instanceof Statement.CreateTable create) {
            return isIceberg(create.properties()) ? Optional.of(List.of(create(create))) : Optional.empty();
        }
        var name = named(statement);
        if (name == null) {
            return Optional.empty();
        }
        var table = find(name);
        return table.isEmpty() ? Optional.empty() : Optional.of(change(statement, name, table.get()));
    }

    /** What a statement tells of a table of Iceberg's; empty if it concerns none, or tells what it does of all. */
    Optional<TextResult> describe(Statement statement) throws IOException {
        return switch (statement) {
            case Statement.ShowCreateTable it -> {
                var table = find(it.table());
                yield table.isEmpty()
                        ? Optional.empty()
                        : Optional.of(TextResult.of(
                                "createtab_stmt", new IcebergDescriptions(s3, table.get()).createTable()));
            }
            case Statement.DescribeTable it
            when it.column().isEmpty() -> {
                var table = find(it.table());
                yield table.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new TextResult(
                                Descriptions.DESCRIBED, new IcebergDescriptions(s3, table.get()).describe()));
            }
            default -> Optional.empty();
        };
    }

    private Optional<Table> find(TableName name) {
        return catalog.find(name).filter(found -> isIceberg(found.parameters()));
    }

    /** The table that a statement changes in a way of which Iceberg must know. */
    private static @Nullable TableName named(Statement statement) {
        return switch (statement) {
            case Statement.DropTable it -> it.table();
            case Statement.AddColumns it -> it.table();
            case Statement.DropColumn it -> it.table();
            case Statement.ReplaceColumns it -> it.table();
            case Statement.ChangeColumn it -> it.table();
            case Statement.SetTableProperties it -> it.table();
            case Statement.UnsetTableProperties it -> it.table();
            case Statement.SetLocation it -> it.table();
            case Statement.AddPartitions it -> it.table();
            case Statement.DropPartitions it -> it.table();
            case Statement.RenamePartition it -> it.table();
            case Statement.RepairTable it -> it.table();
            case Statement.Optimize it -> it.table();
            case Statement.Vacuum it -> it.table();
            default -> null;
        };
    }

    private List<String> change(Statement statement, TableName name, Table table) throws IOException {
        var alter = "ALTER TABLE " + qualified(name);
        return switch (statement) {
            case Statement.DropTable it -> List.of("DROP TABLE " + qualified(name));
            case Statement.AddColumns it ->
                it.columns().stream()
                        .map(column -> alter + " ADD COLUMN " + column(column))
                        .toList();
            case Statement.DropColumn it -> List.of(alter + " DROP COLUMN " + EngineText.name(it.column()));
            case Statement.ChangeColumn it -> change(it, alter, table);
            case Statement.SetTableProperties it ->
                List.of(alter + " SET PROPERTIES " + String.join(", ", assignments(it.properties())));
            case Statement.Optimize it -> List.of(optimize(it, alter, properties(table)));
            case Statement.Vacuum it -> vacuum(alter, properties(table));
            default ->
                throw DdlFaults.notSupported("This statement is not supported for Iceberg tables: "
                        + StatementKind.of(statement).substatement());
        };
    }

    private String create(Statement.CreateTable create) {
        if (create.external()) {
            throw DdlFaults.notSupported("CREATE EXTERNAL TABLE is not supported for table type ICEBERG");
        }
        if (create.location() == null) {
            throw DdlFaults.locationMissing();
        }
        DdlFaults.checkLocation(create.location());
        if (create.columns().isEmpty()) {
            throw DdlFaults.columnsMissing();
        }
        if (!create.partitionKeys().isEmpty()) {
            throw DdlFaults.notSupported("Columns in PARTITIONED BY of an Iceberg table have no types");
        }
        var with = new ArrayList<String>();
        with.add("table_type = 'ICEBERG'");
        with.add("location = " + EngineText.literal(create.location().replaceFirst("/+$", "")));
        if (!create.partitioning().isEmpty()) {
            with.add(create.partitioning().stream()
                    .map(IcebergDefinitions::transform)
                    .map(EngineText::literal)
                    .collect(Collectors.joining(", ", "partitioning = ARRAY[", "]")));
        }
        with.addAll(assignments(create.properties()));
        return "CREATE TABLE " + (create.ifNotExists() ? "IF NOT EXISTS " : "") + qualified(create.table())
                + create.columns().stream().map(IcebergDefinitions::column).collect(Collectors.joining(", ", " (", ")"))
                + (create.comment() == null ? "" : " COMMENT " + EngineText.literal(create.comment()))
                + " WITH (" + String.join(", ", with) + ")";
    }

    private static String transform(Statement.PartitionField field) {
        var column = EngineText.name(field.column());
        return switch (field.transform()) {
            case "identity" -> column;
            case "year", "month", "day", "hour" -> field.transform() + "(" + column + ")";
            case "bucket", "truncate" -> {
                if (field.argument() == null) {
                    throw DdlFaults.notSupported("Partition transform " + field.transform() + " needs a number");
                }
                yield field.transform() + "(" + column + ", " + field.argument() + ")";
            }
            default -> throw DdlFaults.notSupported("Unknown partition transform " + field.transform());
        };
    }

    private static String column(Statement.Column column) {
        return EngineText.name(column.name()) + " " + IcebergType.of(column.type())
                + (column.comment() == null ? "" : " COMMENT " + EngineText.literal(column.comment()));
    }

    private static List<String> assignments(Map<String, String> properties) {
        var assignments = new ArrayList<String>();
        properties.forEach((name, value) -> {
            var key = name.toLowerCase(Locale.ROOT);
            if (FOR_OPTIMIZE_AND_VACUUM.contains(key) || key.equals("write_target_data_file_size_bytes")) {
                assignments.add(key + " = BIGINT " + EngineText.literal(value));
            } else if (key.equals("format") || key.equals("write_compression")) {
                assignments.add(key + " = " + EngineText.literal(value.toUpperCase(Locale.ROOT)));
            } else if (!key.equals(TABLE_TYPE)) {
                throw DdlFaults.icebergProperty(name);
            }
        });
        return assignments;
    }

    private List<String> change(Statement.ChangeColumn change, String alter, Table table) {
        if (change.after() != null) {
            throw DdlFaults.notSupported("Columns of Iceberg tables cannot be moved yet");
        }
        var texts = new ArrayList<String>();
        var becomes = change.becomes();
        var present = table.storageDescriptor().columns().stream()
                .filter(column -> column.name().equals(change.column()))
                .findFirst()
                .orElseThrow(() -> DdlFaults.columnMissing(change.column()));
        if (!change.column().equals(becomes.name())) {
            texts.add(alter + " RENAME COLUMN " + EngineText.name(change.column()) + " TO "
                    + EngineText.name(becomes.name()));
        }
        if (!becomes.type().equals(present.type())) {
            texts.add(alter + " ALTER COLUMN " + EngineText.name(becomes.name()) + " SET DATA TYPE "
                    + IcebergType.of(becomes.type()));
        }
        if (becomes.comment() != null) {
            texts.add("COMMENT ON COLUMN " + alter.substring("ALTER TABLE ".length()) + "."
                    + EngineText.name(becomes.name()) + " IS " + EngineText.literal(becomes.comment()));
        }
        return texts;
    }

    private static String optimize(Statement.Optimize optimize, String alter, Map<String, String> properties) {
        var least = properties.getOrDefault(
                "optimize_rewrite_min_data_file_size_bytes", String.valueOf(384L * 1024 * 1024));
        return alter + " EXECUTE optimize(file_size_threshold => '" + Long.parseLong(least) + "B')"
                + (optimize.predicate().isEmpty() ? "" : " WHERE " + optimize.predicate());
    }

    /** Expires snapshots, then removes files that none of the others needs. AWS's defaults: five days, one snapshot. */
    private static List<String> vacuum(String alter, Map<String, String> properties) {
        long age = Long.parseLong(properties.getOrDefault("vacuum_max_snapshot_age_seconds", "432000"));
        int kept = Integer.parseInt(properties.getOrDefault("vacuum_min_snapshots_to_keep", "1"));
        return List.of(
                alter + " EXECUTE expire_snapshots(retention_threshold => '" + age + "s', retain_last => "
                        + Math.max(kept, 1) + ")",
                alter + " EXECUTE remove_orphan_files(retention_threshold => '" + age + "s')");
    }

    private Map<String, String> properties(Table table) throws IOException {
        return new TreeMap<>(IcebergMetadata.of(s3, table).properties());
    }

    private String qualified(TableName name) {
        return EngineText.name(catalog.database(name)) + "." + EngineText.name(name.name());
    }
}
