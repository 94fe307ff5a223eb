package tarn.store;

import tarn.blobs.Blob;

/**
 * Writes over several stores that are kept all together, durably, or not at all. Conditions are checked at the moment
 * the batch is kept. A batch is used by one thread, once.
 */
public interface Batch {

    /** Keeps a record, replacing what is there. */
    <V> Batch put(Store<V> store, Key key, V value);

    /** Keeps a record; the batch fails if there is one under the key. */
    <V> Batch insert(Store<V> store, Key key, V value);

    /** Replaces a record; the batch fails if it changed since it was read. */
    <V> Batch replace(Store<V> store, Entry<V> seen, V next);

    /** Removes the record under a key, if there is one. */
    <V> Batch delete(Store<V> store, Key key);

    /** Removes a record; the batch fails if it changed since it was read. */
    <V> Batch delete(Store<V> store, Entry<V> seen);

    /** The batch fails if this record changed since it was read. */
    <V> Batch expect(Store<V> store, Entry<V> seen);

    /** The batch fails if there is a record under the key. */
    <V> Batch expectAbsent(Store<V> store, Key key);

    /**
     * Ties a sealed blob's life to this batch: kept with it, swept if the process dies before. If the batch fails the
     * blob is as it was, for another batch to adopt or to be {@linkplain tarn.blobs.Blobs#discard discarded}.
     */
    Batch adopt(Blob blob);

    /** Gives a blob up: its bytes are freed once the batch is kept. Readers that hold it open read on to the end. */
    Batch release(Blob blob);

    /** Has {@code work} run by {@link #commit}, once the batch is kept; never if it is not. */
    Batch afterwards(Runnable work);

    /**
     * Keeps the batch. When it returns true everything is on disk; when it returns false a condition did not hold and
     * nothing was changed.
     */
    boolean commit();
}
