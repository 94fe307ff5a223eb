package tarn.blobs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A draft that becomes a file once it is too large to travel inside a record. */
final class FileDraft extends Draft {

    /** So much is written before the disk is told to begin with it, while more comes: else all waits for the end. */
    private static final long UNSYNCED_BYTES = 16L << 20;

    private static final int HEAD_BYTES_MIN = 1024;

    private final BlobFiles files;

    /** What is not in the file yet; grown as needed, since most drafts are small. */
    private byte[] head = new byte[HEAD_BYTES_MIN];

    private int headBytes;
    private String id = "";
    private @Nullable FileChannel file;
    private long fileBytes;
    private long syncedBytes;
    private @Nullable FutureTask<@Nullable Void> syncing;
    private boolean over;

    FileDraft(BlobFiles files) {
        this.files = files;
    }

    @Override
    public long sizeBytes() {
        return fileBytes + headBytes;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        write(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        if (over) {
            throw new IOException("The draft is sealed or closed");
        }
        int length = bytes.remaining();
        if (headBytes + length > BlobFiles.INLINE_BYTES_MAX) {
            spill();
            if (length >= BlobFiles.INLINE_BYTES_MAX) {
                append(bytes);
                return;
            }
        }
        if (headBytes + length > head.length) {
            head = Arrays.copyOf(
                    head, Math.max(headBytes + length, Math.min(2 * head.length, BlobFiles.INLINE_BYTES_MAX)));
        }
        bytes.get(head, headBytes, length);
        headBytes += length;
    }

    /** Writes what is in memory to the file. */
    private void spill() throws IOException {
        if (headBytes > 0) {
            append(ByteBuffer.wrap(head, 0, headBytes));
            headBytes = 0;
        }
    }

    private void append(ByteBuffer bytes) throws IOException {
        var channel = opened();
        while (bytes.hasRemaining()) {
            fileBytes += channel.write(bytes);
        }
        if (files.isSynced() && fileBytes - syncedBytes > UNSYNCED_BYTES) {
            awaitSync();
            var sync = new FutureTask<@Nullable Void>(() -> {
                channel.force(false);
                return null;
            });
            Thread.ofVirtual().name("sync").start(sync);
            syncing = sync;
            syncedBytes = fileBytes;
        }
    }

    /* A failure must not be lost with its thread: the system tells of it once. */
    private void awaitSync() throws IOException {
        var sync = syncing;
        if (sync == null) {
            return;
        }
        try {
            sync.get();
            syncing = null;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for the disk");
        }
    }

    private FileChannel opened() throws IOException {
        var open = file;
        if (open == null) {
            id = files.newId();
            open = FileChannel.open(files.draft(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            file = open;
        }
        return open;
    }

    @Override
    public Blob seal() throws IOException {
        if (over) {
            throw new IOException("The draft is sealed or closed");
        }
        var channel = file;
        if (channel == null) {
            over = true;
            return new Blob("", headBytes, Arrays.copyOf(head, headBytes));
        }
        spill();
        if (files.isSynced()) {
            awaitSync();
            channel.force(true);
        }
        channel.close();
        files.syncDrafts();
        over = true;
        return new Blob(id, fileBytes, null);
    }

    @Override
    public void close() throws IOException {
        if (!over) {
            over = true;
            if (file != null) {
                file.close();
                files.discard(id);
            }
        }
    }
}
