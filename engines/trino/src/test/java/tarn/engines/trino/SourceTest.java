package tarn.engines.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.engines.sql.Lake;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeFiles;
import tarn.engines.sql.LakeSource;
import tarn.engines.sql.SqlFailure;

/** Tables that lie elsewhere than in the lake. */
final class SourceTest {

    @TempDir
    Path folder;

    private FolderLake files;
    private final Shelf shelf = new Shelf();

    @BeforeEach
    void makeLake() {
        files = FolderLake.in(folder);
        Engine.database(files);
    }

    /** One table of one schema, which remembers how it was read. */
    private static final class Shelf implements LakeSource {

        private final List<Read> reads = new ArrayList<>();
        private List<Column> columns = List.of(new Column("n", "bigint"), new Column("s", "varchar"));
        private List<List<@Nullable Object>> rows =
                List.of(row(1L, "a"), row(2L, "b"), row(3L, null), row(BigInteger.TEN, "d"));

        private static List<@Nullable Object> row(@Nullable Object... values) {
            return Arrays.asList(values);
        }

        @Override
        public List<String> schemas() {
            return List.of("shelf");
        }

        @Override
        public List<String> tables(String schema) {
            return List.of("things");
        }

        @Override
        public Optional<List<Column>> columns(String schema, String table) {
            return schema.equals("shelf") && table.equals("things") ? Optional.of(columns) : Optional.empty();
        }

        @Override
        public Rows read(Read read) {
            reads.add(read);
            var names = columns.stream().map(Column::name).toList();
            var picked = rows.stream()
                    .<List<@Nullable Object>>map(row -> {
                        var some = new ArrayList<@Nullable Object>();
                        read.columns().forEach(name -> some.add(row.get(names.indexOf(name))));
                        return some;
                    })
                    .iterator();
            return new Picked(picked);
        }
    }

    private record Picked(Iterator<List<@Nullable Object>> rows) implements LakeSource.Rows {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public List<@Nullable Object> next() {
            return rows.next();
        }

        @Override
        public void close() {}
    }

    private record Sourced(Lake lake, Map<String, LakeSource> sources, Optional<String> home) implements Lake {
        @Override
        public LakeCatalog catalog() {
            return lake.catalog();
        }

        @Override
        public LakeFiles files() {
            return lake.files();
        }
    }

    private Lake lake() {
        return new Sourced(files, Map.of("far", shelf), Optional.empty());
    }

    @Test
    void rowsAreReadAndFilteredAndJoined() {
        assertThat(Engine.rows(lake(), "SELECT n FROM far.shelf.things WHERE s = 'b'"))
                .containsExactly(List.of(2L));
        assertThat(shelf.reads.getFirst().conditions()).containsExactly(new LakeCondition.OneOf("s", List.of("b")));
        assertThat(Engine.rows(
                        lake(), "SELECT x, n FROM far.shelf.things JOIN (VALUES 2, 10) v(x) ON x = n ORDER BY 1"))
                .containsExactly(List.of(2, 2L), List.of(10, 10L));
        assertThat(Engine.value(lake(), "SELECT count(*) FROM far.shelf.things"))
                .isEqualTo(4L);
        assertThat(shelf.reads.getLast().columns()).isEmpty();
        assertThat(Engine.rows(lake(), "SELECT n FROM far.shelf.things LIMIT 1"))
                .hasSize(1);
        assertThat(shelf.reads.getLast().limit()).hasValue(1);
    }

    @Test
    void valuesOfEveryTypeArrive() {
        shelf.columns = List.of(
                new LakeSource.Column("d", "decimal(38,9)"),
                new LakeSource.Column("e", "decimal(8,2)"),
                new LakeSource.Column("t", "timestamp(6)"),
                new LakeSource.Column("day", "date"),
                new LakeSource.Column("list", "array(varchar)"),
                new LakeSource.Column("doc", "row(\"a\" bigint, \"b\" boolean)"),
                new LakeSource.Column("m", "map(varchar, double)"),
                new LakeSource.Column("i", "integer"));
        shelf.rows = List.of(Shelf.row(
                new BigDecimal("1.5"),
                new BigDecimal("-2.5"),
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_000),
                LocalDate.of(2026, 1, 2),
                Arrays.asList("x", null),
                Map.of("a", 1L),
                Map.of("k", 0.5),
                7));
        assertThat(Engine.rows(
                        lake(),
                        "SELECT d, e, CAST(t AS varchar), day, list[1], doc.a, doc.b, m['k'], i FROM far.shelf.things"))
                .containsExactly(Arrays.asList(
                        new BigDecimal("1.500000000"),
                        new BigDecimal("-2.50"),
                        "2026-01-02 03:04:05.000006",
                        LocalDate.of(2026, 1, 2),
                        "x",
                        1L,
                        null,
                        0.5,
                        7));
    }

    @Test
    void whatDoesNotFitOrIsNotThereFailsInWords() {
        shelf.rows = List.of(Shelf.row("text", "a"));
        assertThatThrownBy(() -> Engine.rows(lake(), "SELECT n FROM far.shelf.things"))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("The value 'text' is not of type bigint");
        assertThatThrownBy(() -> Engine.rows(lake(), "SELECT * FROM far.shelf.nothing"))
                .hasMessageContaining("far.shelf.nothing' does not exist");
        assertThatThrownBy(() -> Engine.rows(lake(), "INSERT INTO far.shelf.things VALUES (1, 'a')"))
                .hasMessageContaining("does not support inserts");
    }

    @Test
    void aSourceIsSeenByNobodyElsesStatements() {
        assertThat(Engine.rows(lake(), "SHOW TABLES FROM far.shelf")).containsExactly(List.of("things"));
        assertThatThrownBy(() -> Engine.rows(files, "SELECT * FROM far.shelf.things"))
                .isInstanceOf(SqlFailure.class);
        assertThat(Engine.rows(files, "SHOW CATALOGS")).containsExactly(List.of("awsdatacatalog"));
        var home = new Sourced(files, Map.of("far", shelf), Optional.of("far"));
        assertThatThrownBy(() -> Engine.rows(home, "SELECT * FROM things"))
                .hasMessageContaining("Schema 'db' does not exist");
    }
}
