import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The load of the benchmark: a kind of {@link Work}, done over and over by so many workers at once.
 *
 * <p>usage: java load/Load.java WORK TARGET WORKERS SECONDS [WARM-UP SECONDS]; prints a line when the work is prepared
 * and one of JSON when it is done. The target is a port of this machine, or a folder for the works of the file system.
 * With 0 seconds each worker does its work once, all beginning together.
 */
final class Load {

    private final Work work;
    private final String target;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<String> why = new AtomicReference<>("");

    private Load(Work work, String target) {
        this.work = work;
        this.target = target;
    }

    public static void main(String[] words) throws Exception {
        var work = Works.named(words[0]);
        int workers = Integer.parseInt(words[2]);
        var seconds = Double.parseDouble(words[3]);
        var warmUp = words.length > 4 ? Double.parseDouble(words[4]) : 0;
        work.prepare(words[1]);
        System.out.println("prepared");
        if (warmUp > 0) {
            new Load(work, words[1]).measure(workers, warmUp);
        }
        System.out.println(new Load(work, words[1]).measure(workers, seconds));
    }

    private String measure(int workers, double seconds) throws InterruptedException {
        var times = new long[workers][];
        var threads = new Thread[workers];
        var ready = new CountDownLatch(workers);
        var begin = new CountDownLatch(1);
        // Thousands of workers wait nearly all the time; some are measured, and their threads should not be.
        var kind = workers > 256 ? Thread.ofVirtual() : Thread.ofPlatform();
        for (int i = 0; i < workers; i++) {
            int number = i;
            threads[i] = kind.start(() -> times[number] = run(ready, begin, seconds));
        }
        ready.await();
        var began = System.nanoTime();
        begin.countDown();
        for (var thread : threads) {
            thread.join();
        }
        var elapsed = (System.nanoTime() - began) / 1e9;
        var all = Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
        return ("{\"count\": %d, \"failed\": %d, \"why\": \"%s\", \"seconds\": %.3f, \"rate\": %.1f, \"p50_ms\": %.3f, "
                        + "\"p99_ms\": %.3f}")
                .formatted(
                        all.length,
                        failed.get(),
                        why.get().replaceAll("[\"\\\\\n]", " "),
                        elapsed,
                        all.length / elapsed,
                        quantile(all, 0.5),
                        quantile(all, 0.99));
    }

    private static double quantile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private long[] run(CountDownLatch ready, CountDownLatch begin, double seconds) {
        var times = new long[16];
        int count = 0;
        try (var worker = worker(ready)) {
            begin.await();
            var until = System.nanoTime() + (long) (seconds * 1e9);
            do {
                var began = System.nanoTime();
                worker.once(next.getAndIncrement());
                if (count == times.length) {
                    times = Arrays.copyOf(times, count * 2);
                }
                times[count++] = System.nanoTime() - began;
            } while (System.nanoTime() < until);
        } catch (Exception e) {
            why.compareAndSet("", e.toString());
            failed.incrementAndGet();
        }
        return Arrays.copyOf(times, count);
    }

    private Work.Worker worker(CountDownLatch ready) throws IOException {
        try {
            return work.worker(target);
        } finally {
            ready.countDown();
        }
    }
}
