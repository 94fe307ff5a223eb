package tarn.services.sqs;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue in memory: who is next, who is hidden and until when.
 *
 * <p>What a line does not hold waits on disk from {@code cursor} on, and is read as the line gets shorter; messages that
 * come meanwhile stay on disk. A number is given to a message before it is kept; until that is settled it is pending, so
 * that reading from disk does not count it twice, and in FIFO queues those behind it are not shown before it.
 */
final class Line {

    /** As many standard messages, or FIFO messages, are in flight at most. */
    static final int IN_FLIGHT_MAX = 120_000;

    private static final int PAGE = 1_000;

    /** The platform's time may be advanced, which wakes nobody: waiting goes in steps of this. */
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long NOTHING_LEFT = Long.MAX_VALUE;

    /** A message on disk. */
    record Kept(long number, Head head) {}

    /** Reads messages of the queue from disk, from a number on. */
    interface Source {
        List<Kept> from(long number, int limit);
    }

    /** When a hidden message is to be shown; it may have been hidden for longer since. */
    private record Due(long millis, Slot slot) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Source source;
    private final Order order;
    private final Map<Long, Slot> slots = new HashMap<>();
    private final PriorityQueue<Due> dues = new PriorityQueue<>(Comparator.comparingLong(Due::millis));

    /** Messages that are on their way to disk; those that arrived there wait for the ones before them. */
    private final TreeMap<Long, Optional<Head>> pending = new TreeMap<>();

    private long next;
    private long cursor;
    private long total;
    private int inFlight;
    private int delayed;
    private long purgedBefore;
    private boolean closed;

    /**
     * @param first the smallest number a message may have; smaller ones are purged
     * @param floor new messages have larger numbers than this, and than any on disk
     */
    Line(Order order, Source source, long first, long floor) {
        this.order = order;
        this.source = source;
        this.cursor = first;
        long from = first;
        for (var page = source.from(from, PAGE); !page.isEmpty(); page = source.from(from, PAGE)) {
            total += page.size();
            from = page.getLast().number() + 1;
        }
        this.next = Math.max(from, floor + 1);
    }

    /** How many messages there are. */
    record Counts(long visible, long inFlight, long delayed) {}

    Counts counts(long nowMillis) {
        lock.lock();
        try {
            fill(nowMillis);
            return new Counts(Math.max(0, total - inFlight - delayed), inFlight, delayed);
        } finally {
            lock.unlock();
        }
    }

