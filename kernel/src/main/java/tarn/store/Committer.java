package tarn.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The one thread that writes. It takes what waits in its queue as a group, so that one sync to disk serves them all,
 * and nobody else ever stands in a native call that syncs: virtual threads wait parked.
 */
final class Committer {

    private static final System.Logger LOG = System.getLogger(Committer.class.getName());
    private static final int QUEUE_MAX = 1024;
    private static final long IDLE_SECONDS = 5;

    /** What the thread is asked to do. */
    sealed interface Task permits Commit, Errand {
        void fail(StoreFailure failure);
    }

    /** Work that nothing may be committed beside, such as a checkpoint. */
    static final class Errand implements Task {
        private final Work work;
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        Errand(Work work) {
            this.work = work;
        }

        @Override
        public void fail(StoreFailure failure) {
            done.completeExceptionally(failure);
        }
    }

    /** Work on the database. */
    @FunctionalInterface
    interface Work {
        void run() throws RocksDBException;
    }

    /** What keeps a group of batches, answering each, and what is done when nobody writes. */
    interface Keeper {
        void keep(List<Commit> group);

        void idle();
    }

    private final Keeper keeper;
    private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    private volatile boolean closed;

    Committer(Keeper keeper) {
        this.keeper = keeper;
        this.thread = Thread.ofPlatform().name("tarn-committer").daemon().start(this::work);
    }

    /** Keeps a batch; says whether its conditions held. */
    boolean keep(Commit commit) {
        hand(commit);
        return commit.await();
    }

    /** Runs work between two groups and waits for it. */
    void run(Work work) {
        var errand = new Errand(work);
        hand(errand);
        try {
            errand.done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreFailure failure ? new StoreFailure(failure.getMessage(), failure) : e;
        }
    }

    private void hand(Task task) {
        try {
            queue.put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure("Interrupted before the write began: nothing was changed", e);
        }
        if (closed) {
            failAll();
        }
    }

    private void work() {
        var tasks = new ArrayList<Task>();
        while (!closed) {
            try {
                var first = queue.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (first == null) {
                    keeper.idle();
                    continue;
                }
                tasks.add(first);
                queue.drainTo(tasks);
                serve(tasks);
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "The committer failed", e);
            } finally {
                // Whoever was answered stays answered; a bug of ours must not leave the others waiting for ever.
                tasks.forEach(task -> task.fail(new StoreFailure("The store stopped while it wrote")));
                tasks.clear();
            }
        }
        failAll();
    }

    private void serve(List<Task> tasks) {
        var group = new ArrayList<Commit>(tasks.size());
        for (var task : tasks) {
            switch (task) {
                case Commit commit -> group.add(commit);
                case Errand errand -> {
                    keep(group);
                    run(errand);
                }
            }
        }
        keep(group);
    }

    private void keep(List<Commit> group) {
        if (!group.isEmpty()) {
            keeper.keep(group);
            group.clear();
        }
    }

    private static void run(Errand errand) {
        try {
            errand.work.run();
            errand.done.complete(null);
        } catch (RocksDBException e) {
            errand.fail(new StoreFailure("The store failed: " + e.getMessage(), e));
        } catch (StoreFailure e) {
            errand.fail(e);
        }
    }

    private void failAll() {
        var left = new ArrayList<Task>();
        queue.drainTo(left);
        left.forEach(task -> task.fail(new StoreFailure("The store is closed: nothing was changed")));
    }

    /** Ends the thread once it has done what it was handed so far. */
    void close() {
        if (!closed) {
            run(() -> closed = true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
