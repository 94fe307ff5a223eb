package tarn.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import tarn.store.StoreFailure;

/**
 * A data directory: {@code records}, {@code blobs}, {@code format} (which version of this layout it has) and
 * {@code lock} (held by the process that has it open, with its process id).
 */
final class DataDirectory implements AutoCloseable {

    /** The version of the layout. */
    private static final int VERSION = 1;

    private final Path folder;
    private final boolean isTemporary;
    private final boolean isNew;
    private final FileChannel lock;

    private DataDirectory(Path folder, boolean isTemporary) throws IOException {
        this.folder = folder;
        this.isTemporary = isTemporary;
        Files.createDirectories(folder);
        this.lock = lock();
        try {
            if (Files.exists(format())) {
                check();
                this.isNew = false;
            } else {
                // Records without a format: the process died while it first opened the directory.
                this.isNew = !Files.exists(records().resolve("CURRENT"));
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    static DataDirectory open(Path folder) throws IOException {
        return new DataDirectory(folder.toAbsolutePath(), false);
    }

    /** A directory that is deleted when it is closed. */
    static DataDirectory temporary(Path folder) throws IOException {
        return new DataDirectory(folder.toAbsolutePath(), true);
    }

    private FileChannel lock() throws IOException {
        var file = folder.resolve("lock");
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                channel.truncate(0);
                var pid = Long.toString(ProcessHandle.current().pid());
                channel.write(java.nio.ByteBuffer.wrap(pid.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new StoreFailure("This process has " + folder + " open already", e);
        }
        var pid = Files.readString(file);
        channel.close();
        throw new StoreFailure("Another Tarn, process " + pid + ", has " + folder + " open");
    }

    private void check() throws IOException {
        var text = Files.readString(format()).strip();
        if (!text.matches("[0-9]{1,9}")) {
            throw new StoreFailure("The file " + format() + " is damaged; nothing was changed");
        }
        if (Integer.parseInt(text) > VERSION) {
            throw new StoreFailure("The data in " + folder + " are of version " + text + ", and this Tarn knows "
                    + VERSION + ": use a newer Tarn; nothing was changed");
        }
    }

    Path folder() {
        return folder;
    }

    private Path format() {
        return folder.resolve("format");
    }

    Path records() {
        return folder.resolve("records");
    }

    Path blobs() {
        return folder.resolve("blobs");
    }

    /** Whether nothing was ever kept here. */
    boolean isNew() {
        return isNew;
    }

    /** Says that records are kept here from now on: whatever is missing later was lost. */
    void begin() throws IOException {
        if (!Files.exists(format())) {
            var next = folder.resolve("format.next");
            try (var file = FileChannel.open(
                    next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var text = VERSION + "\n";
                file.write(java.nio.ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
                file.force(true);
            }
            Files.move(next, format(), StandardCopyOption.ATOMIC_MOVE);
            try (var names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
            if (isTemporary) {
                delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
