package tarn.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import tarn.blobs.BlobFiles;

/**
 * Forgetting much at once. A reset takes the numbers from the places concerned, which is one small write however much
 * lies there; records without a numbered place, and blobs they owned, are swept afterwards, after a restart too.
 */
final class Resets {

    /** Every blob id. */
    static final Rocks.Stretch ALL_BLOBS = new Rocks.Stretch(new byte[0], new byte[] {(byte) 0xFF}, false);

    private static final Range PENDING = Range.under(Key.of("sweep"));
    private static final int PAGE = 512;
    private static final System.Logger LOG = System.getLogger(Resets.class.getName());

    private final Database database;
    private final Places places;
    private final BlobFiles blobs;
    private final ExecutorService sweeper = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tarn-sweeper").daemon().factory());

    /** Sweeps to be done: by the revision up to which, the account whose share of what belongs to everybody goes. */
    private final ConcurrentMap<Long, String> pending = new ConcurrentHashMap<>();

    /** Whether records without a numbered place are about. The committer's. */
    private boolean purgeable = true;

    private volatile boolean closed;

    Resets(Database database, Places places, BlobFiles blobs) {
        this.database = database;
        this.places = places;
        this.blobs = blobs;
    }

    void reset(@Nullable String service, @Nullable String account) {
        Predicate<Place> chosen = place -> service == null || place.isOf(service);
        var horizon = new long[1];
        database.committer().run(() -> {
            horizon[0] = database.revision();
            var gone = places.numbered(
                    chosen.and(place -> account == null || place.account().equals(account)));
            var whose = account == null || service != null ? "" : account;
            try (var batch = new WriteBatch()) {
                for (var place : gone) {
                    batch.delete(place.key());
                }
                batch.put(key(horizon[0]), whose.getBytes(StandardCharsets.US_ASCII));
                database.write(batch);
            }
            gone.forEach(place -> place.number(0));
            pending.put(horizon[0], whose);
            purgeable = true;
        });
        if (account != null) {
            places.numbered(chosen.and(Place::isGlobal)).forEach(place -> remove(place, account, horizon[0]));
        }
        sweeper.execute(this::sweep);
    }

    private static byte[] key(long horizon) {
        return Key.of("sweep").with(horizon).bytes();
    }

    /** Removes from a place what an account wrote up to a revision. */
    private void remove(Place place, String account, long horizon) {
        var from = new byte[0];
        var found = new ArrayList<Commit.Condition>();
        boolean more = true;
        while (more && place.number() != 0) {
            found.clear();
            var stretch = new Rocks.Stretch(Keys.of(place.number(), from), Places.bytes(place.number() + 1), false);
            var visited = new ArrayList<byte[]>();
            database.read(rocks -> {
                rocks.read(Family.RECORDS, stretch, (key, stored) -> {
                    visited.add(Keys.withoutPlace(key));
                    if (StoredValue.account(stored).equals(account) && StoredValue.revision(stored) <= horizon) {
                        found.add(new Commit.Condition(place, visited.getLast(), StoredValue.revision(stored)));
                    }
                    return visited.size() < PAGE;
                });
                return true;
            });
            for (var condition : found) {
                var commit = new Commit();
                commit.conditions.add(condition);
                commit.writes.add(new Commit.Write(place, condition.key(), null, 0, ""));
                database.committer().keep(commit);
            }
            more = visited.size() == PAGE;
            if (more) {
                var last = visited.getLast();
                from = java.util.Arrays.copyOf(last, last.length + 1);
            }
        }
    }

    /** Takes up what an earlier run released or left to sweep. */
    void sweepAfterStart() {
        blobs.settle(id -> database.get(Family.BLOBS, BlobOwner.key(id)) != null);
        database.read(rocks -> {
            rocks.read(Family.RELEASED, ALL_BLOBS, (key, _) -> {
                free(BlobOwner.id(key));
                return true;
            });
            rocks.read(Family.META, new Rocks.Stretch(PENDING.lowest(), PENDING.end(), false), (key, value) -> {
                var reader = Key.ofBytes(key).reader();
                reader.text();
                pending.put(reader.number(), new String(value, StandardCharsets.US_ASCII));
                return true;
            });
            return true;
        });
        if (!pending.isEmpty()) {
            sweeper.execute(this::sweep);
        }
    }

    private void free(String id) {
        if (blobs.free(id)) {
            database.forget(id);
        }
    }

    private void sweep() {
        try {
            for (var horizon : List.copyOf(pending.keySet())) {
                sweep(horizon, pending.get(horizon));
            }
        } catch (StoreFailure e) {
            LOG.log(System.Logger.Level.WARNING, "Blobs that were reset are not freed yet", e);
        }
    }

    private void sweep(long horizon, @Nullable String account) {
        if (account == null) {
            return;
        }
        var live = places.numbers();
        Predicate<BlobOwner> dead = owner -> owner.revision() <= horizon
                && (!live.contains(owner.place()) || owner.account().equals(account));
        var from = new byte[0];
        while (from != null) {
            from = sweepPage(from, dead);
            if (closed && from != null) {
                return;
            }
        }
        database.committer().run(() -> {
            try (var batch = new WriteBatch()) {
                batch.delete(key(horizon));
                database.write(batch);
            }
        });
        pending.remove(horizon);
    }

    /** Frees the dead blobs of a page; returns where the next begins, or null after the last. */
    private byte @Nullable [] sweepPage(byte[] from, Predicate<BlobOwner> dead) {
        var commit = new Commit();
        var visited = new ArrayList<byte[]>();
        database.read(rocks -> {
            rocks.read(Family.BLOBS, new Rocks.Stretch(from, ALL_BLOBS.end(), false), (key, value) -> {
                visited.add(key);
                if (dead.test(BlobOwner.read(value))) {
                    commit.released.add(BlobOwner.id(key));
                }
                return visited.size() < PAGE;
            });
            return true;
        });
        if (!commit.released.isEmpty()) {
            database.committer().keep(commit);
            commit.released.forEach(this::free);
        }
        if (visited.size() < PAGE) {
            return null;
        }
        var last = visited.getLast();
        return java.util.Arrays.copyOf(last, last.length + 1);
    }

    /**
     * Removes the records that lie in no place any more; on the committer's thread, when nobody writes. Not at each
     * reset: thousands of small removals of ranges would slow reads down.
     */
    void purge() {
        if (!purgeable) {
            return;
        }
        purgeable = false;
        try (var batch = new WriteBatch()) {
            for (var stretch : places.unnumbered()) {
                batch.deleteRange(database.read(rocks -> rocks.handle(Family.RECORDS)), stretch.from(), stretch.end());
            }
            if (batch.count() > 0) {
                database.write(batch);
            }
        } catch (RocksDBException e) {
            purgeable = true;
            LOG.log(System.Logger.Level.WARNING, "Records that were reset are not removed yet", e);
        }
    }

    void close() {
        // A sweep under way stops after its page and goes on after the next start.
        closed = true;
        sweeper.close();
    }
}
