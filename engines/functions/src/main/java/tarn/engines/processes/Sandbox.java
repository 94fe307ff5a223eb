package tarn.engines.processes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import tarn.engines.functions.FunctionEnvironment;
import tarn.engines.functions.FunctionEvent;
import tarn.engines.functions.FunctionFailure;
import tarn.engines.functions.FunctionOutcome;
import tarn.engines.functions.FunctionOutcome.Kind;
import tarn.engines.processes.RuntimeApi.Result;

/** An environment: its process, its Runtime API and what it printed. */
final class Sandbox implements FunctionEnvironment {

    private static final int SIGNALLED = 128;
    private static final int SIGKILL = 9;
    private static final long END_SECONDS = 5;
    private static final long MEASURE_NANOS = 100_000_000;
    private static final long MB = 1 << 20;

    private final Process process;
    private final RuntimeApi api;
    private final Output output;
    private final Groups.Group group;
    private final int memoryMb;
    private final BooleanSupplier stopping;
    private final Runnable clearing;
    private final CompletableFuture<Void> ending;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final long started = System.nanoTime();
    private final CountDownLatch cleared = new CountDownLatch(1);
    private volatile boolean busy;
    private volatile boolean exhausted;
    private volatile long memoryBytesMax;
    private volatile long measured;

    /**
     * @param stopping whether the engine ends, so that an end is not the function\'s own
     * @param clearing gives back what the environment had, once its processes are gone
     */
    Sandbox(
            Process process,
            RuntimeApi api,
            Output output,
            Groups.Group group,
            int memoryMb,
            BooleanSupplier stopping,
            Runnable clearing) {
        this.process = process;
        this.api = api;
        this.output = output;
        this.group = group;
        this.memoryMb = memoryMb;
        this.stopping = stopping;
        this.clearing = clearing;
        this.ending = process.onExit()
                .thenRunAsync(
                        this::ended,
                        work -> Thread.ofVirtual().name("function-end").start(work));
    }

    private void ended() {
        output.finish();
        int status = process.exitValue();
        if (exhausted || group.wasExhausted()) {
            api.fail(Result.ended(Kind.OUT_OF_MEMORY, "signal: killed"));
        } else if (status > SIGNALLED) {
            int signal = status - SIGNALLED;
            api.fail(Result.ended(Kind.EXITED, signal == SIGKILL ? "signal: killed" : "signal: " + signal));
        } else {
            api.fail(Result.ended(Kind.EXITED, "exit status " + status));
        }
    }

    @Override
    public FunctionOutcome initialise(Duration max) {
        return outcome(api.initialised(), max, started);
    }

    @Override
    public FunctionOutcome invoke(FunctionEvent event) {
        long begun = System.nanoTime();
        return outcome(api.give(event), event.timeout(), begun);
    }

    private FunctionOutcome outcome(CompletableFuture<Result> awaited, Duration max, long begun) {
        Result result;
        busy = true;
        try {
            result = awaited.get(max.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            result = Result.ended(Kind.TIMED_OUT, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = Result.ended(Kind.EXITED, "signal: killed");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            busy = false;
        }
        if (result.kind() == Kind.EXITED && stopping.getAsBoolean()) {
            throw new FunctionFailure(FunctionFailure.Kind.MACHINE, "Tarn ends, and its functions with it.");
        }
        var duration = Duration.ofNanos(System.nanoTime() - begun);
        switch (result.kind()) {
            case ANSWERED, FAILED, TOO_LARGE -> output.settle();
            case TIMED_OUT -> {
                output.settle();
                close();
            }
            case EXITED, OUT_OF_MEMORY -> close();
        }
        if (System.nanoTime() - measured > MEASURE_NANOS) {
            measure();
        }
        int memory = (int) Math.min(memoryMb, (memoryBytesMax + MB - 1) / MB);
        return new FunctionOutcome(
                result.kind(), result.payload(), result.detail(), result.contentType(), duration, memory);
    }

    /** Looks how much memory it takes, and ends it if that is too much. */
    void measure() {
        long bytes = group.memoryBytes();
        measured = System.nanoTime();
        memoryBytesMax = Math.max(memoryBytesMax, bytes);
        if (bytes > memoryMb * MB) {
            exhausted = true;
            kill();
        }
    }

    @Override
    public boolean isAlive() {
        return !closed.get() && process.isAlive();
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        kill();
        api.close();
        Thread.ofVirtual().name("function-clearing").start(this::clear);
    }

    private void clear() {
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ending.join();
        group.remove();
        clearing.run();
        cleared.countDown();
    }

    /** Waits a while until a closed environment is gone. */
    void awaitEnd() {
        try {
            if (!cleared.await(END_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it does something that somebody waits for. */
    boolean isBusy() {
        return busy;
    }
}
