package tarn.services.cloudwatchlogs.lines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * The lines of one stream, as chunks by the time of their last line.
 *
 * <p>Lines come nearly in order of time; chunks may overlap, by no more than {@code spanMillis}, the longest time any
 * chunk covers. A reader opens the chunks that may hold the next line and takes the least of what they have. A merge may
 * come between: a merged chunk sorts where the last of those it replaces did, so a reader that goes forward meets it
 * later, and passes over the lines it has given already.
 *
 * @param place the key that the chunks' keys continue
 * @param spanMillis the longest time a chunk covers
 * @param open shows sealed bytes
 */
public record ChunkFile(Store<Chunk> store, Key place, long spanMillis, UnaryOperator<byte[]> open) {

    /** Where a chunk lies, by its last line's time and its greatest number. */
    public static Key key(Key place, long lastTimestamp, long lastNumber) {
        return place.with(lastTimestamp).with(lastNumber);
    }

    /** A position between two lines. */
    public record Position(long timestamp, long number) {
        /** Before everything. */
        public static final Position START = new Position(0, -1);

        /** Before every line of a moment. */
        public static Position before(long timestamp) {
            return new Position(timestamp, -1);
        }

        /** Right after a line. */
        public static Position after(Line line) {
            return new Position(line.timestamp(), line.number());
        }

        /** Whether a line comes after it. */
        public boolean isBefore(Line line) {
            return line.timestamp() > timestamp || (line.timestamp() == timestamp && line.number() > number);
        }
    }

    /** The lines after a position and before a time, in order, read as the iteration goes. */
    public Iterator<Line> forward(Position after, long endMillis) {
        return new Forward(after, endMillis);
    }

    private final class Forward implements Iterator<Line> {
        private final long end;
        private final Iterator<Entry<Chunk>> chunks;
        private final PriorityQueue<Deque<Line>> opened =
                new PriorityQueue<>((a, b) -> Line.ORDER.compare(a.getFirst(), b.getFirst()));
        private @Nullable Entry<Chunk> waiting;
        private Position last;
        private @Nullable Line next;

        Forward(Position after, long end) {
            this.end = end;
            this.last = after;
            this.chunks = store.scan(Range.under(place).from(place.with(after.timestamp())))
                    .iterator();
            turn();
            advance();
        }

        private void turn() {
            waiting = chunks.hasNext() ? chunks.next() : null;
        }

        private void advance() {
            while (true) {
                openWhatMayHoldTheNext();
                var first = opened.poll();
                if (first == null) {
                    next = null;
                    return;
                }
                var line = first.removeFirst();
                if (!first.isEmpty()) {
                    opened.add(first);
                }
                if (line.timestamp() >= end) {
                    next = null;
                    opened.clear();
                    waiting = null;
                    return;
                }
                if (last.isBefore(line)) {
                    last = Position.after(line);
                    next = line;
                    return;
                }
            }
        }

        private void openWhatMayHoldTheNext() {
            for (var entry = waiting; entry != null; entry = waiting) {
                long least = lastOf(entry.key()) - spanMillis;
                if (least >= end) {
                    waiting = null;
                    return;
                }
                var head = opened.peek();
                if (head != null && least > head.getFirst().timestamp()) {
                    return;
                }
                opened.add(new ArrayDeque<>(entry.value().lines(open)));
                turn();
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Line next() {
            var line = next;
            if (line == null) {
                throw new NoSuchElementException();
            }
            advance();
            return line;
        }
    }

    private long lastOf(Key key) {
        var bytes = key.bytes();
        var tail = Key.ofBytes(java.util.Arrays.copyOfRange(bytes, place.bytes().length, bytes.length));
        return tail.reader().number();
    }

    /**
     * At most so many lines, the last before a position, oldest first. Merges must not come between.
     *
     * @param before lines after this position are not wanted; the line right at it neither
     * @param startMillis the least time
     */
    public List<Line> backward(Position before, long startMillis, int limit, long bytesMax) {
        var newest = new ArrayList<Line>();
        var opened = new PriorityQueue<Deque<Line>>((a, b) -> Line.ORDER.compare(b.getLast(), a.getLast()));
        var chunks = store.scan(Range.under(place).backwards()).iterator();
        Entry<Chunk> waiting = chunks.hasNext() ? chunks.next() : null;
        long bytes = 0;
        while (newest.size() < limit) {
            while (waiting != null
                    && (opened.isEmpty()
                            || lastOf(waiting.key()) >= opened.peek().getLast().timestamp())) {
                if (lastOf(waiting.key()) < startMillis) {
                    waiting = null;
                } else {
                    if (lastOf(waiting.key()) - spanMillis <= before.timestamp()) {
                        opened.add(new ArrayDeque<>(waiting.value().lines(open)));
                    }
                    waiting = chunks.hasNext() ? chunks.next() : null;
                }
            }
            var top = opened.poll();
            if (top == null) {
                break;
            }
            var line = top.removeLast();
            if (!top.isEmpty()) {
                opened.add(top);
            }
            if (line.timestamp() < startMillis) {
                break;
            }
            boolean wanted = line.timestamp() < before.timestamp()
                    || (line.timestamp() == before.timestamp() && line.number() < before.number());
            if (wanted) {
                bytes += line.sizeBytes() + 26L;
                if (bytes > bytesMax && !newest.isEmpty()) {
                    break;
                }
                newest.add(line);
            }
        }
        return newest.reversed();
    }
}
