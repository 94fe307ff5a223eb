package tarn.services.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import tarn.store.Key;

/**
 * One writer of an item at a time. Items share locks by chance: there is a fixed number of them, and whoever needs
 * several takes them in their order.
 */
final class KeyLocks {

    private static final int COUNT = 4096;

    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(COUNT).toArray(ReentrantLock[]::new);

    /** What is held; given back by closing it. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Held lock(Key key) {
        var lock = locks[number(key)];
        lock.lock();
        return lock::unlock;
    }

    /** All locks: nobody else writes anything until they are given back. */
    Held lockAll() {
        for (var lock : locks) {
            lock.lock();
        }
        return () -> unlock(List.of(locks));
    }

    Held lock(Collection<Key> keys) {
        var needed = keys.stream()
                .map(KeyLocks::number)
                .distinct()
                .sorted()
                .map(number -> locks[number])
                .toList();
        needed.forEach(ReentrantLock::lock);
        return () -> List.copyOf(needed).reversed().forEach(ReentrantLock::unlock);
    }

    /** All locks of these, unless somebody keeps one of them for longer than that. */
    Optional<Held> tryLock(Collection<Key> keys, Duration wait) {
        var needed = keys.stream()
                .map(KeyLocks::number)
                .distinct()
                .sorted()
                .map(number -> locks[number])
                .toList();
        var held = new ArrayList<ReentrantLock>(needed.size());
        long end = System.nanoTime() + wait.toNanos();
        try {
            for (var lock : needed) {
                if (!lock.tryLock() && !lock.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    unlock(held);
                    return Optional.empty();
                }
                held.add(lock);
            }
        } catch (InterruptedException e) {
            unlock(held);
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        return Optional.of(() -> unlock(held));
    }

    private static void unlock(List<ReentrantLock> held) {
        held.reversed().forEach(ReentrantLock::unlock);
    }

    /** Whether somebody else works on this item, or on one that shares its lock. */
    boolean isHeld(Key key) {
        var lock = locks[number(key)];
        return lock.isLocked() && !lock.isHeldByCurrentThread();
    }

    private static int number(Key key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> (Integer.SIZE - 12);
    }
}
