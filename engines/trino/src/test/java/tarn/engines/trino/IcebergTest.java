package tarn.engines.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlStatement;

/** Tables of Iceberg's: made, changed row by row, read as they were, rewritten and swept. */
final class IcebergTest {

    @TempDir
    Path folder;

    private FolderLake lake;

    @BeforeEach
    void makeLake() {
        lake = FolderLake.in(folder);
        Engine.database(lake);
    }

    private void run(String text) {
        try (var query = Engine.start(lake, text)) {
            query.await();
        }
    }

    /** Iceberg's library stamps files and snapshots with the machine's time, so the statement's must be later. */
    private void sweep(String text) {
        var later = Instant.now().plusSeconds(60);
        var statement = SqlStatement.of(UUID.randomUUID().toString(), text, Optional.of("db"), "someone", lake, later);
        try (var query = Engine.SHARED.start(statement)) {
            query.await();
        }
    }

    private void makeOrders() {
        run("""
                CREATE TABLE orders (id bigint, who varchar, at timestamp(6), price decimal(10,2))
                WITH (table_type = 'ICEBERG', location = 's3://b/orders/', format = 'PARQUET',
                  partitioning = ARRAY['day(at)', 'bucket(id, 4)'],
                  extra_properties = MAP(ARRAY['vacuum_min_snapshots_to_keep'], ARRAY['1']))
                """);
        run("INSERT INTO orders VALUES (1, 'ann', timestamp '2026-01-01 10:00:00', 1.50),"
                + " (2, 'bob', timestamp '2026-01-01 11:00:00', 2.50), (3, 'cid', timestamp '2026-01-02 10:00:00', 3)");
    }

    private String location() {
        return String.valueOf(
                lake.catalog().table("db", "orders").orElseThrow().parameters().get("metadata_location"));
    }

    @Test
    void rowsAreInsertedUpdatedDeletedAndMerged() {
        makeOrders();
        var table = lake.catalog().table("db", "orders").orElseThrow();
        assertThat(table.type()).isEqualTo("EXTERNAL_TABLE");
        assertThat(table.parameters()).containsEntry("table_type", "ICEBERG");
        assertThat(table.storage().orElseThrow().location())
                .hasValueSatisfying(at -> assertThat(at).startsWith("s3://b/orders"));
        run("UPDATE orders SET price = price * 2 WHERE who = 'ann'");
        run("DELETE FROM orders WHERE id = 2");
        run("""
                MERGE INTO orders t USING (VALUES (3, 'carl'), (4, 'dee')) s(id, who) ON t.id = s.id
                WHEN MATCHED THEN UPDATE SET who = s.who
                WHEN NOT MATCHED THEN INSERT (id, who, at, price) VALUES (s.id, s.who, timestamp '2026-01-03 00:00:00', 4)
                """);
        assertThat(Engine.rows(lake, "SELECT id, who, price FROM orders ORDER BY id"))
                .asString()
                .isEqualTo("[[1, ann, 3.00], [3, carl, 3.00], [4, dee, 4.00]]");
        assertThat(Engine.value(lake, "SELECT count(*) FROM \"orders$snapshots\""))
                .isEqualTo(5L);
        assertThat(Engine.value(lake, "SELECT sum(record_count) FROM \"orders$files\" WHERE content = 0"))
                .isNotNull();
    }

    @Test
    void aTableIsReadAsItWas() {
        makeOrders();
        var before =
                Engine.value(lake, "SELECT snapshot_id FROM \"orders$snapshots\" ORDER BY committed_at DESC LIMIT 1");
        run("DELETE FROM orders");
        assertThat(Engine.value(lake, "SELECT count(*) FROM orders")).isEqualTo(0L);
        assertThat(Engine.value(lake, "SELECT count(*) FROM orders FOR VERSION AS OF " + before))
                .isEqualTo(3L);
    }

