package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.glue.GlueClient;
import tarn.kernel.testing.TestPlatform;

final class DefinitionsTest {

    private static final String SALES = """
            CREATE EXTERNAL TABLE d.sales (id int COMMENT 'number', tags array<string>)
            PARTITIONED BY (country string)
            ROW FORMAT DELIMITED FIELDS TERMINATED BY ','
            LOCATION 's3://results/sales/' TBLPROPERTIES ('skip.header.line.count'='1')""";

    /** Runs statements in order; gives the lines of the last one, or why it failed. */
    private static List<String> lines(String... statements) {
        try (var bench =
                new Bench(new FakeEngine(List.of(), (statement, run) -> java.util.Collections.emptyIterator()))) {
            return TestPlatform.CALLER.call(() -> {
                bench.put("sales/country=USA/a.csv", "1,x");
                bench.put("sales/country=F%2FR/a.csv", "1,x");
                bench.put("sales/2020/a.csv", "1,x");
                var lines = List.<String>of();
                for (var statement : statements) {
                    var execution = bench.run(statement);
                    lines = execution.status().state() == QueryExecutionState.SUCCEEDED
                            ? bench.read(execution.resultConfiguration().outputLocation())
                                    .lines()
                                    .toList()
                            : List.of(String.valueOf(execution.status().stateChangeReason()));
                }
                return lines;
            });
        }
    }

    @Test
    void aTableLandsInGlueAsAthenaEntersIt() {
        try (var bench =
                new Bench(new FakeEngine(List.of(), (statement, run) -> java.util.Collections.emptyIterator()))) {
            TestPlatform.CALLER.run(() -> {
                bench.run("CREATE DATABASE d");
                bench.run(SALES);
                var table = bench.platform
                        .client(GlueClient.class)
                        .getTable(request -> request.databaseName("d").name("sales"))
                        .table();

                assertThat(table.tableType()).isEqualTo("EXTERNAL_TABLE");
                assertThat(table.parameters())
                        .containsEntry("EXTERNAL", "TRUE")
                        .containsEntry("skip.header.line.count", "1")
                        .containsEntry("transient_lastDdlTime", String.valueOf(TestPlatform.START.getEpochSecond()));
                var storage = table.storageDescriptor();
                assertThat(storage.inputFormat()).isEqualTo("org.apache.hadoop.mapred.TextInputFormat");
                assertThat(storage.outputFormat())
                        .isEqualTo("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat");
                assertThat(storage.serdeInfo().serializationLibrary())
                        .isEqualTo("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
                assertThat(storage.serdeInfo().parameters())
                        .containsEntry("field.delim", ",")
                        .containsEntry("serialization.format", ",");
            });
        }
    }

    @Test
    void repairAddsFoldersOfHivesFormOnly() {
        assertThat(lines("CREATE DATABASE d", SALES, "MSCK REPAIR TABLE d.sales"))
                .containsExactly(
                        "Partitions not in metastore:\tsales:country=F%2FR\tsales:country=USA",
                        "Repair: Added partition to metastore sales:country=F%2FR",
                        "Repair: Added partition to metastore sales:country=USA");
        assertThat(lines("CREATE DATABASE d", SALES, "MSCK REPAIR TABLE d.sales", "MSCK REPAIR TABLE d.sales"))
                .isEmpty();
    }

    @Test
    void partitionsComeAndGo() {
        assertThat(lines(
                        "CREATE DATABASE d",
                        SALES,
                        "ALTER TABLE d.sales ADD PARTITION (country='A') PARTITION (country='B') LOCATION 's3://results/b/'",
                        "ALTER TABLE d.sales ADD IF NOT EXISTS PARTITION (country='A') PARTITION (country='C')",
                        "ALTER TABLE d.sales DROP PARTITION (country='B')",
                        "ALTER TABLE d.sales PARTITION (country='C') RENAME TO PARTITION (country='D')",
                        "SHOW PARTITIONS d.sales"))
                .containsExactly("country=A", "country=D");
    }

    @Test
    void aTableIsDescribedInHivesColumns() {
        assertThat(lines("CREATE DATABASE d", SALES, "DESCRIBE d.sales"))
                .containsExactly(
                        "id                  \tint                 \tnumber              ",
                        "tags                \tarray<string>       \t                    ",
                        "\t \t ",
                        "# Partition Information\t \t ",
                        "# col_name          \tdata_type           \tcomment             ",
                        "\t \t ",
                        "country             \tstring              \t                    ");
    }

    @Test
    void whatIsThereOrMissingIsNamed() {
        assertThat(lines("CREATE DATABASE d", "CREATE DATABASE d"))
                .containsExactly("FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask."
                        + " Database d already exists");
        assertThat(lines("CREATE DATABASE d", SALES, SALES))
                .containsExactly("FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask."
                        + " AlreadyExistsException(message:Table sales already exists.)");
        assertThat(lines("DROP TABLE d.nothing"))
                .containsExactly("FAILED: SemanticException [Error 10001]: Table not found d.nothing");
        assertThat(lines("CREATE DATABASE d", SALES, "DROP DATABASE d").getFirst())
                .contains("Database d is not empty");
        assertThat(lines("CREATE DATABASE d", SALES, "DROP DATABASE d CASCADE", "SHOW DATABASES"))
                .isEmpty();
    }

    @Test
    void columnsAreAddedReplacedAndChanged() {
        assertThat(lines(
                        "CREATE DATABASE d",
                        SALES,
                        "ALTER TABLE d.sales ADD COLUMNS (c bigint)",
                        "ALTER TABLE d.sales CHANGE COLUMN c first_one string FIRST",
                        "SHOW COLUMNS IN d.sales"))
                .extracting(String::strip)
                .containsExactly("first_one", "id", "tags", "country");
    }
}
