package tarn.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Batches that go to disk in one write. Each is decided on what the database holds and what the batches before it in
 * the group are about to write. Nothing outside changes before {@link #written()}.
 */
final class Group implements AutoCloseable {

    private record Address(Place place, Key key) {}

    private final Rocks rocks;
    private final Places places;
    private final Map<String, Integer> versions;
    private final WriteBatch batch = new WriteBatch();
    private final Map<Address, Long> revisions = new HashMap<>();
    private final Map<String, Integer> newVersions = new HashMap<>();
    private final List<Place> newPlaces = new ArrayList<>();
    private final Map<Commit, Boolean> outcomes = new LinkedHashMap<>();
    private long revision;

    /**
     * @param revision the last one given
     * @param versions of the stores' formats, as they are recorded
     */
    Group(Rocks rocks, Places places, Map<String, Integer> versions, long revision) {
        this.rocks = rocks;
        this.places = places;
        this.versions = versions;
        this.revision = revision;
    }

    /** Decides a batch and takes up its writes if its conditions hold. */
    void add(Commit commit) throws RocksDBException {
        for (var condition : commit.conditions) {
            if (revision(condition.place(), condition.key()) != condition.revision()) {
                outcomes.put(commit, false);
                return;
            }
        }
        for (var write : commit.writes) {
            add(write);
        }
        for (var id : commit.adopted) {
            var owner = commit.writes.isEmpty()
                    ? 0
                    : commit.writes.getFirst().place().number();
            batch.put(rocks.handle(Family.BLOBS), BlobOwner.key(id), BlobOwner.of(owner, ++revision, commit.account));
        }
        for (var id : commit.released) {
            revision += 2;
            batch.delete(rocks.handle(Family.BLOBS), BlobOwner.key(id));
            batch.put(rocks.handle(Family.RELEASED), BlobOwner.key(id), new byte[0]);
        }
        outcomes.put(commit, true);
    }

    private void add(Commit.Write write) throws RocksDBException {
        var place = write.place();
        var address = new Address(place, Key.ofBytes(write.key()));
        var value = write.value();
        if (value == null) {
            revisions.put(address, Commit.ABSENT);
            if (place.number() != 0) {
                revision++;
                batch.delete(rocks.handle(Family.RECORDS), Keys.of(place.number(), write.key()));
            }
            return;
        }
        record(write);
        revision++;
        revisions.put(address, revision);
        batch.put(
                rocks.handle(Family.RECORDS),
                Keys.of(place.number(), write.key()),
                StoredValue.of(revision, write.version(), write.account(), value));
    }

    /** Keeps what the first record of a place, or of a newer version of its format, makes known. */
    private void record(Commit.Write write) throws RocksDBException {
        var place = write.place();
        if (place.number() == 0) {
            places.number(place);
            newPlaces.add(place);
            batch.put(place.key(), Places.bytes(place.number()));
            batch.put(Places.NEXT, Places.bytes(places.next()));
        }
        int known = newVersions.getOrDefault(place.store(), versions.getOrDefault(place.store(), 0));
        if (write.version() > known) {
            newVersions.put(place.store(), write.version());
            batch.put(FormatVersions.key(place.store()), FormatVersions.bytes(write.version()));
        }
    }

    private long revision(Place place, byte[] key) throws RocksDBException {
        var pending = revisions.get(new Address(place, Key.ofBytes(key)));
        if (pending != null) {
            return pending;
        }
        var stored = place.number() == 0 ? null : rocks.get(Family.RECORDS, Keys.of(place.number(), key));
        return stored == null ? Commit.ABSENT : StoredValue.revision(stored);
    }

    /** Has the group forget that these blob files wait for their deletion. */
    void forgetReleased(List<String> ids) throws RocksDBException {
        for (var id : ids) {
            batch.delete(rocks.handle(Family.RELEASED), BlobOwner.key(id));
        }
    }

    WriteBatch batch() {
        return batch;
    }

    /** Answers everybody and returns the last revision given. */
    long written() {
        versions.putAll(newVersions);
        outcomes.forEach(Commit::answer);
        return revision;
    }

    /** Tells everybody that nothing was kept. */
    void failed(Iterable<Commit> commits, StoreFailure failure) {
        newPlaces.forEach(place -> place.number(0));
        commits.forEach(commit -> commit.fail(failure));
    }

    @Override
    public void close() {
        batch.close();
    }
}
