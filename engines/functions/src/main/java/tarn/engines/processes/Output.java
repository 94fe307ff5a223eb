package tarn.engines.processes;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a process prints, handed on as it comes. Nothing is gathered here: who prints faster than its log is taken waits.
 *
 * <p>An answer comes by another way than what was printed before it. To know that all of it was taken, {@link #settle}
 * writes a mark into the same pipe, behind everything that is in it, and waits until the mark comes out.
 */
final class Output {

    private static final System.Logger LOG = System.getLogger(Output.class.getName());
    private static final int BUFFER_BYTES = 16 << 10;
    private static final long SETTLE_MILLIS = 5_000;
    private static final int MARK_BYTES = 18;

    private final InputStream in;
    private final Consumer<byte[]> log;
    private final AtomicLong marks = new AtomicLong();
    private final Map<Long, CountDownLatch> awaited = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final @Nullable OutputStream back;

    /** What a piece ended with that may be the beginning of a mark. */
    private byte[] held = {};

    Output(Process process, Consumer<byte[]> log) {
        this.in = process.getInputStream();
        this.log = log;
        this.back = back(process);
        Thread.ofPlatform().name("function-output").daemon().start(this::pump);
    }

    @SuppressWarnings("MustBeClosed") // closed when the process has ended
    private static @Nullable OutputStream back(Process process) {
        try {
            return new FileOutputStream("/proc/" + process.pid() + "/fd/1");
        } catch (IOException e) {
            return null;
        }
    }

    private void pump() {
        var buffer = new byte[BUFFER_BYTES];
        try (in) {
            int count = in.read(buffer);
            while (count >= 0) {
                take(buffer, count);
                count = in.read(buffer);
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "The output of a function broke", e);
        } finally {
            if (held.length > 0) {
                log.accept(held);
            }
            ended.countDown();
            awaited.values().forEach(CountDownLatch::countDown);
        }
    }

    /** Hands on a piece, but for marks in it. A mark is a zero, sixteen hexadecimal digits and a one. */
    private void take(byte[] buffer, int count) {
        var piece = Arrays.copyOf(held, held.length + count);
        System.arraycopy(buffer, 0, piece, held.length, count);
        held = new byte[0];
        int from = 0;
        for (int at = 0; at < piece.length; at++) {
            if (piece[at] != 0) {
                continue;
            }
            if (piece.length - at < MARK_BYTES) {
                held = Arrays.copyOfRange(piece, at, piece.length);
                hand(piece, from, at);
                return;
            }
            var latch = mark(piece, at);
            if (latch != null) {
                hand(piece, from, at);
                latch.countDown();
                from = at + MARK_BYTES;
                at = from - 1;
            }
        }
        hand(piece, from, piece.length);
    }

    private void hand(byte[] piece, int from, int to) {
        if (to > from) {
            log.accept(Arrays.copyOfRange(piece, from, to));
        }
    }

    private @Nullable CountDownLatch mark(byte[] piece, int at) {
        if (piece[at + MARK_BYTES - 1] != 1) {
            return null;
        }
        try {
            return awaited.remove(
                    Long.parseUnsignedLong(new String(piece, at + 1, MARK_BYTES - 2, StandardCharsets.US_ASCII), 16));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Waits until everything that is printed so far was handed on; not for ever, since others may write behind it. */
    void settle() {
        long mark = marks.incrementAndGet();
        var latch = new CountDownLatch(1);
        awaited.put(mark, latch);
        try {
            if (back != null && ended.getCount() > 0) {
                back.write(("\0" + "%016x".formatted(mark) + "\1").getBytes(StandardCharsets.US_ASCII));
                if (!latch.await(SETTLE_MILLIS, TimeUnit.MILLISECONDS)) {
                    LOG.log(DEBUG, "A function prints faster than its log is taken");
                }
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "A function closed its output", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            awaited.remove(mark);
        }
    }

    /** Waits until the output of an ended process was handed on. */
    void finish() {
        try {
            if (back != null) {
                back.close();
            }
            if (!ended.await(SETTLE_MILLIS, TimeUnit.MILLISECONDS)) {
                in.close();
            }
        } catch (IOException e) {
            LOG.log(DEBUG, "The output of a function is closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
