package tarn.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import tarn.blobs.BlobFiles;

/**
 * The records of a data directory: stores, batches over them, and the ownership of blob files.
 *
 * <p>Reads go straight to RocksDB on the caller's thread; all writes go through one {@link Committer}. A write that
 * RocksDB refuses (a full disk, above all) leaves it refusing everything that follows: reads go on, and before the next
 * write it is opened anew once there is room.
 */
public final class Database implements AutoCloseable {

    private static final int PROBE_BYTES = 1 << 20;
    private static final System.Logger LOG = System.getLogger(Database.class.getName());

    private final Path folder;
    private final boolean synced;
    private final BlobFiles blobs;
    private final Places places = new Places();
    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> freed = new ConcurrentLinkedQueue<>();
    private final Resets resets;
    private final Map<String, LongAdder> changes = new ConcurrentHashMap<>();
    private final AtomicLong resetCount = new AtomicLong();
    private final Committer committer;

    /** Held for reading while RocksDB is called, for writing while it is opened or closed. */
    private final StampedLock access = new StampedLock();

    private @Nullable Rocks rocks;

    /** The last revision given; the committer's. */
    private long revision;

    /** Whether RocksDB refused a write since it was opened; the committer's. */
    private boolean refusing;

    private Database(Path folder, boolean synced, BlobFiles blobs, Rocks rocks) throws RocksDBException {
        this.folder = folder;
        this.synced = synced;
        this.blobs = blobs;
        this.rocks = rocks;
        load(rocks);
        this.resets = new Resets(this, places, blobs);
        this.committer = new Committer(new Committer.Keeper() {
            @Override
            public void keep(List<Commit> group) {
                Database.this.keep(group);
            }

            @Override
            public void idle() {
                resets.purge();
            }
        });
    }

    /**
     * Opens the database in a folder.
     *
     * @param create whether it is a new one
     * @param synced whether a write waits for the disk
     * @throws StoreFailure if a file is damaged or unreadable; nothing is changed then
     */
    public static Database open(Path folder, boolean create, boolean synced, BlobFiles blobs) {
        try {
            var database = new Database(folder, synced, blobs, new Rocks(folder, create));
            database.resets.sweepAfterStart();
            return database;
        } catch (RocksDBException e) {
            throw new StoreFailure(
                    "The data in " + folder + " cannot be opened, and were left as they are: " + e.getMessage(), e);
        }
    }

    private void load(Rocks opened) throws RocksDBException {
        var kept = new HashMap<Key, Long>();
        opened.read(Family.META, stretch(Places.KEPT), (key, value) -> {
            kept.put(Key.ofBytes(key), Places.number(value));
            return true;
        });
        var next = opened.get(Family.META, Places.NEXT);
        places.load(kept, next == null ? 1 : Places.number(next));
        opened.read(Family.META, stretch(FormatVersions.KEPT), (key, value) -> {
            versions.put(FormatVersions.store(key), FormatVersions.version(value));
            return true;
        });
        revision = opened.latest();
    }

    private static Rocks.Stretch stretch(Range range) {
        return new Rocks.Stretch(range.lowest(), range.end(), false);
    }

    /** Opens a store of records. */
    public <V> Store<V> store(String name, Scope scope, Format<V> format) {
        int written = versions.getOrDefault(name, 0);
        if (written > format.version()) {
            throw new StoreFailure("The records of " + name + " are of version " + written + ", and this Tarn knows "
                    + format.version() + ": use a newer Tarn");
        }
        return new LocalStore<>(this, name, scope, format);
    }

    /** How often the records of a store were changed since the start. */
    LongAdder changes(String store) {
        return changes.computeIfAbsent(store, _ -> new LongAdder());
    }

    /** How often anything was reset since the start. */
    long resetCount() {
        return resetCount.get();
    }

    /** A new batch. */
    public Batch batch() {
        return new LocalBatch(this, blobs);
    }

    /** A setting of this data directory, such as a key made once. */
    public Optional<byte[]> setting(String name) {
        return Optional.ofNullable(get(Family.META, Key.of("setting", name).bytes()));
    }

    /** Keeps a setting of this data directory. */
    public void set(String name, byte[] value) {
        committer.run(() -> {
            try (var batch = new WriteBatch()) {
                batch.put(Key.of("setting", name).bytes(), value);
                write(batch);
            }
        });
    }

    /**
     * Removes what is kept for an account, or by a service, or everything, and frees its blobs soon after. Where
     * records belong to everybody, an account's are those it wrote last.
     *
     * @param service as its stores' names begin, such as {@code glue}; null for every service
     * @param account null for every account
     */
    public void reset(@Nullable String service, @Nullable String account) {
        resets.reset(service, account);
        resetCount.incrementAndGet();
    }

