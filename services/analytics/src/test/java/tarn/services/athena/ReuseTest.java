package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import tarn.engines.sql.SqlStatement;
import tarn.kernel.testing.TestPlatform;

/** Results of earlier queries, given again to who asks for them; UNLOAD; what a query did. */
final class ReuseTest {

    private static Iterator<List<@Nullable Object>> one(SqlStatement statement, FakeEngine.Run run) {
        return List.of(List.<@Nullable Object>of(1)).iterator();
    }

    private interface Work {
        void on(Bench bench) throws Exception;
    }

    private final FakeEngine engine = new FakeEngine(List.of(FakeEngine.column("n", "integer")), ReuseTest::one);

    private void on(Work work) throws Exception {
        try (var bench = new Bench(engine)) {
            TestPlatform.CALLER.call(() -> {
                work.on(bench);
                return true;
            });
        }
    }

    private static QueryExecution run(Bench bench, String query, int minutes) {
        return bench.ended(bench.athena
                .startQueryExecution(request -> request.queryString(query)
                        .resultReuseConfiguration(reuse -> reuse.resultReuseByAgeConfiguration(
                                byAge -> byAge.enabled(true).maxAgeInMinutes(minutes)))
                        .resultConfiguration(result -> result.outputLocation("s3://results/out")))
                .queryExecutionId());
    }

    @Test
    void aRepeatedQueryIsGivenTheEarlierResultIfItAsks() throws Exception {
        on(bench -> {
            var first = bench.run("SELECT n FROM t");
            var second = run(bench, "SELECT n FROM t", 60);

            assertThat(engine.begun).hasSize(1);
            assertThat(second.status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
            assertThat(second.queryExecutionId()).isNotEqualTo(first.queryExecutionId());
            assertThat(second.statistics().resultReuseInformation().reusedPreviousResult())
                    .isTrue();
            assertThat(second.statistics().dataScannedInBytes()).isZero();
            assertThat(second.resultConfiguration().outputLocation())
                    .isEqualTo(first.resultConfiguration().outputLocation());
            var rows = bench.athena
                    .getQueryResults(request -> request.queryExecutionId(second.queryExecutionId()))
                    .resultSet()
                    .rows();
            assertThat(rows).hasSize(2);
            bench.run("SELECT n FROM t");
            assertThat(engine.begun).hasSize(2);
            run(bench, "SELECT  n FROM t", 60);
            assertThat(engine.begun).hasSize(3);
        });
    }

    @Test
    void anOldOrVanishedResultIsNotGivenAgain() throws Exception {
        on(bench -> {
            bench.run("SELECT n FROM t");
            bench.platform.clock().advance(java.time.Duration.ofMinutes(61));
            run(bench, "SELECT n FROM t", 60);
            assertThat(engine.begun).hasSize(2);
            var latest = run(bench, "SELECT n FROM t", 60);
            assertThat(latest.statistics().resultReuseInformation().reusedPreviousResult())
                    .isTrue();
            var path =
                    S3Path.parse(latest.resultConfiguration().outputLocation()).orElseThrow();
            bench.s3.deleteObject(request -> request.bucket(path.bucket()).key(path.key()));
            run(bench, "SELECT n FROM t", 60);
            assertThat(engine.begun).hasSize(3);

            assertThatThrownBy(() -> run(bench, "SELECT 1", 10_081)).isInstanceOf(InvalidRequestException.class);
        });
    }

    @Test
    void unloadIsATableThatTheCatalogDoesNotSee() throws Exception {
        on(bench -> {
            var execution = bench.run("UNLOAD (SELECT n, (1) m FROM t WHERE s = ')') TO 's3://results/u/'"
                    + " WITH (format = 'parquet', compression = 'snappy', partitioned_by = ARRAY['m'])");

            assertThat(execution.status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
            assertThat(execution.statementTypeAsString()).isEqualTo("DML");
            assertThat(execution.substatementType()).isEqualTo("UNLOAD");
            assertThat(execution.statistics().dataManifestLocation()).endsWith("-manifest.csv");
            assertThat(engine.begun.take().text())
                    .endsWith(
                            " WITH (external_location = 's3://results/u/', write_compression = 'snappy',"
                                    + " partitioned_by = ARRAY['m'], format = 'PARQUET') AS SELECT n, (1) m FROM t WHERE s = ')'");
            assertThat(bench.run("UNLOAD (SELECT 1) TO 's3://results/u/'")
                            .status()
                            .stateChangeReason())
                    .contains("needs a format");
        });
    }

    @Test
    void whatAQueryDidIsToldWhenItHasEnded() throws Exception {
        on(bench -> {
            var id = bench.run("SELECT n FROM t").queryExecutionId();
            var statistics = bench.athena
                    .getQueryRuntimeStatistics(request -> request.queryExecutionId(id))
                    .queryRuntimeStatistics();
            assertThat(statistics.rows().inputBytes()).isEqualTo(12345);
            assertThat(statistics.rows().outputRows()).isEqualTo(1);
            assertThat(statistics.timeline().totalExecutionTimeInMillis()).isNotNull();
        });
    }
}
