package tarn.services.glue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.Partition;
import tarn.kernel.PagingTokens;
import tarn.pagination.Page;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/**
 * Reads the partitions that a filter means, along the partition keys themselves or along an index, whichever is bounded more
 * narrowly. What comes back is in the order of what was read along.
 */
final class PartitionReading {

    private static final String OPERATION = "GetPartitions";
    private static final int PAGE = 1_000;

    private final Catalog catalog;
    private final PartitionIndexBook indexes;
    private final PagingTokens tokens;
    private final Pages pages;

    PartitionReading(Catalog catalog, PartitionIndexBook indexes, PagingTokens tokens, Pages pages) {
        this.catalog = catalog;
        this.indexes = indexes;
        this.tokens = tokens;
        this.pages = pages.of(PAGE, PAGE);
    }

    /** Keys from the first on that sort before the second. */
    private record Stretch(Key first, Key before) {

        static Stretch all(Key parent) {
            return new Stretch(parent, end(parent));
        }
    }

    /**
     * A way through partitions.
     *
     * @param stretches where those lie that may be meant, in order
     * @param narrowness how much of the keys it fixes; the more, the less it reads
     */
    private record Way(Optional<PartitionIndex> index, List<Stretch> stretches, int narrowness) {

        String operation() {
            return index.map(along -> OPERATION + "/" + along.name()).orElse(OPERATION);
        }
    }

    /** A page of partitions; {@code wanted} decides by their values. */
    Page<Partition> page(
            KeptTable table,
            PartitionFilter filter,
            @Nullable String token,
            @Nullable Integer asked,
            Predicate<List<String>> wanted) {
        var way = way(table, filter, token);
        var after = token == null ? null : Key.ofBytes(pages.position(way.operation(), token));
        int size = pages.size(asked);
        var found = new ArrayList<Partition>();
        @Nullable Key last = null;
        for (var stretch : way.stretches()) {
            if (after != null && stretch.before().compareTo(after) <= 0) {
                continue;
            }
            var whole = Range.between(stretch.first(), stretch.before());
            for (var step : steps(way, after == null ? whole : whole.after(after))) {
                if (!wanted.test(
                        PartitionBook.values(step.partition(), table.keys().size()))) {
                    continue;
                }
                if (found.size() == size && last != null) {
                    return new Page<>(found, pages.token(way.operation(), last.bytes()));
                }
                step.read().map(kept -> kept.get().partition()).ifPresent(found::add);
                last = step.key();
            }
        }
        if (way.index().isPresent() && !isActive(table, way.index().get())) {
            // The index went while it was read, and some of its entries with it: look along the partitions themselves.
            return page(table, filter, token, asked, wanted);
        }
        return new Page<>(found, null);
    }

    private boolean isActive(KeptTable table, PartitionIndex along) {
        return indexes.seen(table).all().contains(along);
    }

    /** A step on the way: where it is, and the partition there. */
    private record Step(Key key, Key partition, Supplier<Optional<Deferred<KeptPartition>>> found) {

        Optional<Deferred<KeptPartition>> read() {
            return found.get();
        }
    }

    private Iterable<Step> steps(Way way, Range range) {
        if (way.index().isEmpty()) {
            return steps(
                    catalog.partitions().scan(range),
                    entry -> new Step(entry.key(), entry.key(), () -> Optional.of(entry.value())));
        }
        return steps(indexes.entries().scan(range), entry -> {
            var partition = Key.ofBytes(entry.value());
            return new Step(entry.key(), partition, () -> catalog.partitions().get(partition));
        });
    }

    private static <V> Iterable<Step> steps(Iterable<Entry<V>> entries, Function<Entry<V>, Step> step) {
        return () ->
                StreamSupport.stream(entries.spliterator(), false).map(step).iterator();
    }

    /** The narrowest way; of a list that has begun, the one it began with. */
    private Way way(KeptTable table, PartitionFilter filter, @Nullable String token) {
        var bounds = KeyBounds.of(filter);
        var best = direct(table, bounds);
        if (token != null && tokens.open(best.operation(), token).isPresent()) {
            return best;
        }
        for (var index : indexes.seen(table).all()) {
            if (index.state() == PartitionIndex.State.ACTIVE) {
                var way = along(index, table, bounds);
                if (token != null && tokens.open(way.operation(), token).isPresent()) {
                    return way;
                }
                best = way.narrowness() > best.narrowness() ? way : best;
            }
        }
        return best;
    }

    /** Along an index: as far as its first keys have one value each, and within bounds of the next. */
    private static Way along(PartitionIndex index, KeptTable table, KeyBounds bounds) {
        var key = index.root(table);
        int fixed = 0;
        for (int position : index.positions(table.keys())) {
            var bound = bounds.at(position);
            if (bound == null) {
                break;
            }
            if (!bound.isOneValue() || bound.low() == null) {
                return new Way(Optional.of(index), List.of(stretch(key, bound)), 2 * fixed + 1);
            }
            key = KeyBounds.with(key, bound.low());
            fixed++;
        }
        return new Way(Optional.of(index), List.of(Stretch.all(key)), 2 * fixed);
    }

    private static Stretch stretch(Key parent, KeyBounds.Bound bound) {
        var first = bound.low() == null ? parent : KeyBounds.with(parent, bound.low());
        var last = bound.high() == null ? parent : KeyBounds.with(parent, bound.high());
        return new Stretch(first, end(last));
    }

    /*
     * Along the partitions themselves, which lie by text. Text is equal to itself alone. The number 7 may be kept as 07 too:
     * what does not begin with a digit from 1 to 9 lies before or behind all that does, and is looked at as well.
     */
    private static Way direct(KeptTable table, KeyBounds bounds) {
        var before = new ArrayList<Stretch>();
        var behind = new ArrayList<Stretch>();
        var key = Key.of(table.id());
        int fixed = 0;
        boolean ranged = false;
        var last = Stretch.all(key);
        for (int position = 0; position < table.keys().size() && !ranged; position++) {
            var bound = bounds.at(position);
            if (bound == null) {
                break;
            }
            ranged = !bound.isOneValue();
            if (bound.type() == KeyType.TEXT && ranged) {
                last = stretch(key, bound);
            } else if (bound.low() instanceof KeyType.Value.Text(var text) && !ranged) {
                key = key.with(text);
                fixed++;
                last = Stretch.all(key);
            } else if (bound.low() instanceof KeyType.Value.Whole(var number) && number.signum() > 0 && !ranged) {
                before.add(new Stretch(key, key.with("1")));
                behind.addFirst(new Stretch(key.with(":"), end(key)));
                key = key.with(number.toString());
                fixed++;
                last = Stretch.all(key);
            } else {
                ranged = false;
                break;
            }
        }
        before.add(last);
        before.addAll(behind);
        return new Way(Optional.empty(), before, 2 * fixed + (ranged ? 1 : 0));
    }

    /** What every key that goes on from here sorts before. */
    private static Key end(Key key) {
        var bytes = key.bytes();
        var end = Arrays.copyOf(bytes, bytes.length + 1);
        end[bytes.length] = (byte) 0xFF;
        return Key.ofBytes(end);
    }
}
