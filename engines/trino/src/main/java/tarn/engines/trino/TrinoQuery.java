package tarn.engines.trino;

import io.trino.dispatcher.DispatchQuery;
import io.trino.execution.ExecutionFailureInfo;
import io.trino.spi.ErrorCode;
import io.trino.spi.Page;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.type.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.SqlColumn;
import tarn.engines.sql.SqlFailure;
import tarn.engines.sql.SqlQuery;
import tarn.engines.sql.SqlStatistics;

/**
 * A statement as its caller sees it. A thread of its own follows the {@link Run} and lays pages into a queue that is soon
 * full, so that a reader who stops holds the engine back.
 */
final class TrinoQuery implements SqlQuery, Run.Sink {

    private static final int PAGES_MAX = 8;
    private static final int ATTEMPTS_MAX = 20;
    private static final Page END = new Page(0);

    private final Visit visit;
    private final long startedNanos = System.nanoTime();
    private final BlockingQueue<Page> pages = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(PAGES_MAX);
    private final CompletableFuture<Run.Columns> columns = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> stop = new CompletableFuture<>();
    private final boolean[] taken = new boolean[1];
    private volatile Optional<String> updateType = Optional.empty();
    private volatile OptionalLong updateCount = OptionalLong.empty();
    private volatile @Nullable DispatchQuery query;
    private volatile @Nullable SqlStatistics last;
    private volatile long dispatchedNanos;

    TrinoQuery(Visit visit) {
        this.visit = visit;
    }

    /** Begins to run, as soon as there is a coordinator. */
    void begin(CompletableFuture<Coordinator> coordinator) {
        var thread = Thread.ofVirtual().name("athena " + visit.statement().id()).unstarted(() -> {
            Optional<SqlFailure> failure;
            try {
                failure = run(coordinator);
            } catch (ExecutionException | CompletionException e) {
                failure = Optional.of(
                        Failures.internal(Optional.ofNullable(e.getCause()).orElse(e)));
            } catch (InterruptedException | RuntimeException e) {
                failure = Optional.of(Failures.internal(e));
            } finally {
                visit.close();
            }
            finish(failure);
        });
        thread.setContextClassLoader(TrinoQuery.class.getClassLoader());
        thread.start();
    }

    private Optional<SqlFailure> run(CompletableFuture<Coordinator> starting)
            throws InterruptedException, ExecutionException {
        CompletableFuture.anyOf(starting, stop).get();
        if (stop.isDone()) {
            return Optional.of(canceled());
        }
        var coordinator = starting.get();
        dispatchedNanos = System.nanoTime();
        var tried = visit;
        for (int attempt = 0; ; attempt++) {
            var run = new Run(coordinator, tried, this, attempt);
            var dispatched = run.dispatch();
            query = dispatched;
            var _ = stop.thenRun(dispatched::cancel);
            run.follow(dispatched);
            var info = dispatched.getFullQueryInfo();
            updateType = updateType.or(() -> Optional.ofNullable(info.getUpdateType()));
            last = Statistics.of(info, visit.bytesScanned().sum(), waitedForEngine());
            query = null; // it holds the plan, and callers hold this for long
            var failure = info.getFailureInfo();
            if (failure == null) {
                return Optional.empty();
            }
            var code = Optional.ofNullable(info.getErrorCode())
                    .orElse(StandardErrorCode.GENERIC_INTERNAL_ERROR.toErrorCode());
            var other = attempt < ATTEMPTS_MAX ? otherText(failure, code, tried) : Optional.<CreateTableText>empty();
            if (other.isEmpty()) {
                return Optional.of(Failures.of(failure, code, tried.text()));
            }
            tried = visit.with(other.get());
        }
    }

    /** What Athena takes a text for that Trino refuses. */
    private static Optional<CreateTableText> otherText(ExecutionFailureInfo failure, ErrorCode code, Visit tried) {
        if (!code.equals(StandardErrorCode.MISMATCHED_COLUMN_ALIASES.toErrorCode())) {
            return Optional.empty();
        }
        return Optional.ofNullable(failure.errorLocation())
                .map(at -> new SqlFailure.Position(at.getLineNumber(), at.getColumnNumber()))
                .flatMap(at -> WholeRows.wrapped(tried.text(), tried.statement().text(), at));
    }

