package tarn.engines.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlLimits;
import tarn.engines.sql.SqlStatement;
import tarn.engines.sql.SqlStatistics;

/** How statements fail, and how they are ended. */
final class FailureTest {

    private static final String ENDLESS =
            "SELECT a.n FROM UNNEST(sequence(1, 10000)) a(n), UNNEST(sequence(1, 10000)) b(n), UNNEST(sequence(1, 10000)) c(n)";

    @TempDir
    Path folder;

    private FolderLake lake;

    @BeforeEach
    void makeLake() {
        lake = FolderLake.in(folder);
        Engine.database(lake);
        lake.files().put("s3://b/t/a.csv", "1,x\n2,y\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        lake.catalog().createTable(Engine.text("t", "s3://b/t/", "n", "int", "s", "string"));
    }

    private SqlFailure failure(String text) {
        return catchThrowableOfType(SqlFailure.class, () -> Engine.rows(lake, text));
    }

    @Test
    void anUnknownColumnIsNamedWithItsPosition() {
        var failure = failure("SELECT x FROM t");
        assertThat(failure).hasMessage("line 1:8: Column 'x' cannot be resolved");
        assertThat(failure.name()).isEqualTo("COLUMN_NOT_FOUND");
        assertThat(failure.kind()).isEqualTo(SqlFailure.Kind.USER_ERROR);
        assertThat(failure.position()).contains(new SqlFailure.Position(1, 8));
    }

    @Test
    void anUnknownTableIsNamed() {
        var failure = failure("SELECT *\nFROM missing");
        assertThat(failure).hasMessage("line 2:6: Table 'awsdatacatalog.db.missing' does not exist");
        assertThat(failure.name()).isEqualTo("TABLE_NOT_FOUND");
    }

    @Test
    void aSyntaxErrorHasItsPosition() {
        var failure = failure("SELECT FROM WHERE");
        assertThat(failure.name()).isEqualTo("SYNTAX_ERROR");
        assertThat(failure.position()).contains(new SqlFailure.Position(1, 8));
        assertThat(failure.getMessage()).startsWith("line 1:8: mismatched input 'FROM'");
        var read = catchThrowableOfType(SqlFailure.class, () -> Engine.SHARED.read("SELECT FROM WHERE"));
        assertThat(read).hasMessage(failure.getMessage());
        assertThat(read.code()).isEqualTo(failure.code());
    }

    @Test
    void dividingByZeroFailsWhileRunning() {
        var failure = failure("SELECT 1 / (n - n) FROM t");
        assertThat(failure.name()).isEqualTo("DIVISION_BY_ZERO");
        assertThat(failure).hasMessage("Division by zero");
    }

    @Test
    void aDeniedBucketIsNamed() {
        lake.catalog().createTable(Engine.text("secret", "s3://denied/t/", "n", "int"));
        var failure = failure("SELECT * FROM secret");
        assertThat(failure.name()).isEqualTo("PERMISSION_DENIED");
        assertThat(failure.getMessage()).contains("Access Denied: s3://denied/t/");
    }

    @Test
    void theSystemCatalogIsClosed() {
        assertThat(failure("SELECT * FROM system.runtime.queries").name()).isEqualTo("PERMISSION_DENIED");
        assertThat(failure("CALL system.runtime.kill_query('x', 'y')").name()).isEqualTo("PERMISSION_DENIED");
        assertThat(Engine.rows(lake, "SHOW CATALOGS")).asString().isEqualTo("[[awsdatacatalog]]");
    }

    @Test
    void aRunningStatementIsCancelled() {
        try (var query = Engine.start(lake, ENDLESS)) {
            assertThat(query.rows().next()).hasSize(1);
            query.cancel();
            var failure = catchThrowableOfType(SqlFailure.class, query::await);
            assertThat(failure.name()).isEqualTo("USER_CANCELED");
            assertThat(query.statistics().state()).isEqualTo(SqlStatistics.State.FAILED);
        }
    }

    @Test
    void aSlowReaderHoldsTheEngineBack() {
        try (var query = Engine.start(lake, ENDLESS)) {
            var rows = query.rows();
            for (int i = 0; i < 5000; i++) {
                rows.next();
            }
            assertThat(query.statistics().rowsReturned()).isLessThan(100_000_000);
            assertThat(query.statistics().memoryBytesPeak()).isLessThan(256_000_000);
        }
    }

    @Test
    void limitsEndAStatement() {
        var time = limited(ENDLESS, new SqlLimits(Optional.of(Duration.ofMillis(300)), OptionalLong.empty()));
        assertThat(time.name()).isEqualTo("EXCEEDED_TIME_LIMIT");
        var rows = IntStream.range(0, 200_000).mapToObj(i -> i + ",x\n").collect(Collectors.joining());
        lake.files().put("s3://b/t/b.csv", rows.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var bytes = limited(
                "SELECT a.n FROM t a, t b, t c WHERE a.n + b.n = c.n",
                new SqlLimits(Optional.of(Duration.ofSeconds(30)), OptionalLong.of(1000)));
        assertThat(bytes.name()).isEqualTo("EXCEEDED_SCAN_LIMIT");
        assertThat(bytes.kind()).isEqualTo(SqlFailure.Kind.INSUFFICIENT_RESOURCES);
    }

    private SqlFailure limited(String text, SqlLimits limits) {
        var plain = Engine.statement(lake, text);
        var statement = new SqlStatement(
                plain.id(),
                plain.text(),
                plain.database(),
                plain.user(),
                lake,
                plain.now(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                limits);
        try (var query = Engine.SHARED.start(statement)) {
            return catchThrowableOfType(SqlFailure.class, query::await);
        }
    }
}
