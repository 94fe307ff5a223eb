package tarn.services.athena;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A fair queue: at most so many tasks run at once, and those who wait take turns by owner, so that a hundred queries of
 * one do not stand before the single one of another.
 */
final class Turns {

    private int atOnceMax;
    private final Map<String, Deque<Runnable>> waiting = new LinkedHashMap<>();
    private int running;

    Turns(int atOnceMax) {
        this.atOnceMax = atOnceMax;
    }

    /** Lets more or fewer tasks run at once from now on; those that run are left alone. */
    void resize(int most) {
        int more;
        synchronized (this) {
            more = Math.max(0, most - Math.max(atOnceMax, running));
            atOnceMax = most;
            running += more;
        }
        for (int i = 0; i < more; i++) {
            done(); // each gives its turn to who waits, or back
        }
    }

    /**
     * Starts a task when its turn comes, perhaps at once.
     *
     * @param start begins the task and returns; the task calls {@link #done} when it ends
     */
    void take(String owner, Runnable start) {
        synchronized (this) {
            if (running >= atOnceMax) {
                waiting.computeIfAbsent(owner, name -> new ArrayDeque<>()).add(start);
                return;
            }
            running++;
        }
        start.run();
    }

    /** Says that a task has ended, so that the next one starts. */
    void done() {
        Runnable next;
        synchronized (this) {
            var first = waiting.entrySet().iterator();
            if (!first.hasNext() || running > atOnceMax) {
                running--;
                return;
            }
            var owner = first.next();
            next = owner.getValue().remove();
            first.remove();
            if (!owner.getValue().isEmpty()) {
                waiting.put(owner.getKey(), owner.getValue());
            }
        }
        next.run();
    }
}
