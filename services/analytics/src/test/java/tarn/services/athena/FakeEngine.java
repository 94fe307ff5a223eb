package tarn.services.athena;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.SqlColumn;
import tarn.engines.sql.SqlEngine;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlKind;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatement;
import tarn.engines.sql.SqlStatistics;

/** A SQL engine that answers what the test says. It knows statements by their first word. */
final class FakeEngine implements SqlEngine {

    /** What a statement does: it may write to its lake, wait by {@link Run#block}, fail, and gives its rows. */
    interface Answer extends BiFunction<SqlStatement, Run, Iterator<List<@Nullable Object>>> {}

    private final List<SqlColumn> columns;
    private final Answer answer;
    final BlockingQueue<SqlStatement> begun = new ArrayBlockingQueue<>(1000);

    FakeEngine(List<SqlColumn> columns, Answer answer) {
        this.columns = columns;
        this.answer = answer;
    }

    static SqlColumn column(String name, String type) {
        return new SqlColumn(name, type, type, 0, 0);
    }

    static SqlFailure failure(String name, SqlFailure.Kind kind, String message) {
        return new SqlFailure(name, 1, kind, message, Optional.empty(), null);
    }

    @Override
    public void warm() {}

    @Override
    public SqlKind read(String text) {
        return switch (text.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT)) {
            case "SELECT", "WITH", "VALUES" -> SqlKind.QUERY;
            case "INSERT" -> SqlKind.INSERT;
            case "CREATE" -> text.contains("VIEW") ? SqlKind.CREATE_VIEW : SqlKind.CREATE_TABLE_AS;
            case "EXPLAIN" -> SqlKind.EXPLAIN;
            case "CALL" -> SqlKind.OTHER;
            default ->
                throw failure(
                        "SYNTAX_ERROR",
                        SqlFailure.Kind.USER_ERROR,
                        "line 1:1: mismatched input '" + text.split(" ", 2)[0] + "'");
        };
    }

    @Override
    public SqlQuery start(SqlStatement statement) {
        begun.add(statement);
        return new Run(statement);
    }

    @Override
    public void close() {}

    /** One run of a statement. */
    final class Run implements SqlQuery {
        private final SqlStatement statement;
        private final CountDownLatch cancelled = new CountDownLatch(1);
        private long written;

        private Run(SqlStatement statement) {
            this.statement = statement;
        }

        /** Waits until the run is cancelled. */
        void block() {
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw failure("USER_CANCELED", SqlFailure.Kind.USER_ERROR, "Query was canceled");
        }

        void wrote(long rows) {
            written = rows;
        }

        @Override
        public String id() {
            return statement.id();
        }

        @Override
        public List<SqlColumn> columns() {
            return columns;
        }

        @Override
        public Iterator<List<@Nullable Object>> rows() {
            return answer.apply(statement, this);
        }

        @Override
        public void await() {
            answer.apply(statement, this).forEachRemaining(_ -> {});
        }

        @Override
        public Optional<String> updateType() {
            return Optional.empty();
        }

        @Override
        public OptionalLong updateCount() {
            return OptionalLong.of(written);
        }

        @Override
        public SqlStatistics statistics() {
            return new SqlStatistics(
                    SqlStatistics.State.FINISHED,
                    12345,
                    1,
                    1,
                    1,
                    0,
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    Duration.ofMillis(3),
                    Duration.ofMillis(6),
                    Duration.ofMillis(1),
                    0,
                    Optional.empty());
        }

        @Override
        public void cancel() {
            cancelled.countDown();
        }

        @Override
        public void close() {
            cancel();
        }
    }
}
