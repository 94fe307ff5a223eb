package tarn.services.dynamodb;

import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;

/**
 * Fills a new table with what another was at a moment. Each batch of items is kept with how far it has come, so that a
 * restart goes on there.
 */
final class Copying {

    static final Format<Copy> FORMAT = Formats.record(Copy.class);

    /**
     * A copy that is being made.
     *
     * @param table the name of the new table
     * @param number of the new table
     * @param source the name of the other
     * @param from the number of the other
     * @param cut the moment; see {@link Pasts#read}
     * @param after where it goes on; null at the beginning
     */
    record Copy(
            String table,
            int number,
            String source,
            int from,
            long cut,
            @Nullable Key after) {
        Copy after(@Nullable Key last) {
            return new Copy(table, number, source, from, cut, last);
        }
    }

    private final Platform platform;
    private final Tables tables;
    private final Items items;
    private final Pasts pasts;
    private final Keeping keeping;
    private final Works<Copy> works;

    Copying(Platform platform, Tables tables, Items items, Pasts pasts, Keeping keeping) {
        this.platform = platform;
        this.tables = tables;
        this.items = items;
        this.pasts = pasts;
        this.keeping = keeping;
        this.works = new Works<>(platform, "copies", FORMAT, this::copy);
    }

    /** Begins a copy, whose moment is kept under its id, with the batch that makes its table. */
    void begin(Batch batch, String id, StoredTable table, StoredTable source, long cut) {
        works.begin(batch, id, new Copy(table.name(), table.number(), source.name(), source.number(), cut, null));
    }

    private void copy(String id, Copy begun) {
        @Nullable Copy next = begun;
        while (next != null) {
            next = go(id, next);
        }
    }

    /** Goes one step; returns the next, or null if that was the last. */
    private @Nullable Copy go(String id, Copy copy) {
        var table = tables.find(copy.table())
                .filter(found -> found.stored().number() == copy.number())
                .orElse(null);
        if (table == null) {
            var batch = platform.batch();
            end(batch, id, copy);
            batch.commit();
            return null;
        }
        var some = pasts.read(copy.from(), copy.cut(), copy.after());
        var alteration = items.alter();
        for (var was : some.items()) {
            var item = ItemCodec.decode(was.item());
            alteration.add(table, table.key(item), null, item);
        }
        var batch = alteration.batch();
        if (some.last() == null) {
            batch.replace(tables.store(), table.entry(), arrived(table.stored()));
            end(batch, id, copy);
            return alteration.commit() ? null : copy;
        }
        var further = copy.after(some.last());
        batch.expect(tables.store(), table.entry());
        works.go(batch, id, further);
        return alteration.commit() ? further : copy;
    }

    /** A table whose items are all there. */
    static StoredTable arrived(StoredTable table) {
        var origin = table.tied().origin();
        return origin == null
                ? table
                : table.with(
                        table.tied().from(new Ties.Origin(origin.backup(), origin.table(), origin.moment(), false)));
    }

    private void end(Batch batch, String id, Copy copy) {
        works.end(batch, id);
        keeping.moments().remove(batch, copy.from(), id);
        keeping.prune(batch, copy.source(), copy.from());
    }
}
