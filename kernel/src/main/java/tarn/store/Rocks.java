package tarn.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** An open RocksDB with its families and everything native that belongs to it. */
final class Rocks implements AutoCloseable {

    private static final long CACHE_BYTES = 64L << 20;

    /** What is replayed after a crash at most, which takes half a second. */
    private static final long WAL_BYTES_MAX = 64L << 20;

    private static final long BUFFER_BYTES = 32L << 20;

    private final List<RocksObject> owned = new ArrayList<>();
    private final RocksDB database;
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final WriteOptions durable;
    private final WriteOptions lazy;

    /**
     * Opens the database.
     *
     * @param create whether it is new; an old one whose files are missing must not be taken for new
     */
    Rocks(Path folder, boolean create) throws RocksDBException {
        this(folder, create, false);
    }

    private Rocks(Path folder, boolean create, boolean readOnly) throws RocksDBException {
        NativeLibrary.load();
        var table = new BlockBasedTableConfig()
                .setBlockCache(own(new LRUCache(CACHE_BYTES)))
                .setFilterPolicy(own(new BloomFilter(10)))
                .setFormatVersion(6);
        var family = own(new ColumnFamilyOptions())
                .setTableFormatConfig(table)
                .setWriteBufferSize(BUFFER_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION);
        // A torn record at the log's very end was never acknowledged; damage anywhere else must be told, not skipped.
        var options = own(new DBOptions())
                .setCreateIfMissing(create)
                .setCreateMissingColumnFamilies(create)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setParanoidChecks(true)
                .setMaxTotalWalSize(WAL_BYTES_MAX)
                .setMaxOpenFiles(512)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL);
        var descriptors = Arrays.stream(Family.values())
                .map(f -> new ColumnFamilyDescriptor(f.title.getBytes(StandardCharsets.UTF_8), family))
                .toList();
        durable = own(new WriteOptions()).setSync(true);
        lazy = own(new WriteOptions());
        var handles = new ArrayList<ColumnFamilyHandle>();
        try {
            database = readOnly
                    ? RocksDB.openReadOnly(options, folder.toString(), descriptors, handles)
                    : RocksDB.open(options, folder.toString(), descriptors, handles);
            for (var each : Family.values()) {
                families.put(each, handles.removeFirst());
            }
        } catch (RocksDBException | RuntimeException e) {
            release();
            throw e;
        }
    }

    /** Opens the database for reads alone, which needs no room on the disk. */
    static Rocks readOnly(Path folder) throws RocksDBException {
        return new Rocks(folder, false, true);
    }

    private <T extends RocksObject> T own(T object) {
        owned.add(object);
        return object;
    }

    byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
        return database.get(handle(family), key);
    }

    void write(WriteBatch batch, boolean synced) throws RocksDBException {
        database.write(synced ? durable : lazy, batch);
    }

    ColumnFamilyHandle handle(Family family) {
        return Objects.requireNonNull(families.get(family));
    }

    /** The number of the latest write; it never falls, not even over a restart. */
    long latest() {
        return database.getLatestSequenceNumber();
    }

    /** Where a read of consecutive keys begins and ends. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stretch(byte[] from, byte[] end, boolean reversed) {}

    /** What takes the records of a page; says whether it wants more. */
    @FunctionalInterface
    interface Taker {
        boolean take(byte[] key, byte[] value);
    }

    /** Reads consecutive records, as they are at this moment, until the taker has enough or none is left. */
    void read(Family family, Stretch stretch, Taker taker) throws RocksDBException {
        try (var lower = new Slice(stretch.from);
                var upper = new Slice(stretch.end);
                var options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
                var records = database.newIterator(handle(family), options)) {
            if (stretch.reversed) {
                records.seekToLast();
            } else {
                records.seekToFirst();
            }
            while (records.isValid() && taker.take(records.key(), records.value())) {
                if (stretch.reversed) {
                    records.prev();
                } else {
                    records.next();
                }
            }
            records.status();
        }
    }

    /** Copies the database as it is now, by hard links. */
    void checkpoint(Path into) throws RocksDBException {
        try (var checkpoint = Checkpoint.create(database)) {
            checkpoint.createCheckpoint(into.toString());
        }
    }

    /** Writes what is in memory to tables, so that the next start has no log to replay. */
    void flush() throws RocksDBException {
        try (var options = new FlushOptions().setWaitForFlush(true)) {
            database.flush(options, List.copyOf(families.values()));
        }
    }

    @Override
    public void close() {
        families.values().forEach(ColumnFamilyHandle::close);
        database.close();
        release();
    }

    private void release() {
        for (var object : owned.reversed()) {
            object.close();
        }
    }
}