    /** Copies the database and the blobs as they are now into a new folder each, by hard links. */
    public void checkpoint(Path records, Path files) {
        committer.run(() -> {
            read(r -> {
                r.checkpoint(records);
                return true;
            });
            var owned = new ArrayList<String>();
            read(r -> {
                r.read(Family.BLOBS, Resets.ALL_BLOBS, (key, _) -> owned.add(BlobOwner.id(key)));
                return true;
            });
            blobs.copyTo(files, owned);
        });
    }

    Places places() {
        return places;
    }

    Committer committer() {
        return committer;
    }

    long revision() {
        return revision;
    }

    /** What reads from RocksDB. */
    @FunctionalInterface
    interface Reading<T> {
        T from(Rocks rocks) throws RocksDBException;
    }

    <T> T read(Reading<T> reading) {
        long stamp = access.readLock();
        try {
            return reading.from(opened());
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            access.unlockRead(stamp);
        }
    }

    /** The value under a key, or null. */
    byte @Nullable [] get(Family family, byte[] key) {
        long stamp = access.readLock();
        try {
            return opened().get(family, key);
        } catch (RocksDBException e) {
            throw unreadable(e);
        } finally {
            access.unlockRead(stamp);
        }
    }

    private StoreFailure unreadable(RocksDBException e) {
        return new StoreFailure("The data in " + folder + " cannot be read: " + e.getMessage(), e);
    }

    private Rocks opened() {
        var open = rocks;
        if (open == null) {
            throw new StoreFailure("The store is closed");
        }
        return open;
    }

    /** Writes a batch of our own, on the committer's thread. */
    void write(WriteBatch batch) throws RocksDBException {
        recover();
        try {
            opened().write(batch, synced);
        } catch (RocksDBException e) {
            refusing = true;
            throw e;
        }
    }

    /** Says that a released blob file is gone. */
    void forget(String id) {
        freed.add(id);
    }

    private void keep(List<Commit> commits) {
        var deleted = new ArrayList<String>();
        for (var id = freed.poll(); id != null; id = freed.poll()) {
            deleted.add(id);
        }
        try {
            recover();
        } catch (RocksDBException e) {
            commits.forEach(commit -> commit.fail(refused(e)));
            return;
        }
        try (var group = new Group(opened(), places, versions, revision)) {
            try {
                for (var commit : commits) {
                    group.add(commit);
                }
                group.forgetReleased(deleted);
                if (group.batch().count() > 0) {
                    opened().write(group.batch(), synced);
                }
                revision = group.written();
            } catch (RocksDBException e) {
                refusing = true;
                freed.addAll(deleted);
                group.failed(commits, refused(e));
            }
        }
    }

    private StoreFailure refused(RocksDBException e) {
        var status = e.getStatus();
        var full = status != null && status.getSubCode() == Status.SubCode.NoSpace;
        return new StoreFailure(
                full
                        ? "No space left on device: nothing was changed. Make room where " + folder
                                + " lies; writing goes on by itself then"
                        : "The store in " + folder + " cannot write: nothing was changed. " + e.getMessage(),
                e);
    }

    /** Opens RocksDB anew after it refused a write, if the disk takes data again. */
    private void recover() throws RocksDBException {
        if (!refusing) {
            return;
        }
        probe();
        long stamp = access.writeLock();
        try {
            opened().close();
            rocks = null;
            try {
                rocks = new Rocks(folder, false);
                refusing = false;
            } catch (RocksDBException e) {
                rocks = Rocks.readOnly(folder);
                throw e;
            }
            load(opened());
        } finally {
            access.unlockWrite(stamp);
        }
        LOG.log(System.Logger.Level.INFO, "The store in {0} writes again", folder);
    }

    /** Fails while the disk takes no data. */
    private void probe() throws RocksDBException {
        var probe = folder.resolveSibling("probe");
        try {
            try {
                Files.write(
                        probe,
                        new byte[PROBE_BYTES],
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DSYNC);
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            throw new RocksDBException(
                    e.getMessage(), new Status(Status.Code.IOError, Status.SubCode.NoSpace, String.valueOf(e)));
        }
    }

    @Override
    public void close() {
        resets.close();
        committer.close();
        long stamp = access.writeLock();
        try {
            if (rocks != null) {
                flush(rocks);
                rocks.close();
                rocks = null;
            }
        } finally {
            access.unlockWrite(stamp);
        }
    }

    /** Only for a quicker start: what was answered is in the log. */
    private void flush(Rocks open) {
        try {
            if (synced) {
                open.flush();
            }
        } catch (RocksDBException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The log of {0} is left to the next start: {1}",
                    folder,
                    e.getMessage());
        }
    }
}
