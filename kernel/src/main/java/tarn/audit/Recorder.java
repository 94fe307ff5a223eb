package tarn.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.store.StoreFailure;

/**
 * Keeps events in the order they were handed over, many in one write.
 *
 * <p>One thread writes: while a group is on its way to the disk the next one gathers, so that an audit costs a busy server
 * one write more for many requests. What waits is bounded by its size; who hands over more waits too. An event is never
 * dropped: a write that the disk refuses is tried again until it is taken.
 */
final class Recorder implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Recorder.class.getName());
    private static final int WAITING_KB_MAX = 32 * 1024;
    private static final int GROUP_MAX = 1_000;
    private static final long PATIENCE_SECONDS = 20;

    private final AuditLog log;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(WAITING_KB_MAX);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    /** An event on its way; without an event it only asks whether those before it are kept. */
    private record Pending(
            Caller place, @Nullable AuditEvent event, boolean told, int kb, CompletableFuture<Void> kept) {}

    Recorder(AuditLog log) {
        this.log = log;
    }

    /**
     * Hands an event over.
     *
     * @param place as whom it is kept: the account and the region whose event it is
     * @param durable whether to wait until it is on disk
     * @param told whether EventBridge is told of it
     */
    void hand(Caller place, AuditEvent event, boolean durable, boolean told) {
        int kb = Math.min(1 + event.text().length() / 1024, WAITING_KB_MAX);
        try {
            if (!room.tryAcquire(kb, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new StoreFailure("The audit cannot be kept: the disk does not take it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("Interrupted before the audit was kept", e);
        }
        var pending = new Pending(place, event, told, kb, new CompletableFuture<>());
        send(pending);
        if (durable) {
            await(pending);
        }
    }

    /** Waits until everything that was handed over before is kept. */
    void settle(Caller place) {
        if (started.get() && closed.getCount() > 0) {
            var mark = new Pending(place, null, false, 0, new CompletableFuture<>());
            send(mark);
            await(mark);
        }
    }

    private void send(Pending pending) {
        queue.add(pending);
        if (started.compareAndSet(false, true)) {
            Thread.ofVirtual().name("audit").start(this::work);
        }
    }

    private static void await(Pending pending) {
        try {
            pending.kept().join();
        } catch (CompletionException e) {
            throw new StoreFailure("The audit was not kept: " + e.getMessage(), e);
        }
    }

    private void work() {
        var group = new ArrayList<Pending>();
        try {
            while (closed.getCount() > 0 || !queue.isEmpty()) {
                var first = queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP_MAX - 1);
                    keep(group);
                    group.clear();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "The audit was interrupted", e);
        } finally {
            ended.countDown();
        }
    }

    private void keep(List<Pending> group) throws InterruptedException {
        while (true) {
            try {
                write(group);
                for (var pending : group) {
                    room.release(pending.kb());
                    pending.kept().complete(null);
                }
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "The audit could not be kept and is tried again", e);
                group.forEach(pending -> pending.kept().completeExceptionally(e));
                if (closed.await(1, TimeUnit.SECONDS)) {
                    LOG.log(System.Logger.Level.ERROR, "The audit ends with " + group.size() + " events not kept");
                    return;
                }
            }
        }
    }

    private void write(List<Pending> group) {
        var batch = log.batch();
        boolean any = false;
        var places = new ArrayList<String>();
        var telling = new HashSet<String>();
        for (var pending : group) {
            var event = pending.event();
            if (event != null) {
                var place = pending.place();
                var name = place.account() + "/" + place.region();
                place.run(() -> {
                    log.add(batch, event);
                    if (!seen.contains(name) && !places.contains(name)) {
                        log.open(batch);
                        places.add(name);
                    }
                    if (pending.told() && telling.add(name)) {
                        log.tell(batch);
                    }
                });
                any = true;
            }
        }
        if (any) {
            log.mark(batch);
            batch.commit();
            seen.addAll(places);
        }
    }

    /** Looks again which places are known; after a reset they are not. */
    void forget() {
        seen.clear();
    }

    /** Keeps what waits, and ends. */
    @Override
    public void close() {
        closed.countDown();
        if (started.get()) {
            try {
                if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    LOG.log(System.Logger.Level.ERROR, "The audit did not end in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
