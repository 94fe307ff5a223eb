package tarn.services.athena;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The queries of an account and region, for 45 days: each by its id, each work group's by time, and those that have not
 * ended in one list for all accounts, so that a restart finds them.
 */
final class History {

    private static final Duration KEPT = Duration.ofDays(45);

    /** How many forgotten queries are swept when a new one comes, so that the history shrinks faster than it grows. */
    private static final int SWEPT_AT_ONCE_MAX = 4;

    private final Store<Execution> executions;
    private final Store<Line> lines;
    private final Store<Token> tokens;
    private final Store<Open> open;
    private final Platform platform;
    private final InstantSource clock;
    private final News news;

    /** A line of a work group's history. */
    record Line(String id) {}

    /** A query that has not ended, and whose it is. */
    record Open(String id, String account, String region) {}

    /** What a client's request token stands for. */
    record Token(String id, int fingerprint) {}

    History(Platform platform, News news) {
        this.news = news;
        this.platform = platform;
        this.clock = platform.clock();
        this.executions = platform.store("athena/executions", Scope.REGION, Formats.record(Execution.class));
        this.lines = platform.store("athena/history", Scope.REGION, Formats.record(Line.class));
        this.tokens = platform.store("athena/tokens", Scope.REGION, Formats.record(Token.class));
        this.open = open(platform);
    }

    private static Key line(Execution execution) {
        return Key.of(execution.workGroup()).with(execution.submittedMillis()).with(execution.id());
    }

    /**
     * Keeps a new query. If its token was used before, the query of that time answers for it.
     *
     * @return the id under which the query is known
     */
    String add(Execution execution, @Nullable String token) {
        var caller = Caller.current();
        int fingerprint = List.of(execution.query(), execution.workGroup()).hashCode();
        while (true) {
            var batch = platform.batch();
            if (token != null) {
                var seen = tokens.get(Key.of(token));
                if (seen.isPresent()) {
                    if (seen.get().fingerprint() != fingerprint) {
                        throw AthenaFaults.tokenReused();
                    }
                    return seen.get().id();
                }
                batch.insert(tokens, Key.of(token), new Token(execution.id(), fingerprint));
            }
            batch.put(executions, Key.of(execution.id()), execution)
                    .put(lines, line(execution), new Line(execution.id()))
                    .put(open, Key.of(execution.id()), new Open(execution.id(), caller.account(), caller.region()));
            sweep(execution.workGroup(), batch);
            if (batch.commit()) {
                news.begun(execution);
                return execution.id();
            }
        }
    }

    private void sweep(String workGroup, Batch batch) {
        for (var entry : lines.list(Range.under(Key.of(workGroup)), SWEPT_AT_ONCE_MAX)) {
            var execution = executions.get(Key.of(entry.value().id()));
            if (execution.isPresent() && kept(execution.get())) {
                return;
            }
            batch.delete(lines, entry.key())
                    .delete(executions, Key.of(entry.value().id()));
        }
    }

    private boolean kept(Execution execution) {
        return !execution.ended()
                || execution.submittedMillis() > clock.instant().minus(KEPT).toEpochMilli();
    }

    Optional<Execution> find(String id) {
        return executions.get(Key.of(id)).filter(this::kept);
    }

    Execution get(String id) {
        return find(id).orElseThrow(() -> AthenaFaults.executionUnknown(id));
    }

    /**
     * Moves a query on, unless it has ended.
     *
     * @return the query as it is now, and whether this call moved it
     */
    Moved move(String id, UnaryOperator<Execution> next) {
        while (true) {
            var seen = executions.entry(Key.of(id));
            if (seen.isEmpty() || seen.get().value().ended()) {
                return new Moved(seen.map(Entry::value), false);
            }
            var moved = next.apply(seen.get().value());
            var batch = platform.batch().replace(executions, seen.get(), moved);
            if (moved.ended()) {
                batch.delete(open, Key.of(id));
            }
            if (batch.commit()) {
                news.moved(seen.get().value(), moved);
                return new Moved(Optional.of(moved), true);
            }
        }
    }

    /** What {@link #move} came to. */
    record Moved(Optional<Execution> execution, boolean changed) {}

    /** The queries that had not ended when the process last stopped. */
    List<Open> unfinished() {
        var found = new ArrayList<Open>();
        open.scan(Range.all()).forEach(entry -> found.add(entry.value()));
        return found;
    }

    /** Whether there are queries that had not ended when the process last stopped. */
    static boolean isInterrupted(Platform platform) {
        return !open(platform).list(Range.all(), 1).isEmpty();
    }

    private static Store<Open> open(Platform platform) {
        return platform.store("athena/open", Scope.GLOBAL, Formats.record(Open.class));
    }

    /** A page of a work group's history, the latest first; {@code next} is where the next one begins. */
    record Page(List<String> ids, Optional<String> next) {}

    Page page(String workGroup, Optional<String> from, int most) {
        var parent = Key.of(workGroup);
        var range = Range.under(parent).backwards();
        if (from.isPresent()) {
            var position = from.get().split("/", 2);
            range = range.after(parent.with(Long.parseLong(position[0])).with(position[1]));
        }
        long oldest = clock.instant().minus(KEPT).toEpochMilli();
        var found = lines.list(range, most + 1).stream()
                .filter(entry -> time(entry.key()) > oldest)
                .toList();
        var shown = found.subList(0, Math.min(most, found.size()));
        var ids = shown.stream().map(entry -> entry.value().id()).toList();
        if (found.size() <= most) {
            return new Page(ids, Optional.empty());
        }
        var last = shown.getLast();
        return new Page(ids, Optional.of(time(last.key()) + "/" + last.value().id()));
    }

    private static long time(Key key) {
        var reader = key.reader();
        reader.text();
        return reader.number();
    }

    boolean isEmpty(String workGroup) {
        return lines.list(Range.under(Key.of(workGroup)), 1).isEmpty();
    }

    /** Forgets a work group's queries; those that run are forgotten too. */
    void forget(String workGroup) {
        for (var entry : lines.scan(Range.under(Key.of(workGroup)))) {
            var id = Key.of(entry.value().id());
            platform.batch()
                    .delete(lines, entry.key())
                    .delete(executions, id)
                    .delete(open, id)
                    .commit();
        }
    }
}
