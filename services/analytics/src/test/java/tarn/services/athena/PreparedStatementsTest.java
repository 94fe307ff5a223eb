package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.ResourceNotFoundException;
import tarn.engines.sql.SqlStatement;
import tarn.kernel.testing.TestPlatform;

/** Statements prepared by the API and by SQL, and what fills in their question marks. */
final class PreparedStatementsTest {

    private static Iterator<List<@Nullable Object>> one(SqlStatement statement, FakeEngine.Run run) {
        return List.of(List.<@Nullable Object>of(1)).iterator();
    }

    private static FakeEngine engine() {
        return new FakeEngine(List.of(FakeEngine.column("n", "integer")), PreparedStatementsTest::one);
    }

    private interface Work {
        void on(Bench bench) throws Exception;
    }

    private static void on(FakeEngine engine, Work work) throws Exception {
        try (var bench = new Bench(engine)) {
            TestPlatform.CALLER.call(() -> {
                work.on(bench);
                return true;
            });
        }
    }

    @Test
    void aPreparedStatementIsExecutedWithWhatFillsItIn() throws Exception {
        var engine = engine();
        on(engine, bench -> {
            bench.athena.createPreparedStatement(request ->
                    request.statementName("find").workGroup("primary").queryStatement("SELECT n FROM t WHERE n = ?"));
            var execution = bench.run("EXECUTE find USING 7");

            assertThat(execution.status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
            assertThat(execution.substatementType()).isEqualTo("SELECT");
            var asked = engine.begun.take();
            assertThat(asked.text()).isEqualTo("EXECUTE tarn USING 7");
            assertThat(asked.prepared()).isEqualTo(Map.of("tarn", "SELECT n FROM t WHERE n = ?"));
        });
    }

    @Test
    void executionParametersFillInAQueryOfTheRequest() throws Exception {
        var engine = engine();
        on(engine, bench -> {
            var id = bench.athena
                    .startQueryExecution(request -> request.queryString("SELECT n FROM t WHERE n = ? AND s = ?;")
                            .executionParameters("1", "'x'")
                            .resultConfiguration(result -> result.outputLocation("s3://results/out/")))
                    .queryExecutionId();
            var execution = bench.ended(id);

            assertThat(execution.executionParameters()).containsExactly("1", "'x'");
            var asked = engine.begun.take();
            assertThat(asked.text()).isEqualTo("EXECUTE tarn USING 1, 'x'");
            assertThat(asked.prepared()).isEqualTo(Map.of("tarn", "SELECT n FROM t WHERE n = ? AND s = ?"));
            assertThatThrownBy(() -> bench.athena.startQueryExecution(request -> request.queryString("SHOW TABLES")
                            .executionParameters("1")
                            .resultConfiguration(result -> result.outputLocation("s3://results/out/"))))
                    .isInstanceOf(InvalidRequestException.class);
        });
    }

    @Test
    void sqlPreparesAndForgets() throws Exception {
        on(engine(), bench -> {
            bench.run("PREPARE p1 FROM SELECT n FROM t WHERE s = 'a;b'");
            var found = bench.athena.getPreparedStatement(
                    request -> request.statementName("p1").workGroup("primary"));
            assertThat(found.preparedStatement().queryStatement()).startsWith("SELECT n FROM t WHERE s = 'a;b'");
            assertThat(bench.run("EXECUTE p1").status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
            bench.run("DEALLOCATE PREPARE p1");
            assertThatThrownBy(() -> bench.run("EXECUTE p1"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("p1 was not found");
            assertThat(bench.run("DEALLOCATE PREPARE p1").status().state()).isEqualTo(QueryExecutionState.FAILED);
        });
    }

    @Test
    void preparedStatementsAreListedChangedAndRemoved() throws Exception {
        on(engine(), bench -> {
            for (var name : List.of("a", "b", "c")) {
                bench.athena.createPreparedStatement(request ->
                        request.statementName(name).workGroup("primary").queryStatement("SELECT 1"));
            }
            assertThatThrownBy(() -> bench.athena.createPreparedStatement(request ->
                            request.statementName("a").workGroup("primary").queryStatement("SELECT 2")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("already exists");
            var names = bench
                    .athena
                    .listPreparedStatementsPaginator(
                            request -> request.workGroup("primary").maxResults(2))
                    .stream()
                    .flatMap(page -> page.preparedStatements().stream())
                    .map(summary -> summary.statementName())
                    .toList();
            assertThat(names).containsExactly("a", "b", "c");
            bench.athena.updatePreparedStatement(
                    request -> request.statementName("a").workGroup("primary").queryStatement("SELECT 3"));
            var both = bench.athena.batchGetPreparedStatement(
                    request -> request.workGroup("primary").preparedStatementNames("a", "x"));
            assertThat(both.preparedStatements().getFirst().queryStatement()).isEqualTo("SELECT 3");
            assertThat(both.unprocessedPreparedStatementNames().getFirst().statementName())
                    .isEqualTo("x");
            bench.athena.deletePreparedStatement(
                    request -> request.statementName("a").workGroup("primary"));
            assertThatThrownBy(() -> bench.athena.deletePreparedStatement(
                            request -> request.statementName("a").workGroup("primary")))
                    .isInstanceOf(ResourceNotFoundException.class);
        });
    }
}