    /** Numbers for messages that are to be kept, in order. */
    long reserve(int count) {
        lock.lock();
        try {
            long first = next;
            next += count;
            for (long number = first; number < next; number++) {
                pending.put(number, Optional.empty());
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** A message of a reserved number is on disk. */
    void arrived(long number, Head head, long nowMillis) {
        lock.lock();
        try {
            if (!pending.containsKey(number)) {
                return;
            }
            pending.put(number, Optional.of(head));
            settle(nowMillis);
        } finally {
            lock.unlock();
        }
    }

    /** A message of a reserved number will never come. */
    void dropped(long number, long nowMillis) {
        lock.lock();
        try {
            pending.remove(number);
            settle(nowMillis);
        } finally {
            lock.unlock();
        }
    }

    private void settle(long nowMillis) {
        while (!pending.isEmpty()) {
            var first = pending.firstEntry();
            if (first.getValue().isEmpty()) {
                if (order instanceof Order.Fifo) {
                    return;
                }
                settleAny(nowMillis);
                return;
            }
            pending.remove(first.getKey());
            enter(first.getKey(), first.getValue().get(), nowMillis);
        }
    }

    /** In standard queues nobody waits for those before. */
    private void settleAny(long nowMillis) {
        var settled = pending.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .toList();
        settled.forEach(entry -> {
            pending.remove(entry.getKey());
            enter(entry.getKey(), entry.getValue().orElseThrow(), nowMillis);
        });
    }

    private void enter(long number, Head head, long nowMillis) {
        if (number < purgedBefore) {
            return;
        }
        total++;
        if (number < cursor) {
            hold(number, head, nowMillis);
        }
    }

    private void hold(long number, Head head, long nowMillis) {
        var slot = new Slot(number, head);
        slots.put(number, slot);
        if (head.untilMillis() > nowMillis) {
            hide(slot, head);
        }
        order.add(slot);
        if (slots.size() >= order.windowMax() + inFlight + delayed && cursor == NOTHING_LEFT) {
            cursor = next;
        }
        arrived.signal();
    }

    private void hide(Slot slot, Head head) {
        slot.hide(head);
        if (dues.size() > 2 * (inFlight + delayed) + PAGE) {
            // Most of them are of messages that were deleted or hidden anew.
            dues.removeIf(due -> due.slot().gone()
                    || !due.slot().hidden()
                    || due.slot().head().untilMillis() != due.millis());
        }
        dues.add(new Due(head.untilMillis(), slot));
        if (head.count() > 0) {
            inFlight++;
        } else {
            delayed++;
        }
    }

    /** Shows what has been hidden long enough, and reads from disk what there is room for. */
    private void fill(long nowMillis) {
        while (!dues.isEmpty() && dues.peek().millis() <= nowMillis) {
            var due = dues.poll();
            var slot = due.slot();
            if (!slot.gone() && slot.hidden() && slot.head().untilMillis() == due.millis()) {
                show(slot);
            }
        }
        while (cursor != NOTHING_LEFT
                && slots.size() - inFlight - delayed < order.windowMax() / 2
                && delayed < 2 * order.windowMax()) {
            var page = source.from(cursor, PAGE);
            long from = cursor;
            cursor = page.size() < PAGE ? NOTHING_LEFT : page.getLast().number() + 1;
            for (var kept : page) {
                if (kept.number() >= from && !pending.containsKey(kept.number())) {
                    hold(kept.number(), kept.head(), nowMillis);
                }
            }
        }
    }

    private void show(Slot slot) {
        if (slot.inFlight()) {
            inFlight--;
        } else {
            delayed--;
        }
        slot.show();
        order.shown(slot);
        arrived.signal();
    }

    /** What a receive takes. */
    record Taken(List<Slot> slots, boolean full) {}

    /**
     * Takes messages and hides them.
     *
     * @param next the head of a message that was taken
     */
    Taken take(int most, long nowMillis, UnaryOperator<Head> next) {
        lock.lock();
        try {
            fill(nowMillis);
            int room = Math.min(most, IN_FLIGHT_MAX - inFlight);
            if (room <= 0) {
                return new Taken(List.of(), true);
            }
            var taken = order.take(room);
            for (var slot : taken) {
                hide(slot, next.apply(slot.head()));
                order.received(slot);
            }
            if (order.ready()) {
                arrived.signal();
            }
            return new Taken(taken, false);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there may be something to take.
     *
     * @return how much of the time is left
     */
    Duration await(Duration most, LongSupplier clock) throws InterruptedException {
        long left = most.toNanos();
        lock.lock();
        try {
            while (left > 0 && !closed) {
                fill(clock.getAsLong());
                if (order.ready()) {
                    return Duration.ofNanos(left);
                }
                long step = Math.min(left, STEP_NANOS);
                if (!dues.isEmpty()) {
                    long due = TimeUnit.MILLISECONDS.toNanos(dues.peek().millis() - clock.getAsLong());
                    step = Math.clamp(due, 1_000_000, step);
                }
                left -= step - Math.max(0, arrived.awaitNanos(step));
            }
            return Duration.ZERO;
        } finally {
            // Whoever was woken for nothing passes it on.
            if (order.ready()) {
                arrived.signal();
            }
            lock.unlock();
        }
    }

    /** The message of a number, if it is in memory: every message in flight is. */
    @Nullable
    Slot slot(long number) {
        lock.lock();
        try {
            return slots.get(number);
        } finally {
            lock.unlock();
        }
    }

    /** Hides a message that is in flight until another time; says what is to be kept, or null if it is not in flight. */
    @Nullable
    Head hideUntil(long number, long untilMillis, long nowMillis) {
        lock.lock();
        try {
            fill(nowMillis);
            var slot = slots.get(number);
            if (slot == null || !slot.inFlight()) {
                return null;
            }
            var old = slot.head();
            var head = old.until(untilMillis);
            inFlight--;
            hide(slot, head);
            fill(nowMillis);
            return head;
        } finally {
            lock.unlock();
        }
    }

    /** Shows messages again as they were, after a receive that failed. */
    void putBack(Collection<Slot> taken, Map<Slot, Head> before) {
        lock.lock();
        try {
            for (var slot : taken) {
                if (!slot.gone() && slot.hidden()) {
                    show(slot);
                    slot.rewind(before.getOrDefault(slot, slot.head()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A message is deleted. */
    void remove(long number) {
        lock.lock();
        try {
            var slot = slots.remove(number);
            if (slot == null && number < cursor) {
                return;
            }
            total = Math.max(0, total - 1);
            if (slot == null) {
                return;
            }
            boolean flew = slot.inFlight();
            boolean delay = slot.hidden() && !flew;
            slot.go();
            inFlight -= flew ? 1 : 0;
            delayed -= delay ? 1 : 0;
            order.removed(slot);
            if (order.ready()) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Messages with smaller numbers are purged. */
    void purge(long before) {
        lock.lock();
        try {
            purgedBefore = before;
            List.copyOf(slots.keySet()).stream()
                    .filter(number -> number < before)
                    .forEach(this::remove);
            if (cursor < before) {
                cursor = before;
            }
            total = slots.size();
            for (long from = cursor; from != NOTHING_LEFT; ) {
                var page = source.from(from, PAGE);
                total += page.stream()
                        .filter(kept -> !pending.containsKey(kept.number()))
                        .count();
                from = page.size() < PAGE ? NOTHING_LEFT : page.getLast().number() + 1;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The number that the next message will have at least. */
    long next() {
        lock.lock();
        try {
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Says that the queue is gone, or begins anew: nobody waits here any longer. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
