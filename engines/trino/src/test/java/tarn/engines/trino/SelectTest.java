package tarn.engines.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.engines.sql.SqlColumn;
import tarn.engines.sql.SqlKind;
import tarn.engines.sql.SqlStatement;
import tarn.engines.sql.SqlStatistics;
import tarn.engines.sql.SqlStruct;

/** What statements without tables answer: values, types, time, statistics. */
final class SelectTest {

    @TempDir
    Path folder;

    private FolderLake lake;

    @BeforeEach
    void makeLake() {
        lake = FolderLake.in(folder);
        Engine.database(lake);
    }

    @Test
    void theEngineSeesNothingOfItsHostButTheDoor() throws Exception {
        var loader = Engine.SHARED.getClass().getClassLoader();
        assertThat(loader).isNotSameAs(getClass().getClassLoader());
        assertThat(loader.loadClass(SqlColumn.class.getName())).isSameAs(SqlColumn.class);
        assertThat(loader.loadClass(TrinoEngine.class.getName())).isNotSameAs(TrinoEngine.class);
    }

    @Test
    void everyTypeComesAsItsJdkType() {
        var row = Engine.rows(lake, """
                        SELECT true, TINYINT '1', SMALLINT '2', 3, BIGINT '4', REAL '1.5', 2.5e0, DECIMAL '1.20', 'x',
                          CAST('ab' AS char(3)), X'00ff', DATE '2020-01-31', null, JSON '{"a":1}', INTERVAL '1' DAY
                        """).getFirst();
        assertThat(row.subList(0, 10))
                .isEqualTo(List.of(true, (byte) 1, (short) 2, 3, 4L, 1.5f, 2.5, new BigDecimal("1.20"), "x", "ab "));
        assertThat(row.get(10)).isEqualTo(new byte[] {0, (byte) 0xff});
        assertThat(row.get(11)).isEqualTo(LocalDate.of(2020, 1, 31));
        assertThat(row.get(12)).isNull();
        assertThat(row.get(13)).isEqualTo("{\"a\":1}");
        assertThat(row.get(14)).isEqualTo("1 00:00:00.000");
    }

    @Test
    void timesPrintAsTrinoPrintsThem() {
        var row = Engine.rows(lake, """
                        SELECT TIMESTAMP '2020-01-31 07:05:09.120', TIMESTAMP '1969-12-31 23:59:59.123456789012',
                          TIMESTAMP '2020-01-31 07:05:09.1 Europe/Berlin', TIMESTAMP '2020-01-31 07:05:09 UTC',
                          TIME '07:05:09.5', TIME '07:05:09 +01:00'
                        """).getFirst();
        assertThat(row.stream().map(String::valueOf))
                .containsExactly(
                        "2020-01-31 07:05:09.120",
                        "1969-12-31 23:59:59.123456789012",
                        "2020-01-31 07:05:09.1 Europe/Berlin",
                        "2020-01-31 07:05:09 UTC",
                        "07:05:09.5",
                        "07:05:09+01:00");
    }

    @Test
    void nestedValuesKeepNamesAndOrder() {
        var row = Engine.rows(
                        lake,
                        "SELECT ARRAY[1, null], MAP(ARRAY['b', 'a'], ARRAY[1, 2]), CAST(ROW(1, 'y') AS ROW(a int, b varchar)), ROW(1)")
                .getFirst();
        assertThat(row.get(0)).isEqualTo(java.util.Arrays.asList(1, null));
        assertThat(row.get(1)).asString().isEqualTo("{b=1, a=2}");
        assertThat(row.get(2))
                .isEqualTo(new SqlStruct(
                        List.of(new SqlStruct.Field(Optional.of("a"), 1), new SqlStruct.Field(Optional.of("b"), "y"))));
        assertThat(row.get(3)).isEqualTo(new SqlStruct(List.of(new SqlStruct.Field(Optional.empty(), 1))));
    }

    @Test
    void columnsHaveNamesTypesAndPrecision() {
        try (var query = Engine.start(lake, "SELECT 1 AS n, DECIMAL '1.20', CAST('a' AS varchar(7)), ARRAY[ROW(1)]")) {
            assertThat(query.columns())
                    .containsExactly(
                            new SqlColumn("n", "integer", "integer", 10, 0),
                            new SqlColumn("_col1", "decimal(3,2)", "decimal", 3, 2),
                            new SqlColumn("_col2", "varchar(7)", "varchar", 7, 0),
                            new SqlColumn("_col3", "array(row(integer))", "array", 0, 0));
        }
    }