    @Test
    void aTableIsCreatedFromAQuery() {
        run("CREATE TABLE orders WITH (table_type = 'ICEBERG', is_external = false, location = 's3://b/orders/',"
                + " write_compression = 'SNAPPY', vacuum_max_snapshot_age_seconds = 60) AS SELECT 1 id, 'x' who");
        assertThat(Engine.rows(lake, "SELECT * FROM db.orders")).asString().isEqualTo("[[1, x]]");
        run("INSERT INTO orders SELECT id + 1, who FROM orders");
        assertThat(Engine.value(lake, "SELECT count(*) FROM orders")).isEqualTo(2L);
    }

    @Test
    void aPositionInAnErrorIsThatOfTheUsersText() {
        var failure = catchThrowableOfType(
                SqlFailure.class,
                () -> run("CREATE TABLE orders WITH (table_type = 'ICEBERG', location = 's3://b/o/') AS SELECT nope"));
        assertThat(failure.getMessage()).isEqualTo("line 1:85: Column 'nope' cannot be resolved");
        assertThat(failure.position()).isEqualTo(Optional.of(new SqlFailure.Position(1, 85)));
        makeOrders();
        var twice = catchThrowableOfType(
                SqlFailure.class,
                () -> run("CREATE TABLE orders (a int) WITH (table_type = 'ICEBERG', location = 's3://b/o/')"));
        assertThat(twice.getMessage()).isEqualTo("line 1:1: Table 'awsdatacatalog.db.orders' already exists");
    }

    @Test
    void columnsComeGoAndChange() {
        makeOrders();
        run("ALTER TABLE orders ADD COLUMN note varchar");
        run("ALTER TABLE orders RENAME COLUMN who TO name");
        run("ALTER TABLE orders DROP COLUMN price");
        assertThat(Engine.rows(lake, "SELECT * FROM orders WHERE id = 1"))
                .asString()
                .isEqualTo("[[1, ann, 2026-01-01 10:00:00.000000, null]]");
        assertThat(lake.catalog().table("db", "orders").orElseThrow().columns())
                .isEqualTo(Engine.columns("id", "bigint", "name", "string", "at", "timestamp", "note", "string"));
    }

    @Test
    void aPartitionIsPrunedAndMetadataIsNotCounted() {
        makeOrders();
        long all = Engine.scanned(lake, "SELECT sum(id) FROM orders");
        long day = Engine.scanned(lake, "SELECT sum(id) FROM orders WHERE at >= timestamp '2026-01-02 00:00:00'");
        assertThat(day).isPositive().isLessThan(all);
    }

    @Test
    void whatWasRewrittenIsSwept() {
        makeOrders();
        run("INSERT INTO orders SELECT id + 10, who, at, price FROM orders");
        int files = lake.files().all("s3://b/orders/data/").size();
        run("ALTER TABLE orders EXECUTE optimize WHERE at >= timestamp '2026-01-01 00:00:00'");
        run("ALTER TABLE orders EXECUTE optimize");
        assertThat(Engine.value(lake, "SELECT count(*) FROM orders")).isEqualTo(6L);
        sweep("ALTER TABLE orders EXECUTE expire_snapshots(retention_threshold => '0s')");
        sweep("ALTER TABLE orders EXECUTE remove_orphan_files(retention_threshold => '0s')");
        assertThat(lake.files().all("s3://b/orders/data/")).hasSizeLessThan(files);
        assertThat(Engine.value(lake, "SELECT count(*) FROM orders")).isEqualTo(6L);
    }

    @Test
    void whatFailsLeavesTheTableAsItWas() {
        makeOrders();
        var before = location();
        var files = lake.files().all("s3://b/orders/data/");
        var failure = catchThrowableOfType(
                SqlFailure.class, () -> run("UPDATE orders SET price = price / (id - 2) WHERE id > 0"));
        assertThat(failure.name()).isEqualTo("DIVISION_BY_ZERO");
        assertThat(location()).isEqualTo(before);
        assertThat(lake.files().all("s3://b/orders/data/")).isEqualTo(files);
    }

    @Test
    void aDroppedTableTakesItsFilesWithIt() {
        makeOrders();
        run("DROP TABLE orders");
        assertThat(lake.catalog().table("db", "orders")).isEmpty();
        assertThat(lake.files().all("s3://b/orders/")).isEmpty();
    }
}
