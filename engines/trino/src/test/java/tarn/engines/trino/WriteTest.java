package tarn.engines.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlStatement;

/** CREATE TABLE AS, INSERT, CREATE VIEW, and what is scanned of what they wrote. */
final class WriteTest {

    @TempDir
    Path folder;

    private FolderLake lake;

    @BeforeEach
    void makeLake() {
        lake = FolderLake.in(folder);
        Engine.database(lake);
        var rows = IntStream.range(0, 30_000)
                .mapToObj(i -> i + "," + "x".repeat(40) + i * 7919L + "," + i % 3 + "\n")
                .collect(Collectors.joining());
        lake.files().put("s3://b/t/a.csv", rows.getBytes(UTF_8));
        lake.catalog().createTable(Engine.text("t", "s3://b/t/", "n", "int", "s", "string", "p", "int"));
    }

    @ParameterizedTest
    @CsvSource({
        "PARQUET, SNAPPY, org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "ORC, ZLIB, org.apache.hadoop.hive.ql.io.orc.OrcSerde",
        "TEXTFILE, GZIP, org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "JSON, ZSTD, org.apache.hive.hcatalog.data.JsonSerDe",
        "AVRO, SNAPPY, org.apache.hadoop.hive.serde2.avro.AvroSerDe"
    })
    void aTableIsCreatedInEveryFormatWithPartitions(String format, String compression, String serde) {
        try (var query = Engine.start(lake, """
                CREATE TABLE made WITH (format = '%s', write_compression = '%s', external_location = 's3://b/made/',
                  partitioned_by = ARRAY['p']) AS SELECT n, s, p FROM t
                """.formatted(format, compression))) {
            query.await();
            assertThat(query.updateType()).contains("CREATE TABLE");
            assertThat(query.updateCount()).hasValue(30_000);
            assertThat(query.statistics().bytesWritten()).isPositive();
        }
        var table = lake.catalog().table("db", "made").orElseThrow();
        assertThat(table.type()).isEqualTo("EXTERNAL_TABLE");
        assertThat(table.partitionKeys()).containsExactly(new LakeColumn("p", "int", Optional.empty()));
        assertThat(table.storage().orElseThrow().serde()).contains(serde);
        assertThat(lake.catalog().partitionValues(table, List.of())).hasSize(3);
        assertThat(Engine.rows(lake, "SELECT p, count(*), sum(n), min(s) FROM made GROUP BY p ORDER BY p"))
                .isEqualTo(Engine.rows(lake, "SELECT p, count(*), sum(n), min(s) FROM t GROUP BY p ORDER BY p"));

        long all = Engine.scanned(lake, "SELECT sum(length(s)) FROM made");
        long one = Engine.scanned(lake, "SELECT sum(length(s)) FROM made WHERE p = 1");
        assertThat(one).isPositive().isBetween(all / 4, all / 2);
        assertThat(lake.catalog().asked.getLast()).containsExactly(new LakeCondition.OneOf("p", List.of("1")));
    }

    @Test
    void columnsThatAreNotAskedForAreNotScanned() {
        Engine.rows(lake, "CREATE TABLE made WITH (external_location = 's3://b/made/') AS SELECT n, s FROM t");
        long size = lake.files()
                .stat(lake.files().all("s3://b/made/").getFirst())
                .orElseThrow()
                .sizeBytes();
        long one = Engine.scanned(lake, "SELECT sum(n) FROM made");
        long both = Engine.scanned(lake, "SELECT sum(n + length(s)) FROM made");
        assertThat(one).isPositive().isLessThan(both);
        assertThat(both).isBetween(size / 2, size);
        assertThat(Engine.scanned(lake, "SELECT count(*) FROM made")).isZero();
    }

