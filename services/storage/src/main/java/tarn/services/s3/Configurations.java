package tarn.services.s3;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * One kind of configuration, of every bucket that has it: kept by a Put…, told by a Get…, gone by a Delete… or with its
 * bucket. Of some kinds a bucket has one; of others, such as inventories, several with ids of their own.
 *
 * <p>A configuration written into a bucket that is being deleted is refused with {@code NoSuchBucket}, so that no later
 * bucket of the same name inherits it.
 */
final class Configurations<V> {

    /** The id of the only configuration of a kind. */
    private static final String ONLY = "";

    private final Holdings holdings;
    private final Store<V> store;

    /** @param kind what is configured, such as {@code cors}; part of what is on disk, never changed */
    Configurations(Holdings holdings, String kind, Format<V> format) {
        this.holdings = holdings;
        this.store = holdings.belongings("s3/" + kind, format);
    }

    /** The bucket's only configuration of this kind. */
    Optional<V> find(String bucket) {
        return find(bucket, ONLY);
    }

    /** One of several. */
    Optional<V> find(String bucket, String id) {
        return store.get(key(bucket, id));
    }

    /** Several, in the order of their ids: at most {@code limit}, those after the id {@code after} if it is given. */
    List<V> list(String bucket, @Nullable String after, int limit) {
        var range = Range.under(Key.of(bucket));
        return store.list(after == null ? range : range.after(key(bucket, after)), limit).stream()
                .map(Entry::value)
                .toList();
    }

    /** Keeps the bucket's only configuration of this kind. */
    void put(String bucket, V value) {
        put(bucket, ONLY, value);
    }

    /** Keeps one of several. */
    void put(String bucket, String id, V value) {
        holdings.commit(bucket, holdings.batch().put(store, key(bucket, id), value));
    }

    /** Has a batch keep one of several, with what else is in it. */
    Batch put(Batch batch, String bucket, String id, V value) {
        return batch.put(store, key(bucket, id), value);
    }

    /** Has a batch keep the bucket's only configuration of this kind, as that which creates the bucket does. */
    Batch put(Batch batch, String bucket, V value) {
        return batch.put(store, key(bucket, ONLY), value);
    }

    /** Has a batch remove the bucket's only configuration of this kind. */
    Batch delete(Batch batch, String bucket) {
        return batch.delete(store, key(bucket, ONLY));
    }

    /** Removes the bucket's only configuration of this kind, if there is one. */
    void delete(String bucket) {
        delete(bucket, ONLY);
    }

    /** Removes one of several; says whether there was one. */
    boolean delete(String bucket, String id) {
        return store.delete(key(bucket, id));
    }

    /** The buckets that have any of this kind. */
    Set<String> buckets() {
        var buckets = new TreeSet<String>();
        store.scan(Range.all())
                .forEach(entry -> buckets.add(entry.key().reader().text()));
        return buckets;
    }

    private static Key key(String bucket, String id) {
        return Key.of(bucket, id);
    }
}
