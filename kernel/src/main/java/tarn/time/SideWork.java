package tarn.time;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tarn.store.Key;

/**
 * What timers do beside each other: some at a time, on threads of their own, and in each line one after the other. A line
 * is in hand from when its work was handed over until that has ended.
 */
final class SideWork implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SideWork.class.getName());

    /** So many run at a time, some of which only wait for work of their own to end; the others wait for their turn. */
    private static final int RUNNING_MAX = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Runnable ended;
    private final Semaphore turns = new Semaphore(RUNNING_MAX, true);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Set<Key> inHand = new HashSet<>();
    private volatile boolean closed;

    /** @param ended told whenever a line is free again */
    SideWork(Runnable ended) {
        this.ended = ended;
    }

    /** Whether a line has work in hand. */
    boolean holds(Key line) {
        lock.lock();
        try {
            return inHand.contains(line);
        } finally {
            lock.unlock();
        }
    }

    /** Begins work, unless its line has some in hand. */
    void begin(Key line, Runnable work) {
        lock.lock();
        try {
            if (closed || !inHand.add(line)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        var thread = Thread.ofVirtual().name("timer " + line).unstarted(() -> {
            try {
                turns.acquire();
                try {
                    if (!closed) {
                        work.run();
                    }
                } finally {
                    turns.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.log(System.Logger.Level.ERROR, "A timer failed: " + line, e);
                }
            } finally {
                threads.remove(Thread.currentThread());
                leave(line);
                ended.run();
            }
        });
        threads.add(thread);
        thread.start();
    }

    /** Does work on this thread, as soon as its line has none in hand. */
    void alone(Key line, Runnable work) {
        lock.lock();
        try {
            while (!inHand.add(line)) {
                left.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        try {
            work.run();
        } finally {
            leave(line);
        }
    }

    private void leave(Key line) {
        lock.lock();
        try {
            inHand.remove(line);
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits a moment for what runs, then interrupts it: it is done again after a restart. */
    @Override
    public void close() {
        closed = true;
        try {
            join(Instant.now().plus(PATIENCE));
            threads.forEach(Thread::interrupt);
            join(Instant.now().plus(PATIENCE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(Instant until) throws InterruptedException {
        for (var thread : threads) {
            var time = Duration.between(Instant.now(), until);
            if (time.isPositive()) {
                thread.join(time);
            }
        }
    }
}