    @Test
    void aTableWithoutALocationLiesWhereTheStatementSays() {
        var plain = Engine.statement(
                lake, "CREATE TABLE made WITH (format = 'TEXTFILE', field_delimiter = '|') AS SELECT 1 a, 'y' b");
        var statement = new SqlStatement(
                plain.id(),
                plain.text(),
                plain.database(),
                plain.user(),
                lake,
                plain.now(),
                Optional.of("s3://out/tables/" + plain.id() + "/"),
                Map.of(),
                Map.of(),
                plain.limits());
        try (var query = Engine.SHARED.start(statement)) {
            query.await();
        }
        var storage = lake.catalog().table("db", "made").orElseThrow().storage().orElseThrow();
        assertThat(storage.location().orElseThrow()).startsWith("s3://out/tables/" + plain.id());
        assertThat(storage.serdeParameters()).containsEntry("field.delim", "|");
        assertThat(lake.files().all("s3://out/tables/" + plain.id() + "/")).hasSize(1);
        assertThat(Engine.rows(lake, "SELECT * FROM made")).asString().isEqualTo("[[1, y]]");
    }

    @Test
    void aTableOverExistingFilesIsRefused() {
        var failure = catchThrowableOfType(
                SqlFailure.class,
                () -> Engine.rows(lake, "CREATE TABLE made WITH (external_location = 's3://b/t/') AS SELECT 1 a"));
        assertThat(failure.name()).isEqualTo("HIVE_PATH_ALREADY_EXISTS");
        assertThat(lake.files().all("s3://b/t/")).hasSize(1);
    }

    @Test
    void rowsAreInserted() {
        Engine.rows(lake, "CREATE TABLE made WITH (external_location = 's3://b/made/') AS SELECT n, s FROM t");
        try (var query = Engine.start(lake, "INSERT INTO made SELECT n, s FROM t WHERE n < 10")) {
            query.await();
            assertThat(query.updateType()).contains("INSERT");
            assertThat(query.updateCount()).hasValue(10);
        }
        assertThat(Engine.value(lake, "SELECT count(*) FROM made")).isEqualTo(30_010L);
    }

    @Test
    void whatFailsLeavesNothingBehind() {
        var select = "SELECT n, s, 1 / (n - 29999) p FROM t";
        assertThat(failure("CREATE TABLE made WITH (external_location = 's3://b/made/') AS " + select)
                        .name())
                .isEqualTo("DIVISION_BY_ZERO");
        assertThat(lake.catalog().table("db", "made")).isEmpty();
        assertThat(lake.files().all("s3://b/made/")).isEmpty();

        Engine.rows(
                lake,
                "CREATE TABLE good WITH (external_location = 's3://b/good/', partitioned_by = ARRAY['p']) AS SELECT n, s, p FROM t WHERE n < 5");
        var before = lake.files().all("s3://b/good/");
        assertThat(failure("INSERT INTO good " + select).name()).isEqualTo("DIVISION_BY_ZERO");
        assertThat(lake.files().all("s3://b/good/")).isEqualTo(before);
    }

    private SqlFailure failure(String text) {
        return catchThrowableOfType(SqlFailure.class, () -> Engine.rows(lake, text));
    }

    @Test
    void aViewIsKeptAsAthenaKeepsIt() {
        Engine.rows(lake, "CREATE OR REPLACE VIEW v AS SELECT n, s AS name, ARRAY[ROW(n)] a FROM t WHERE n < 2");
        var view = lake.catalog().table("db", "v").orElseThrow();
        assertThat(view.type()).isEqualTo("VIRTUAL_VIEW");
        assertThat(view.viewText().orElseThrow()).startsWith("/* Presto View: ").endsWith(" */");
        assertThat(view.viewExpandedText()).contains("/* Presto View */");
        assertThat(view.parameters()).containsEntry("presto_view", "true").containsEntry("comment", "Presto View");
        assertThat(view.columns().subList(0, 2)).isEqualTo(Engine.columns("n", "int", "name", "string"));
        assertThat(Engine.rows(lake, "SELECT n FROM v ORDER BY n")).asString().isEqualTo("[[0], [1]]");
        Engine.rows(lake, "DROP VIEW v");
        assertThat(lake.catalog().table("db", "v")).isEmpty();
    }
}
