package tarn.services.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeColumnStatistics;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakeFiles;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeTable;

/**
 * {@code UNLOAD} as the SQL engine does it: a table is created of the query's rows, of which the catalog is not told.
 *
 * @param lake what the query reads and where the files go
 * @param table the name of the table that is none
 */
record Unload(GlueLake lake, String table) implements Lake, LakeCatalog {

    private static final Set<String> FORMATS = Set.of("PARQUET", "ORC", "AVRO", "JSON", "TEXTFILE");

    /** The statement for the engine. */
    static String text(Statement.Unload unload, String table) {
        DdlFaults.checkLocation(unload.location());
        var with = new ArrayList<String>();
        with.add("external_location = " + EngineText.literal(unload.location()));
        var format = "";
        for (var property : unload.properties().entrySet()) {
            var value = property.getValue().getFirst();
            switch (property.getKey()) {
                case "format" -> format = value.toUpperCase(Locale.ROOT);
                case "compression" -> with.add("write_compression = " + EngineText.literal(codec(value)));
                case "field_delimiter" -> {}
                case "partitioned_by" ->
                    with.add(property.getValue().stream()
                            .map(EngineText::literal)
                            .collect(Collectors.joining(", ", "partitioned_by = ARRAY[", "]")));
                default ->
                    throw new QueryFailure(
                            QueryFailure.Cause.USER,
                            "INVALID_TABLE_PROPERTY: Unknown property of UNLOAD: " + property.getKey());
            }
        }
        if (!FORMATS.contains(format)) {
            throw new QueryFailure(
                    QueryFailure.Cause.USER,
                    "INVALID_TABLE_PROPERTY: UNLOAD needs a format: PARQUET, ORC, AVRO, JSON or TEXTFILE");
        }
        if (format.equals("TEXTFILE")) {
            var delimiter = unload.properties().getOrDefault("field_delimiter", List.of(","));
            with.add("field_delimiter = " + EngineText.literal(delimiter.getFirst()));
        }
        with.add("format = " + EngineText.literal(format));
        return "CREATE TABLE " + EngineText.name(table) + " WITH (" + String.join(", ", with) + ") AS "
                + unload.query();
    }

    private static String codec(String name) {
        return name.equalsIgnoreCase("none") ? "UNCOMPRESSED" : name;
    }

    private boolean isOurs(LakeTable other) {
        return other.name().equals(table);
    }

    @Override
    public LakeCatalog catalog() {
        return this;
    }

    @Override
    public LakeFiles files() {
        return lake.files();
    }

    @Override
    public List<LakeDatabase> databases() {
        return lake.catalog().databases();
    }

    /** The current database may not exist: the table that is none needs one all the same. */
    @Override
    public Optional<LakeDatabase> database(String name) {
        return lake.catalog()
                .database(name)
                .or(() -> Optional.of(new LakeDatabase(name, Optional.empty(), Optional.empty(), Map.of())));
    }

    @Override
    public void createDatabase(LakeDatabase database) {
        lake.catalog().createDatabase(database);
    }

    @Override
    public void dropDatabase(String name) {
        lake.catalog().dropDatabase(name);
    }

    @Override
    public List<LakeTable> tables(String database) {
        return lake.catalog().tables(database);
    }

    @Override
    public Optional<LakeTable> table(String database, String name) {
        return name.equals(table) ? Optional.empty() : lake.catalog().table(database, name);
    }

    @Override
    public void createTable(LakeTable made) {
        if (!isOurs(made)) {
            lake.catalog().createTable(made);
        }
    }

    @Override
    public void replaceTable(String database, String name, LakeTable next) {
        lake.catalog().replaceTable(database, name, next);
    }

    @Override
    public void dropTable(String database, String name) {
        if (!name.equals(table)) {
            lake.catalog().dropTable(database, name);
        }
    }

    @Override
    public List<List<String>> partitionValues(LakeTable of, List<LakeCondition> conditions) {
        return isOurs(of) ? List.of() : lake.catalog().partitionValues(of, conditions);
    }

    @Override
    public List<LakePartition> partitions(LakeTable of, List<List<String>> values) {
        return isOurs(of) ? List.of() : lake.catalog().partitions(of, values);
    }

    @Override
    public void addPartitions(LakeTable to, List<LakePartition> partitions) {
        if (!isOurs(to)) {
            lake.catalog().addPartitions(to, partitions);
        }
    }

    @Override
    public void replacePartition(LakeTable of, LakePartition partition) {
        lake.catalog().replacePartition(of, partition);
    }

    @Override
    public void dropPartition(LakeTable of, List<String> values) {
        lake.catalog().dropPartition(of, values);
    }

    @Override
    public Map<String, LakeColumnStatistics> statistics(LakeTable of, Set<String> columns) {
        return lake.catalog().statistics(of, columns);
    }
}
