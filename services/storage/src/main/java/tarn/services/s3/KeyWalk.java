package tarn.services.s3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * A walk over the keys of a bucket in order, in which keys that go on after a delimiter are rolled up into one common
 * prefix.
 *
 * <p>A rolled-up prefix costs one look, however many keys it stands for: the walk goes on behind the last key that can
 * begin with it. It reads few records first and more as long as they prove useful, so that a listing of folders does not
 * read what it is going to skip, and one of plain keys reads whole pages.
 *
 * @param <V> what is kept under the keys, whose first component is the bucket and second the object's key
 */
final class KeyWalk<V> {

    private static final int STEP_MAX = 1000;

    private final Store<V> store;
    private final Predicate<V> listed;
    private final Range all;
    private final Key bucket;
    private final String prefix;
    private final String delimiter;

    /** What was found. {@code last} is where to go on, if the page was {@code truncated}. */
    record Page<V>(
            List<Entry<V>> entries,
            List<String> prefixes,
            boolean truncated,
            @Nullable Position last) {}

    /**
     * Where a page ended.
     *
     * @param text the last object key or common prefix
     * @param entry the key of the last record; null if the last was a common prefix
     */
    record Position(String text, @Nullable Key entry) {}

    /**
     * Every key that begins with {@code prefix} and whose record is to be listed; an empty delimiter rolls nothing up.
     */
    KeyWalk(Store<V> store, Predicate<V> listed, String bucket, String prefix, String delimiter) {
        this.store = store;
        this.listed = listed;
        this.bucket = Key.of(bucket);
        this.all = Range.under(this.bucket).startingWith(prefix);
        this.prefix = prefix;
        this.delimiter = delimiter;
    }

    /** The object key in a record's key. */
    static String objectKey(Key key) {
        var reader = key.reader();
        reader.text();
        return reader.text();
    }

    /** The range of all keys. */
    Range all() {
        return all;
    }

    /**
     * The range that comes after an object key or common prefix that a client names. If it is a common prefix, all that
     * it stands for is left out.
     */
    Range after(String text) {
        return rolledUp(text) == text.length() ? behind(text) : all.after(bucket.with(text));
    }

    /** Whether an object key would be listed, and not rolled up. */
    boolean covers(String key) {
        return key.startsWith(prefix) && rolledUp(key) == 0;
    }

    /** The range that comes after all records of an object key. */
    Range afterAllOf(String text) {
        if (rolledUp(text) == text.length()) {
            return behind(text);
        }
        var bytes = bucket.with(text).bytes();
        var last = Arrays.copyOf(bytes, bytes.length + 1);
        last[bytes.length] = (byte) 0xFF;
        return all.after(Key.ofBytes(last));
    }

    /** So many keys and common prefixes from the beginning of a range on. */
    Page<V> page(Range from, int limit) {
        var entries = new ArrayList<Entry<V>>();
        var prefixes = new ArrayList<String>();
        Position last = null;
        var range = from;
        int step = 2;
        while (true) {
            var found = store.list(range, step);
            var next = range;
            boolean skipped = false;
            for (var entry : found) {
                if (!listed.test(entry.value())) {
                    next = all.after(entry.key());
                    continue;
                }
                if (entries.size() + prefixes.size() == limit) {
                    return new Page<>(entries, prefixes, limit > 0, last);
                }
                var key = objectKey(entry.key());
                int end = rolledUp(key);
                if (end > 0) {
                    var common = key.substring(0, end);
                    prefixes.add(common);
                    last = new Position(common, null);
                    next = behind(common);
                    skipped = true;
                    break;
                }
                entries.add(entry);
                last = new Position(key, entry.key());
                next = all.after(entry.key());
            }
            if (found.size() < step && !skipped) {
                return new Page<>(entries, prefixes, false, last);
            }
            step = skipped ? 2 : Math.min(step * 4, Math.min(STEP_MAX, limit - entries.size() - prefixes.size() + 1));
            range = next;
        }
    }

    /* The length of the common prefix that stands for a key; 0 if it stands for itself. */
    private int rolledUp(String key) {
        if (delimiter.isEmpty() || !key.startsWith(prefix)) {
            return 0;
        }
        int at = key.indexOf(delimiter, prefix.length());
        return at < 0 ? 0 : at + delimiter.length();
    }

    /* Behind the last key that begins with a text. No UTF-8 text has the byte 0xFF, so this sorts after them all. */
    private Range behind(String text) {
        var bytes = bucket.with(text).bytes();
        bytes[bytes.length - 1] = (byte) 0xFF;
        return all.after(Key.ofBytes(bytes));
    }
}
