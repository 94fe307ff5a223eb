package tarn.services.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;
import tarn.services.sqs.MoveTask.Status;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Carries out {@link MoveTask}s: page by page, each page and how far the task is in one batch, so that a crash neither
 * loses nor doubles a message. A durable timer looks after each task and takes it up after a restart.
 */
final class Moving {

    private static final String KIND = "sqs/move";
    private static final Duration WATCHED = Duration.ofSeconds(10);
    private static final int PAGE = 100;
    private static final int KEPT_MAX = 10;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;
    private final Store<MoveTask> tasks;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    Moving(Platform platform, Queues queues, Lines lines) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        this.tasks = platform.store("sqs/move-tasks", Scope.REGION, Formats.record(MoveTask.class));
        platform.timers().on(KIND, (name, due) -> watch(name, due));
    }

    private static Key key(StoredQueue source, MoveTask task) {
        return Key.of(source.id(), task.id());
    }

    private List<Entry<MoveTask>> all(StoredQueue source) {
        var found = new ArrayList<Entry<MoveTask>>();
        tasks.scan(Range.under(Key.of(source.id()))).forEach(found::add);
        found.sort(Comparator.comparing((Entry<MoveTask> entry) -> entry.value().started())
                .reversed());
        return found;
    }

    List<MoveTask> latest(StoredQueue source, int most) {
        return all(source).stream().limit(most).map(Entry::value).toList();
    }

    /** Begins a task, unless another runs. */
    boolean begin(StoredQueue source, MoveTask task) {
        var present = all(source);
        if (present.stream().anyMatch(entry -> !entry.value().ended())) {
            return false;
        }
        var batch = platform.batch().insert(tasks, key(source, task), task);
        present.stream().skip(KEPT_MAX - 1).forEach(old -> batch.delete(tasks, old.key()));
        var name = source.name() + " " + task.id();
        platform.timers().set(batch, KIND, name, platform.clock().instant().plus(WATCHED));
        batch.commit();
        run(source, name, key(source, task));
        return true;
    }

    /** Has a task end; empty if it does not run. */
    Optional<MoveTask> cancel(StoredQueue source, String id) {
        return tasks.get(Key.of(source.id(), id))
                .filter(task -> !task.ended())
                .flatMap(task -> change(key(source, task), present -> present.in(Status.CANCELLING, null)));
    }

    private void watch(String name, Instant due) {
        int space = name.indexOf(' ');
        queues.find(name.substring(0, space)).ifPresent(source -> {
            var key = Key.of(source.id(), name.substring(space + 1));
            if (tasks.get(key).filter(task -> !task.ended()).isPresent()) {
                run(source, name, key);
                var batch = platform.batch();
                platform.timers().set(batch, KIND, name, due.plus(WATCHED));
                batch.commit();
            }
        });
    }

    private Optional<MoveTask> change(Key key, UnaryOperator<MoveTask> change) {
        return tasks.update(
                key,
                seen -> seen.map(task -> task.ended() ? task : change.apply(task))
                        .orElse(null));
    }

    private void run(StoredQueue source, String name, Key key) {
        if (!running.add(name)) {
            return;
        }
        platform.background().run("sqs: move task of " + source.name(), () -> {
            try {
                move(source, key);
            } finally {
                running.remove(name);
            }
        });
    }

    private void move(StoredQueue source, Key key) {
        while (!Thread.currentThread().isInterrupted()) {
            var task = tasks.get(key).orElse(null);
            if (task == null || task.ended()) {
                return;
            }
            if (task.status() == Status.CANCELLING) {
                change(key, present -> present.in(Status.CANCELLED, null));
                return;
            }
            var rate = task.perSecondMax();
            int page = rate == null ? PAGE : Math.min(rate, PAGE);
            switch (page(source, key, page)) {
                case Page.Moved() -> {
                    if (rate != null) {
                        LockSupport.parkNanos(SECOND * page / rate);
                    }
                }
                case Page.Empty() -> {
                    change(key, present -> present.in(Status.COMPLETED, null));
                    return;
                }
                case Page.Failed(var why) -> {
                    change(key, present -> present.in(Status.FAILED, why));
                    return;
                }
            }
        }
    }

    private sealed interface Page {
        record Moved() implements Page {}

        record Empty() implements Page {}

        record Failed(String why) implements Page {}
    }

    private record Move(StoredQueue target, long from, long number, Head head) {}

    private Page page(StoredQueue source, Key key, int most) {
        long now = platform.clock().millis();
        var line = lines.of(source);
        var task = tasks.entry(key).orElse(null);
        if (task == null) {
            return new Page.Empty();
        }
        var taken = line.take(most, now, head -> head.received(now, now + WATCHED.toMillis(), 1))
                .slots();
        if (taken.isEmpty()) {
            return new Page.Empty();
        }
        var batch = platform.batch();
        var moves = new ArrayList<Move>();
        boolean kept = false;
        String failure = null;
        try {
            for (var slot : taken) {
                var target = target(task.value(), slot.head());
                var letter = lines.letters().get(Lines.key(source, slot.number()));
                if (target == null) {
                    failure = "CouldNotDetermineMessageSource";
                    return new Page.Failed(failure);
                }
                if (letter.isPresent()) {
                    var head = new Head(now, 0, 0, 0, 0, slot.head().group(), null);
                    long number = lines.of(target).reserve(1);
                    moves.add(new Move(target, slot.number(), number, head));
                    lines.put(batch, target, number, head, letter.get());
                }
                lines.delete(batch, source, slot.number());
            }
            batch.replace(tasks, task, task.value().with(moves.size()));
            kept = batch.commit();
            return new Page.Moved();
        } finally {
            settle(line, taken, moves, kept, now);
        }
    }

    private void settle(Line line, List<Slot> taken, List<Move> moves, boolean kept, long now) {
        for (var move : moves) {
            var target = lines.of(move.target());
            if (kept) {
                target.arrived(move.number(), move.head(), now);
            } else {
                target.dropped(move.number(), now);
            }
        }
        if (kept) {
            taken.forEach(slot -> line.remove(slot.number()));
        } else {
            var before = new java.util.HashMap<Slot, Head>();
            taken.forEach(slot -> before.put(slot, Receiving.undone(slot.head())));
            line.putBack(taken, before);
        }
    }

    private @Nullable StoredQueue target(MoveTask task, Head head) {
        var arn = task.target() != null ? task.target() : head.deadFrom();
        return arn == null ? null : queues.byArn(arn).orElse(null);
    }
}
