package tarn.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;

/**
 * Measures synced puts and gets of 1 KB beside a bare loop of writes with fdatasync in the same run. Not a test: run its
 * {@code main}. Argument: a folder on the disk to measure.
 */
final class StoreMeasurement {

    private static final int VALUE_BYTES = 1024;
    private static final long ROUND_NANOS = 3_000_000_000L;
    private static final int KEYS = 20_000;

    private StoreMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Files.createTempDirectory(Path.of(arguments[0]), "measure-");
        for (int round = 0; round < 2; round++) {
            System.out.printf("round %s%n", round);
            print("bare write + fdatasync", bare(folder.resolve("bare" + round)));
            try (var platform = LocalPlatform.open(folder.resolve("data" + round), Options.durable())) {
                var store = platform.store("x/y", Scope.GLOBAL, Formats.bytes());
                var value = new byte[VALUE_BYTES];
                new Random(1).nextBytes(value);
                print("put, 1 thread", measure(1, i -> store.put(key(i), value)));
                print("put, 16 virtual threads", measure(16, i -> store.put(key(i), value)));
                print("put, 64 virtual threads", measure(64, i -> store.put(key(i), value)));
                for (int i = 0; i < KEYS; i++) {
                    if (store.get(key(i)).isEmpty()) {
                        store.put(key(i), value);
                    }
                }
                print("get, 1 thread", measure(1, i -> read(store, key(i))));
                print("get, 16 virtual threads", measure(16, i -> read(store, key(i))));
                print(
                        "update of one key, 16 virtual threads",
                        measure(16, _ -> store.update(Key.of("one"), _ -> value)));
                print("list of 100, 1 thread", measure(1, _ -> store.list(Range.all(), 100)));
                print("batch of 100, 1 thread", measure(1, i -> {
                    var batch = platform.batch();
                    for (int n = 0; n < 100; n++) {
                        batch.put(store, key(i * 100 + n), value);
                    }
                    batch.commit();
                }));
            }
            try (var platform = LocalPlatform.open(
                    folder.resolve("unsynced" + round), Options.durable().unsynced())) {
                var store = platform.store("x/y", Scope.GLOBAL, Formats.bytes());
                print("unsynced put, 16 virtual threads", measure(16, i -> store.put(key(i), new byte[VALUE_BYTES])));
            }
            long began = System.nanoTime();
            LocalPlatform.open(folder.resolve("data" + round), Options.durable())
                    .close();
            System.out.printf("%-40s %,10d ms%n", "open and close again", (System.nanoTime() - began) / 1_000_000);
        }
    }

    private static Key key(int i) {
        return Key.of("k").with(i % KEYS);
    }

    private static void read(Store<byte[]> store, Key key) {
        if (store.get(key).orElseThrow().length != VALUE_BYTES) {
            throw new IllegalStateException("Not what was written");
        }
    }

    private static void print(String what, double perSecond) {
        System.out.printf("%-40s %,10.0f /s%n", what, perSecond);
    }

    private static double bare(Path file) throws IOException {
        var buffer = ByteBuffer.allocateDirect(VALUE_BYTES);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long began = System.nanoTime();
            int count = 0;
            for (; System.nanoTime() - began < ROUND_NANOS; count++) {
                channel.write(buffer.clear());
                channel.force(false);
            }
            return count * 1e9 / (System.nanoTime() - began);
        }
    }

    /** How often per second work is done by so many threads. */
    private static double measure(int threads, IntConsumer work) throws InterruptedException {
        var counts = new int[threads];
        var done = new CountDownLatch(threads);
        long began = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Thread.startVirtualThread(() -> {
                var random = new Random(thread);
                while (System.nanoTime() - began < ROUND_NANOS) {
                    work.accept(random.nextInt(KEYS));
                    counts[thread]++;
                }
                done.countDown();
            });
        }
        done.await();
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        return total * 1e9 / (System.nanoTime() - began);
    }
}
