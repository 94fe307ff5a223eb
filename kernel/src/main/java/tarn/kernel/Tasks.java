package tarn.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Background work on virtual threads. The latest failures are kept for whoever asks. */
final class Tasks implements Background, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Tasks.class.getName());
    private static final int FAILURES_MAX = 100;

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final Deque<Failure> failures = new ArrayDeque<>();

    /** What waits until the platform is ready; null once it is. */
    private @Nullable List<Runnable> waiting = new ArrayList<>();

    private volatile boolean closed;

    /** Work that failed. */
    record Failure(String name, Throwable cause) {}

    @Override
    public void run(String name, Runnable work) {
        var caller = Caller.ifBound();
        start(name, () -> caller.ifPresentOrElse(c -> c.run(work), work));
    }

    @Override
    public void run(String name, Caller caller, Runnable work) {
        start(name, () -> caller.run(work));
    }

    @Override
    public void onReady(Runnable work) {
        synchronized (failures) {
            if (waiting != null) {
                waiting.add(work);
                return;
            }
        }
        start("on ready", work);
    }

    /** Starts what waited for the platform to be ready. */
    void ready() {
        List<Runnable> begun;
        synchronized (failures) {
            begun = waiting == null ? List.of() : waiting;
            waiting = null;
        }
        begun.forEach(work -> start("on ready", work));
    }

    private void start(String name, Runnable work) {
        if (closed) {
            throw new IllegalStateException("The platform is closed: " + name + " was not begun");
        }
        var thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                fail(name, e);
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
    }

    private void fail(String name, Throwable cause) {
        if (closed) {
            return;
        }
        LOG.log(System.Logger.Level.ERROR, "Background work failed: " + name, cause);
        synchronized (failures) {
            if (failures.size() == FAILURES_MAX) {
                failures.removeFirst();
            }
            failures.add(new Failure(name, cause));
        }
    }

    /** The latest failures, oldest first. */
    List<Failure> failures() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    /** Interrupts what still runs and waits a moment for it. */
    @Override
    public void close() {
        closed = true;
        running.forEach(Thread::interrupt);
        try {
            for (var thread : running) {
                thread.join(java.time.Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
