package tarn.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;

/** A store over the database. */
final class LocalStore<V> implements Store<V> {

    /** A page of a scan ends after so many records, or so many bytes. */
    private static final int PAGE_RECORDS = 256;

    private static final int PAGE_BYTES = 1 << 20;

    private final Database database;
    private final String name;
    private final Scope scope;
    private final Format<V> format;

    LocalStore(Database database, String name, Scope scope, Format<V> format) {
        this.database = database;
        this.name = name;
        this.scope = scope;
        this.format = format;
    }

    /** The store behind the interface; ours is the only one. */
    static <V> LocalStore<V> of(Store<V> store) {
        if (store instanceof LocalStore<V> local) {
            return local;
        }
        throw new IllegalArgumentException("Not a store of this platform: " + store);
    }

    /** Says that records have changed. */
    void changed() {
        database.changes(name).increment();
    }

    @Override
    public long changes() {
        return database.changes(name).sum() + database.resetCount();
    }

    Place place() {
        return database.places().of(name, scope);
    }

    Commit.Write write(Key key, V value) {
        var account =
                scope == Scope.GLOBAL ? Caller.ifBound().map(Caller::account).orElse("") : "";
        return new Commit.Write(place(), key.bytes(), format.encode(value), format.version(), account);
    }

    Commit.Write removal(Key key) {
        return new Commit.Write(place(), key.bytes(), null, 0, "");
    }

    Commit.Condition condition(Key key, long revision) {
        return new Commit.Condition(place(), key.bytes(), revision);
    }

    @Override
    public Optional<Entry<V>> entry(Key key) {
        var number = place().number();
        if (number == 0) {
            return Optional.empty();
        }
        var stored = database.get(Family.RECORDS, Keys.of(number, key.bytes()));
        return stored == null ? Optional.empty() : Optional.of(decode(key, stored));
    }

    private Entry<V> decode(Key key, byte[] stored) {
        int version = StoredValue.version(stored);
        if (version > format.version()) {
            throw new StoreFailure("A record of " + name + " is of version " + version + ", and this Tarn knows "
                    + format.version() + ": use a newer Tarn");
        }
        return new Entry<>(key, format.decode(StoredValue.value(stored), version), StoredValue.revision(stored));
    }

    @Override
    public void put(Key key, V value) {
        database.batch().put(this, key, value).commit();
    }

    @Override
    public boolean insert(Key key, V value) {
        return database.batch().insert(this, key, value).commit();
    }

    @Override
    public boolean replace(Entry<V> seen, V next) {
        return database.batch().replace(this, seen, next).commit();
    }

    @Override
    public boolean delete(Key key) {
        var seen = entry(key);
        while (seen.isPresent()) {
            if (database.batch().delete(this, seen.get()).commit()) {
                return true;
            }
            seen = entry(key);
        }
        return false;
    }

    @Override
    public Optional<V> update(Key key, Function<Optional<V>, @Nullable V> change) {
        while (true) {
            var seen = entry(key);
            var next = change.apply(seen.map(Entry::value));
            if (next == null && seen.isEmpty()) {
                return Optional.empty();
            }
            if (change(key, seen, next)) {
                return Optional.ofNullable(next);
            }
        }
    }

    private boolean change(Key key, Optional<Entry<V>> seen, @Nullable V next) {
        var batch = database.batch();
        if (next == null) {
            batch.delete(this, seen.orElseThrow());
        } else if (seen.isPresent()) {
            batch.replace(this, seen.get(), next);
        } else {
            batch.insert(this, key, next);
        }
        return batch.commit();
    }

    @Override
    public List<Entry<V>> list(Range range, int limit) {
        var found = new ArrayList<Entry<V>>(Math.min(limit, PAGE_RECORDS));
        var records = new Scan(range, place(), Math.min(limit, PAGE_RECORDS));
        while (found.size() < limit && records.hasNext()) {
            found.add(records.next());
        }
        return found;
    }

    @Override
    public Iterable<Entry<V>> scan(Range range) {
        var place = place();
        return () -> new Scan(range, place, PAGE_RECORDS);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Raw(byte[] key, byte[] stored) {}

    /** Reads page after page; between two pages nothing native is held. */
    private final class Scan implements Iterator<Entry<V>> {
        private final Place place;
        private final int pageRecords;
        private final boolean reversed;
        private final byte[] low;
        private final byte[] high;
        private List<Raw> page = List.of();
        private int at;
        private byte @Nullable [] last;
        private boolean ended;

        /** Only what the range leaves out by single keys is looked at in each record. */
        private final Range range;

        Scan(Range range, Place place, int pageRecords) {
            this.range = range;
            this.place = place;
            this.pageRecords = pageRecords;
            this.reversed = range.reversed();
            var from = range.from();
            var lowest = range.lowest();
            var end = range.end();
            if (from != null && !reversed && Key.ofBytes(lowest).compareTo(from) < 0) {
                lowest = from.bytes();
            }
            if (from != null && reversed) {
                var after = java.util.Arrays.copyOf(from.bytes(), from.bytes().length + 1);
                end = end.length == 0 || Key.ofBytes(after).compareTo(Key.ofBytes(end)) < 0 ? after : end;
            }
            this.low = lowest;
            this.high = end;
        }

        @Override
        public boolean hasNext() {
            while (at == page.size() && !ended) {
                turn();
            }
            return at < page.size();
        }

        private void turn() {
            var read = new ArrayList<Raw>();
            at = 0;
            page = read;
            var number = place.number();
            if (number == 0) {
                ended = true;
                return;
            }
            var bytes = new int[1];
            database.read(rocks -> {
                rocks.read(Family.RECORDS, stretch(number), (key, stored) -> {
                    read.add(new Raw(key, stored));
                    bytes[0] += stored.length;
                    return read.size() < pageRecords && bytes[0] < PAGE_BYTES;
                });
                return true;
            });
            ended = read.size() < pageRecords && bytes[0] < PAGE_BYTES;
            if (!read.isEmpty()) {
                last = Keys.withoutPlace(read.getLast().key());
            }
            read.removeIf(raw -> !range.visits(Keys.withoutPlace(raw.key())));
        }

        /** What is left after the last record read. */
        private Rocks.Stretch stretch(long number) {
            var from = low;
            var end = high;
            if (last != null && reversed) {
                end = last;
            } else if (last != null) {
                from = java.util.Arrays.copyOf(last, last.length + 1);
            }
            return new Rocks.Stretch(
                    Keys.of(number, from), end.length == 0 ? Places.bytes(number + 1) : Keys.of(number, end), reversed);
        }

        @Override
        public Entry<V> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var raw = page.get(at++);
            return decode(Key.ofBytes(Keys.withoutPlace(raw.key())), raw.stored());
        }
    }
}
