package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import tarn.engines.sql.SqlFailure;
import tarn.kernel.testing.TestPlatform;

final class QueriesTest {

    private static final FakeEngine TWO_ROWS = new FakeEngine(
            List.of(FakeEngine.column("id", "bigint"), FakeEngine.column("name", "varchar")),
            (statement, run) -> List.of(
                            Arrays.<@Nullable Object>asList(1L, "one"), Arrays.<@Nullable Object>asList(2L, null))
                    .iterator());

    private static Iterator<List<@Nullable Object>> noRows() {
        return List.<List<@Nullable Object>>of().iterator();
    }

    private interface Scene {
        void play(Bench bench) throws Exception;
    }

    private static void on(FakeEngine engine, Scene scene) throws Exception {
        try (var bench = new Bench(engine)) {
            TestPlatform.CALLER.call(() -> {
                scene.play(bench);
                return true;
            });
        }
    }

    @Test
    void aQueryEndsWithItsResultInS3() throws Exception {
        on(TWO_ROWS, bench -> {
            var execution = bench.run("SELECT * FROM t;");

            assertThat(execution.status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
            assertThat(execution.statementTypeAsString()).isEqualTo("DML");
            assertThat(execution.substatementType()).isEqualTo("SELECT");
            assertThat(execution.workGroup()).isEqualTo("primary");
            assertThat(execution.engineVersion().effectiveEngineVersion()).isEqualTo("Athena engine version 3");
            assertThat(execution.statistics().dataScannedInBytes()).isEqualTo(12345);
            var output = execution.resultConfiguration().outputLocation();
            assertThat(output).isEqualTo("s3://results/out/" + execution.queryExecutionId() + ".csv");
            assertThat(bench.read(output)).isEqualTo("\"id\",\"name\"\n\"1\",\"one\"\n\"2\",\n");
            assertThat(bench.keys()).hasSize(2).allMatch(key -> key.endsWith(".csv") || key.endsWith(".csv.metadata"));
        });
    }

    @Test
    void resultsAreReadBackWithHeaderAndTypes() throws Exception {
        on(TWO_ROWS, bench -> {
            var id = bench.run("SELECT * FROM t").queryExecutionId();
            var results = bench.athena.getQueryResults(request -> request.queryExecutionId(id));

            assertThat(results.resultSet().rows())
                    .extracting(QueriesTest::text)
                    .containsExactly("id name", "1 one", "2 null");
            var columns = results.resultSet().resultSetMetadata().columnInfo();
            assertThat(columns).extracting(column -> column.type()).containsExactly("bigint", "varchar");
            assertThat(columns).extracting(column -> column.precision()).containsExactly(19, Integer.MAX_VALUE);
            assertThat(results.nextToken()).isNull();
        });
    }

    private static String text(Row row) {
        return String.join(
                " ",
                row.data().stream()
                        .map(datum -> String.valueOf(datum.varCharValue()))
                        .toList());
    }

    @Test
    void resultsComeInPagesOfAThousandRowsWithOneHeader() throws Exception {
        var many = new FakeEngine(
                List.of(FakeEngine.column("n", "integer")),
                (statement, run) -> IntStream.range(0, 2500)
                        .mapToObj(n -> List.<@Nullable Object>of(n))
                        .iterator());
        on(many, bench -> {
            var id = bench.run("SELECT n FROM t").queryExecutionId();
            var pages = bench.athena.getQueryResultsPaginator(request -> request.queryExecutionId(id)).stream()
                    .map(page -> page.resultSet().rows())
                    .toList();

            assertThat(pages).extracting(List::size).containsExactly(1000, 1000, 501);
            assertThat(text(pages.get(0).getFirst())).isEqualTo("n");
            assertThat(text(pages.get(1).getFirst())).isEqualTo("999");
            assertThat(text(pages.get(2).getLast())).isEqualTo("2499");
        });
    }

    @Test
    void aTokenOfAnotherKindIsRefused() throws Exception {
        on(TWO_ROWS, bench -> {
            var id = bench.run("SELECT 1").queryExecutionId();

            assertThatThrownBy(() -> bench.athena.getQueryResults(
                            request -> request.queryExecutionId(id).nextToken("made up")))
                    .isInstanceOf(InvalidRequestException.class);
        });
    }

    @Test
    void theSameTokenStandsForTheSameQuery() throws Exception {
        on(TWO_ROWS, bench -> {
            var token = "x".repeat(32);
            var first = startWithToken(bench, "SELECT 1", token);

            assertThat(startWithToken(bench, "SELECT 1", token)).isEqualTo(first);
            assertThatThrownBy(() -> startWithToken(bench, "SELECT 2", token))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("Idempotent parameters do not match");
        });
    }

    private static String startWithToken(Bench bench, String query, String token) {
        return bench.athena
                .startQueryExecution(request -> request.queryString(query)
                        .clientRequestToken(token)
                        .resultConfiguration(result -> result.outputLocation("s3://results/")))
                .queryExecutionId();
    }

    @Test
    void withoutAnOutputLocationNothingRuns() throws Exception {
        on(TWO_ROWS, bench -> {
            assertThatThrownBy(() -> bench.athena.startQueryExecution(request -> request.queryString("SELECT 1")))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("No output location provided. An output location is required either through"
                            + " the Workgroup result configuration setting or as an API input.");
            assertThatThrownBy(() -> startAt(bench, "results/x"))
                    .hasMessageContaining("outputLocation is not a valid S3 path");
            assertThatThrownBy(() -> startAt(bench, "s3://no-such-bucket/x"))
                    .hasMessageContaining("Unable to verify/create output bucket no-such-bucket");
        });
    }

    private static String startAt(Bench bench, String location) {
        return bench.athena
                .startQueryExecution(request ->
                        request.queryString("SELECT 1").resultConfiguration(result -> result.outputLocation(location)))
                .queryExecutionId();
    }

    @Test
    void whatTheEngineCannotReadIsRefusedAtOnce() throws Exception {
        on(TWO_ROWS, bench -> {
            assertThatThrownBy(() -> bench.start("SELEKT 1"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("line 1:1: mismatched input 'SELEKT'")
                    .satisfies(refusal -> assertThat(((InvalidRequestException) refusal).athenaErrorCode())
                            .isEqualTo("MALFORMED_QUERY"));
            assertThatThrownBy(() -> bench.start("CALL p()"))
                    .hasMessageContaining("Queries of this type are not supported");
        });
    }

    @Test
    void aDefinitionThatCannotBeReadFails() throws Exception {
        on(TWO_ROWS, bench -> {
            var execution = bench.run("CREATE EXTERNAL TABLE t (timestamp string) LOCATION 's3://b/'");

            assertThat(execution.status().state()).isEqualTo(QueryExecutionState.FAILED);
            assertThat(execution.status().stateChangeReason()).startsWith("FAILED: ParseException line 1:25");
            assertThat(execution.status().athenaError().errorCategory()).isEqualTo(2);
        });
    }

    @Test
    void aFailedQuerySaysWhyAndLeavesNothing() throws Exception {
        var failing = new FakeEngine(List.of(FakeEngine.column("n", "integer")), (statement, run) -> {
            write(statement.lake(), "s3://results/data/part-0");
            throw FakeEngine.failure(
                    "COLUMN_NOT_FOUND", SqlFailure.Kind.USER_ERROR, "line 1:8: Column 'x' cannot be resolved");
        });
        on(failing, bench -> {
            for (var query : List.of("SELECT x", "INSERT INTO t SELECT x", "CREATE TABLE t AS SELECT x")) {
                var execution = bench.run(query);
                assertThat(execution.status().state()).isEqualTo(QueryExecutionState.FAILED);
                assertThat(execution.status().stateChangeReason())
                        .isEqualTo("COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not"
                                + " authorized to access requested resources");
                var id = execution.queryExecutionId();
                assertThatThrownBy(() -> bench.athena.getQueryResults(request -> request.queryExecutionId(id)))
                        .hasMessageContaining("Query did not finish successfully. Final query state: FAILED");
            }
            assertThat(bench.keys()).isEmpty();
        });
    }

    private static void write(tarn.engines.sql.Lake lake, String uri) {
        try (var draft = lake.files().create(uri, false)) {
            draft.write("rows".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anInsertListsTheFilesItWroteAndCountsRows() throws Exception {
        var inserting = new FakeEngine(List.of(FakeEngine.column("rows", "bigint")), (statement, run) -> {
            write(statement.lake(), "s3://results/data/part-1");
            write(statement.lake(), "s3://results/data/part-0");
            run.wrote(7);
            return noRows();
        });
        on(inserting, bench -> {
            var execution = bench.run("INSERT INTO t SELECT 1");

            var manifest = "s3://results/out/" + execution.queryExecutionId() + "-manifest.csv";
            assertThat(execution.statistics().dataManifestLocation()).isEqualTo(manifest);
            assertThat(bench.read(manifest)).isEqualTo("s3://results/data/part-0\ns3://results/data/part-1\n");
            var results =
                    bench.athena.getQueryResults(request -> request.queryExecutionId(execution.queryExecutionId()));
            assertThat(results.updateCount()).isEqualTo(7);
            assertThat(results.resultSet().rows()).isEmpty();
        });
    }

    @Test
    void aTableByAQueryLiesUnderTheOutputLocation() throws Exception {
        on(TWO_ROWS, bench -> {
            var execution = bench.run("CREATE TABLE t AS SELECT 1");

            var output = "s3://results/out/tables/" + execution.queryExecutionId();
            assertThat(execution.resultConfiguration().outputLocation()).isEqualTo(output);
            assertThat(TWO_ROWS.begun)
                    .anySatisfy(
                            statement -> assertThat(statement.tableLocation()).contains(output + "/"));
        });
    }

    @Test
    void aRunningQueryIsStopped() throws Exception {
        var blocking = new FakeEngine(List.of(FakeEngine.column("n", "integer")), (statement, run) -> {
            run.block();
            return noRows();
        });
        on(blocking, bench -> {
            var id = bench.start("SELECT n FROM t");
            assertThat(blocking.begun.take().id()).isEqualTo(id);
            assertThatThrownBy(() -> bench.athena.getQueryResults(request -> request.queryExecutionId(id)))
                    .hasMessageContaining("Query has not yet finished. Current state: RUNNING");
            bench.athena.stopQueryExecution(request -> request.queryExecutionId(id));

            assertThat(bench.get(id).status().state()).isEqualTo(QueryExecutionState.CANCELLED);
            assertThat(bench.get(id).status().stateChangeReason()).isEqualTo("Query cancelled by user");
            bench.athena.stopQueryExecution(request -> request.queryExecutionId(id));
            assertThat(bench.get(id).status().state()).isEqualTo(QueryExecutionState.CANCELLED);
        });
    }

    @Test
    void queriesAreListedLatestFirstForFortyFiveDays() throws Exception {
        on(TWO_ROWS, bench -> {
            var first = bench.run("SELECT 1").queryExecutionId();
            bench.platform.clock().advance(Duration.ofDays(1));
            var second = bench.run("SELECT 2").queryExecutionId();

            assertThat(list(bench)).containsExactly(second, first);
            bench.platform.clock().advance(Duration.ofDays(44).plusHours(12));
            assertThat(list(bench)).containsExactly(second);
            assertThatThrownBy(() -> bench.get(first))
                    .hasMessageContaining("QueryExecution " + first + " was not found");
            var third = bench.run("SELECT 3").queryExecutionId();
            assertThat(list(bench)).containsExactly(third, second);
        });
    }

    private static List<String> list(Bench bench) {
        return bench.athena.listQueryExecutionsPaginator(request -> request.maxResults(1)).stream()
                .flatMap(page -> page.queryExecutionIds().stream())
                .toList();
    }

    @Test
    void aBatchTellsKnownFromUnknown() throws Exception {
        on(TWO_ROWS, bench -> {
            var id = bench.run("SELECT 1").queryExecutionId();
            var batch = bench.athena.batchGetQueryExecution(request -> request.queryExecutionIds(id, "unknown"));

            assertThat(batch.queryExecutions())
                    .extracting(one -> one.queryExecutionId())
                    .containsExactly(id);
            assertThat(batch.unprocessedQueryExecutionIds())
                    .extracting(one -> one.queryExecutionId())
                    .containsExactly("unknown");
        });
    }

    @Test
    void aQueryThatARestartInterruptedIsFailedWithThatReason(@TempDir Path data) throws Exception {
        var blocking = new FakeEngine(List.of(FakeEngine.column("n", "integer")), (statement, run) -> {
            run.block();
            return noRows();
        });
        String id;
        try (var bench = new Bench(data, blocking)) {
            id = TestPlatform.CALLER.call(() -> {
                bench.s3.createBucket(request -> request.bucket("results"));
                return bench.start("SELECT n FROM t");
            });
            assertThat(blocking.begun.take().id()).isEqualTo(id);
        }
        try (var bench = new Bench(data, TWO_ROWS)) {
            TestPlatform.CALLER.run(() -> {
                var status = bench.get(id).status();
                assertThat(status.state()).isEqualTo(QueryExecutionState.FAILED);
                assertThat(status.stateChangeReason()).contains("restart");
                assertThat(bench.run("SELECT 1").status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
            });
        }
    }

    @Test
    void whatAnInsertWroteBeforeARestartIsTakenAway(@TempDir Path data) throws Exception {
        var written = new java.util.concurrent.CountDownLatch(1);
        var inserting = new FakeEngine(List.of(FakeEngine.column("rows", "bigint")), (statement, run) -> {
            write(statement.lake(), "s3://results/data/part-0");
            written.countDown();
            run.block();
            return noRows();
        });
        try (var bench = new Bench(data, inserting)) {
            TestPlatform.CALLER.run(() -> {
                bench.s3.createBucket(request -> request.bucket("results"));
                bench.put("data/before", "kept");
                bench.start("INSERT INTO t SELECT 1");
            });
            written.await();
        }
        try (var bench = new Bench(data, TWO_ROWS)) {
            TestPlatform.CALLER.run(() -> {
                assertThat(list(bench)).hasSize(1);
                while (bench.keys().size() > 1) {
                    Thread.onSpinWait();
                }
                assertThat(bench.keys()).containsExactly("data/before");
            });
        }
    }
}
