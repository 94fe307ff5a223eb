package tarn.services.dynamodb;

import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
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
     * @param region of the new table, which is a replica then; null if it is the other's
     */
    record Copy(
            String table,
            int number,
            String source,
            int from,
            long cut,
            @Nullable Key after,
            @Nullable String region) {
        Copy after(@Nullable Key last) {
            return new Copy(table, number, source, from, cut, last, region);
        }
    }

    private final Tables tables;
    private final Items items;
    private final Pasts pasts;
    private final Keeping keeping;
    private final Lanes lanes;
    private final Works<Copy> works;

    Copying(Platform platform, Tables tables, Items items, Pasts pasts, Keeping keeping, Lanes lanes) {
        this.lanes = lanes;
        this.tables = tables;
        this.items = items;
        this.pasts = pasts;
        this.keeping = keeping;
        this.works = new Works<>(platform, "copies", FORMAT, this::copy);
    }

    /** Begins a copy, whose moment is kept under its id, with the batch that makes its table. */
    void begin(Batch batch, String id, StoredTable table, StoredTable source, long cut) {
        begin(batch, id, table, source, cut, null);
    }

    /** The same of a replica in another region. */
    void begin(Batch batch, String id, StoredTable table, StoredTable source, long cut, @Nullable String region) {
        works.begin(
                batch, id, new Copy(table.name(), table.number(), source.name(), source.number(), cut, null, region));
    }

    private void copy(String id, Copy begun) {
        @Nullable Copy next = begun;
        while (next != null) {
            next = go(id, next);
        }
    }

    /** Goes one step; returns the next, or null if that was the last. */
    private @Nullable Copy go(String id, Copy copy) {
        var here = Caller.current();
        var there = copy.region() == null ? here : here.in(copy.region());
        var some = pasts.read(copy.from(), copy.cut(), copy.after());
        var alteration = items.alter();
        var batch = alteration.batch();
        boolean last = there.call(() -> {
            var table = tables.find(copy.table())
                    .filter(found -> found.stored().number() == copy.number())
                    .orElse(null);
            if (table == null) {
                return true;
            }
            if (copy.region() != null) {
                // What comes from another region is not told to it again.
                alteration.from(new Versions.Write(copy.cut(), here.region()));
            }
            for (var was : some.items()) {
                var item = ItemCodec.decode(was.item());
                alteration.add(table, table.key(item), null, item);
            }
            if (some.last() != null) {
                batch.expect(tables.store(), table.entry());
                return false;
            }
            var arrived = arrived(table.stored());
            batch.replace(tables.store(), table.entry(), arrived);
            GlobalTables.arrived(batch, arrived, tables, lanes);
            return true;
        });
        var further = copy.after(some.last());
        if (last) {
            end(batch, id, copy);
        } else {
            works.go(batch, id, further);
        }
        boolean kept = there.call(alteration::commit);
        return !kept ? copy : last ? null : further;
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
