package tarn.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records of one kind by key, scoped by the current {@link tarn.kernel.Caller}. A write that returned is on disk.
 *
 * <p>Reads see every write that returned before they began.
 */
public interface Store<V> {

    /** The record under a key. */
    default Optional<V> get(Key key) {
        return entry(key).map(Entry::value);
    }

    /** The record under a key, with the revision a later conditional write needs. */
    Optional<Entry<V>> entry(Key key);

    /** Keeps a record, replacing what is there. */
    void put(Key key, V value);

    /** Keeps a record if there is none under the key; says whether it did. */
    boolean insert(Key key, V value);

    /** Replaces a record if it has not changed since it was read; says whether it did. */
    boolean replace(Entry<V> seen, V next);

    /** Removes a record; says whether there was one. */
    boolean delete(Key key);

    /**
     * Changes a record by a pure function of what is there, again if another writer came between.
     *
     * @param change from the present record (empty if none) to the next; null removes it. It may throw, then nothing
     *     changes.
     * @return what is kept now
     */
    Optional<V> update(Key key, Function<Optional<V>, @Nullable V> change);

    /** Records of a range in order, read page by page as the iteration goes; no snapshot is held. */
    Iterable<Entry<V>> scan(Range range);

    /**
     * A number that grows with every change of the store's records, whoever's they are, before the change is
     * acknowledged. Read before the records, it says later whether what was made of them still holds.
     */
    long changes();

    /** At most {@code limit} records of a range, in order. */
    List<Entry<V>> list(Range range, int limit);
}