    private void finish(Optional<SqlFailure> failure) {
        if (failure.isPresent()) {
            columns.completeExceptionally(failure.get());
            end.completeExceptionally(failure.get());
        } else {
            columns.complete(new Run.Columns(List.of(), List.of()));
            end.complete(null);
        }
        pages.add(END);
    }

    void whenEnded(Runnable then) {
        var _ = end.whenComplete((nothing, failure) -> then.run());
    }

    private static SqlFailure canceled() {
        return Failures.of(StandardErrorCode.USER_CANCELED.toErrorCode(), "Query was canceled", Optional.empty(), null);
    }

    @Override
    public void begin(Run.Columns known, Optional<String> type) {
        updateType = type;
        columns.complete(known);
    }

    @Override
    public boolean take(Page page) throws InterruptedException {
        room.acquire();
        if (stop.isDone()) {
            return false;
        }
        pages.add(page);
        return true;
    }

    @Override
    public void updated(long rows) {
        updateCount = OptionalLong.of(updateCount.orElse(0) + rows);
    }

    @Override
    public String id() {
        return visit.statement().id();
    }

    @Override
    public List<SqlColumn> columns() {
        var known = get(columns);
        var described = new ArrayList<SqlColumn>();
        for (int i = 0; i < known.names().size(); i++) {
            described.add(Values.column(known.names().get(i), known.types().get(i)));
        }
        return described;
    }

    @Override
    public Iterator<List<@Nullable Object>> rows() {
        synchronized (taken) {
            if (taken[0]) {
                throw new IllegalStateException("The rows of " + id() + " were taken before");
            }
            taken[0] = true;
        }
        return new Rows(get(columns).types());
    }

    @Override
    public void await() {
        var page = nextPage();
        while (page != null) {
            page = nextPage();
        }
    }

    /** The next page, or null at the good end. */
    private @Nullable Page nextPage() {
        try {
            if (stop.isDone()) {
                get(end);
            }
            var page = pages.take();
            if (page != END) {
                room.release();
                return page;
            }
            pages.add(END);
            get(end);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.internal(e);
        }
    }

    private static <T extends @Nullable Object> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SqlFailure failure) {
                throw failure;
            }
            throw Failures.internal(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.internal(e);
        }
    }

    @Override
    public Optional<String> updateType() {
        return updateType;
    }

    @Override
    public OptionalLong updateCount() {
        return updateCount;
    }

    @Override
    public SqlStatistics statistics() {
        var known = last;
        if (known != null) {
            return known;
        }
        var present = query;
        if (present != null) {
            return Statistics.of(
                    present.getFullQueryInfo(), visit.bytesScanned().sum(), waitedForEngine());
        }
        return Statistics.waiting(Duration.ofNanos(System.nanoTime() - startedNanos), end.isDone());
    }

    private Duration waitedForEngine() {
        return Duration.ofNanos(dispatchedNanos - startedNanos);
    }

    @Override
    public void cancel() {
        stop.complete(null);
        room.release(PAGES_MAX);
    }

    @Override
    public void close() {
        cancel();
        pages.removeIf(page -> page != END);
    }

    private final class Rows implements Iterator<List<@Nullable Object>> {

        private final List<Type> types;
        private Page page = new Page(0);
        private int position;
        private boolean exhausted;

        private Rows(List<Type> types) {
            this.types = types;
        }

        @Override
        public boolean hasNext() {
            while (!exhausted && position >= page.getPositionCount()) {
                var next = nextPage();
                position = 0;
                if (next == null) {
                    exhausted = true;
                } else {
                    page = next;
                }
            }
            return !exhausted;
        }

        @Override
        public List<@Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Values.row(types, page, position++);
        }
    }
}
