package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Does the long work on tables: removes what nobody needs any more, and makes indexes of what is there. */
final class Upkeep {

    private static final int SWEPT_AT_ONCE = 1000;
    private static final int FILLED_AT_ONCE = 100;

    private final Platform platform;
    private final Tables tables;
    private final Items items;
    private final Moments moments;
    private final Pasts pasts;
    private final Versions versions;

    Upkeep(Platform platform, Tables tables, Items items, Moments moments, Pasts pasts, Versions versions) {
        this.versions = versions;
        this.platform = platform;
        this.tables = tables;
        this.items = items;
        this.moments = moments;
        this.pasts = pasts;
    }

    void work(Chores.Chore chore) {
        switch (chore.kind()) {
            case SWEEP -> sweep(chore);
            case FILL -> fill(chore);
        }
    }

    /** Removes entries; of a table that is gone the items, too, unless a backup needs them. */
    private void sweep(Chores.Chore chore) {
        boolean all = chore.index() == Chores.ALL;
        boolean needed = all && !moments.of(chore.number()).isEmpty();
        if (all && !needed) {
            pasts.prune(chore.number(), (begun, ended) -> false);
            versions.forget(chore.number());
        }
        var range = all
                ? Range.between(
                        needed
                                ? KeyBytes.of(chore.number(), Table.ITEMS).end()
                                : KeyBytes.of(chore.number(), Table.ITEMS).made(),
                        KeyBytes.of(chore.number() + 1, Table.ITEMS).made())
                : under(chore.number(), chore.index());
        while (true) {
            var some = items.store().list(range, SWEPT_AT_ONCE);
            if (some.isEmpty()) {
                break;
            }
            var batch = platform.batch();
            some.forEach(entry -> batch.delete(items.store(), entry.key()));
            batch.commit();
        }
        if (chore.index() != Chores.ALL) {
            change(
                    chore,
                    table -> table.with(
                            table.definitionsWithout(chore.index()),
                            table.indexes().stream()
                                    .filter(index -> index.number() != chore.index())
                                    .toList(),
                            table.indexesMade()));
        }
    }

    static Range under(int table, int index) {
        return Range.between(
                KeyBytes.of(table, index).made(), KeyBytes.of(table, index).end());
    }

    /** Gives every item its entry. Items that are written meanwhile get theirs with the write. */
    private void fill(Chores.Chore chore) {
        var all = under(chore.number(), Table.ITEMS);
        var range = all;
        while (true) {
            var some = items.store().list(range, FILLED_AT_ONCE);
            if (some.isEmpty()) {
                break;
            }
            if (!fill(chore, some)) {
                return;
            }
            range = all.after(some.getLast().key());
        }
        change(
                chore,
                table -> table.with(
                        table.definitions(),
                        table.indexes().stream()
                                .map(index -> index.number() == chore.index() ? index.filledUp() : index)
                                .toList(),
                        table.indexesMade()));
    }

    /** Fills a part; says whether the table and the index are still there. */
    private boolean fill(Chores.Chore chore, List<Entry<StoredItem>> some) {
        var keys = some.stream().map(Entry::key).toList();
        while (true) {
            try (var _ = items.locks().lock(keys)) {
                var table = table(chore);
                if (table.isEmpty()) {
                    return false;
                }
                var batch = platform.batch().expect(tables.store(), table.get().entry());
                for (var key : new ArrayList<Key>(keys)) {
                    var item = items.read(key).map(ItemCodec::decode);
                    if (item.isPresent()) {
                        items.index(batch, table.get(), chore.index(), key, item.get());
                    }
                }
                if (batch.commit()) {
                    return true;
                }
            }
        }
    }

    private Optional<Table> table(Chores.Chore chore) {
        return tables.find(chore.table()).filter(table -> table.stored().number() == chore.number());
    }

    private void change(Chores.Chore chore, java.util.function.UnaryOperator<StoredTable> change) {
        while (true) {
            var table = table(chore);
            if (table.isEmpty()
                    || tables.store()
                            .replace(
                                    table.get().entry(),
                                    change.apply(table.get().stored()))) {
                return;
            }
        }
    }
}
