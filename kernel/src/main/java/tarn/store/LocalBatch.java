package tarn.store;

import java.util.ArrayList;
import java.util.List;
import tarn.blobs.Blob;
import tarn.blobs.BlobFiles;
import tarn.kernel.Caller;

/** A batch on its way to the committer. */
final class LocalBatch implements Batch {

    private final Database database;
    private final BlobFiles blobs;
    private final Commit commit = new Commit();
    private final List<Runnable> afterwards = new ArrayList<>(0);
    private final List<LocalStore<?>> touched = new ArrayList<>(2);
    private boolean used;

    LocalBatch(Database database, BlobFiles blobs) {
        this.database = database;
        this.blobs = blobs;
    }

    @Override
    public <V> Batch put(Store<V> store, Key key, V value) {
        var local = LocalStore.of(store);
        touched.add(local);
        commit.writes.add(local.write(key, value));
        return this;
    }

    @Override
    public <V> Batch insert(Store<V> store, Key key, V value) {
        return expectAbsent(store, key).put(store, key, value);
    }

    @Override
    public <V> Batch replace(Store<V> store, Entry<V> seen, V next) {
        return expect(store, seen).put(store, seen.key(), next);
    }

    @Override
    public <V> Batch delete(Store<V> store, Key key) {
        var local = LocalStore.of(store);
        touched.add(local);
        commit.writes.add(local.removal(key));
        return this;
    }

    @Override
    public <V> Batch delete(Store<V> store, Entry<V> seen) {
        return expect(store, seen).delete(store, seen.key());
    }

    @Override
    public <V> Batch expect(Store<V> store, Entry<V> seen) {
        commit.conditions.add(LocalStore.of(store).condition(seen.key(), seen.revision()));
        return this;
    }

    @Override
    public <V> Batch expectAbsent(Store<V> store, Key key) {
        commit.conditions.add(LocalStore.of(store).condition(key, Commit.ABSENT));
        return this;
    }

    @Override
    public Batch adopt(Blob blob) {
        if (!blob.id().isEmpty()) {
            commit.adopted.add(blob.id());
        }
        return this;
    }

    @Override
    public Batch release(Blob blob) {
        if (!blob.id().isEmpty()) {
            commit.released.add(blob.id());
        }
        return this;
    }

    @Override
    public Batch afterwards(Runnable work) {
        afterwards.add(work);
        return this;
    }

    @Override
    public boolean commit() {
        if (used) {
            throw new IllegalStateException("A batch is committed once");
        }
        used = true;
        commit.account = Caller.ifBound().map(Caller::account).orElse("");
        if (!database.committer().keep(commit)) {
            return false;
        }
        touched.forEach(LocalStore::changed);
        commit.adopted.forEach(blobs::keep);
        for (var id : commit.released) {
            if (blobs.free(id)) {
                database.forget(id);
            }
        }
        afterwards.forEach(Runnable::run);
        return true;
    }
}
