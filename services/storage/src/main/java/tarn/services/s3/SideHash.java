package tarn.services.s3;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * A checksum of a large body, computed on a thread of its own while the one that brings the bytes encrypts and writes
 * them. MD5 knows no way to be split and takes longer than all the rest together (83 of 155 ms of processor time for 64
 * MB), so what it needs is all that a large upload should wait for.
 *
 * <p>The buffers go round: {@link #buffer} gives the next one, filled bytes are handed in by {@link #update}, and both
 * threads read them until the first asks for a buffer again. Closing it without asking for the value stops the thread.
 */
final class SideHash implements AutoCloseable {

    /** Bodies below this are hashed where they are: a thread costs more than it saves. */
    static final long BODY_BYTES_MIN = 1 << 20;

    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 256 << 10;

    private final ChecksumKind.Running hash;
    private final byte[][] buffers = new byte[BUFFERS][BUFFER_BYTES];
    private final Semaphore free = new Semaphore(BUFFERS);
    private final BlockingQueue<ByteBuffer> handed = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final CompletableFuture<byte[]> value = new CompletableFuture<>();
    private final Thread thread;
    private int next;

    /** Begins to compute a checksum beside the thread that calls. */
    SideHash(ChecksumKind kind) {
        hash = kind.start();
        thread = Thread.ofVirtual().name("hash").start(this::work);
    }

    /** The buffer to fill next, once its former bytes are hashed. Whoever asks is done with the former buffers. */
    byte[] buffer() {
        free.acquireUninterruptibly();
        return buffers[next++ % BUFFERS];
    }

    /** Hands over the first bytes, one or more, of the buffer that was given last. */
    void update(byte[] buffer, int length) {
        handed.add(ByteBuffer.wrap(buffer, 0, length));
    }

    /** The checksum over all that was handed over; waits until it is computed. */
    byte[] value() {
        handed.add(ByteBuffer.allocate(0));
        return value.join();
    }

    private void work() {
        try {
            for (var bytes = handed.take(); bytes.hasRemaining(); bytes = handed.take()) {
                hash.update(bytes.array(), bytes.arrayOffset(), bytes.remaining());
                free.release();
            }
            value.complete(hash.value());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the body was given up
        } catch (RuntimeException | Error e) {
            value.completeExceptionally(e); // who asks for the value is told, and nobody waits for buffers
            free.release(Integer.MAX_VALUE - BUFFERS);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