    @Test
    void theStatementSaysWhatTimeItIsAndWhoAsks() {
        assertThat(Engine.rows(lake, "SELECT current_timestamp, current_user, current_date")
                        .getFirst())
                .asString()
                .isEqualTo("[2026-11-21 10:15:30.123 UTC, someone, 2026-11-21]");
    }

    @Test
    void decimalsDivideAsInAthena() {
        assertThat(Engine.value(lake, "SELECT DECIMAL '1.00' / DECIMAL '3.00'"))
                .asString()
                .isEqualTo("0.33");
        assertThat(Engine.value(lake, "SELECT 7 / 2")).isEqualTo(3);
    }

    @Test
    void preparedTextsAreExecutedWithTheirParameters() {
        var plain = Engine.statement(lake, "EXECUTE sum USING 1, 2");
        var statement = new SqlStatement(
                plain.id(),
                plain.text(),
                plain.database(),
                plain.user(),
                lake,
                plain.now(),
                Optional.empty(),
                Map.of("sum", "SELECT ? + ?"),
                Map.of(),
                plain.limits());
        try (var query = Engine.SHARED.start(statement)) {
            assertThat(query.rows().next().getFirst()).isEqualTo(3);
        }
    }

    @Test
    void statisticsTellTheCost() {
        try (var query = Engine.start(lake, "SELECT * FROM UNNEST(sequence(1, 1000))")) {
            query.await();
            var statistics = query.statistics();
            assertThat(statistics.state()).isEqualTo(SqlStatistics.State.FINISHED);
            assertThat(statistics.rowsReturned()).isEqualTo(1000);
            assertThat(statistics.bytesScanned()).isZero();
            assertThat(statistics.total()).isGreaterThan(Duration.ZERO);
            assertThat(statistics.stages()).isPresent();
        }
    }

    @Test
    void kindsAreReadWithoutRunning() {
        assertThat(Engine.SHARED.read("WITH a AS (SELECT 1) SELECT * FROM a")).isEqualTo(SqlKind.QUERY);
        assertThat(Engine.SHARED.read("CREATE TABLE x AS SELECT 1 a")).isEqualTo(SqlKind.CREATE_TABLE_AS);
        assertThat(Engine.SHARED.read("CREATE OR REPLACE VIEW v AS SELECT 1 a")).isEqualTo(SqlKind.CREATE_VIEW);
        assertThat(Engine.SHARED.read("EXPLAIN ANALYZE SELECT 1")).isEqualTo(SqlKind.EXPLAIN);
        assertThat(Engine.SHARED.read("SHOW TABLES")).isEqualTo(SqlKind.SHOW);
        assertThat(Engine.SHARED.read("DROP TABLE x")).isEqualTo(SqlKind.DEFINITION);
        assertThat(Engine.SHARED.read("SET SESSION a = 1")).isEqualTo(SqlKind.OTHER);
    }

    @Test
    void oneNameForRowsOfSeveralFieldsNamesTheWholeRow() {
        var people =
                "(SELECT CAST(ARRAY[ROW('Bob', 38), ROW('Jane, (a)', 35)] AS ARRAY(ROW(name varchar, age integer))) AS p)";
        assertThat(Engine.rows(
                                lake,
                                "SELECT who.name, who.age FROM " + people
                                        + " CROSS JOIN UNNEST(p) AS t(who), UNNEST(p) u (other)"
                                        + " WHERE other.age < 36 ORDER BY 2 DESC")
                        .toString())
                .isEqualTo("[[Bob, 38], [Jane, (a), 35]]");
        assertThat(Engine.rows(lake, "SELECT name FROM " + people + ", UNNEST(p) AS t(name, age)")
                        .toString())
                .isEqualTo("[[Bob], [Jane, (a)]]");
        var wrong = "SELECT 1 FROM " + people + ", UNNEST(p) AS t(who) WHERE nothing = 1";
        assertThatThrownBy(() -> Engine.rows(lake, wrong))
                .hasMessage("line 1:" + (wrong.indexOf("nothing") + 1) + ": Column 'nothing' cannot be resolved");
    }
}
