package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.LakeFaults.badLakeArn;
import static tarn.services.cloudtrail.LakeFaults.lakeNotFound;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The event data stores of the account, by id or ARN; a region shows its own. */
final class LakeBook {

    private final Platform platform;
    private final Store<KeptLake> lakes;
    private final Wishes wishes;

    LakeBook(Platform platform, Wishes wishes) {
        this.platform = platform;
        this.lakes = platform.store("cloudtrail/lakes", Scope.ACCOUNT, KeptLake.FORMAT);
        this.wishes = wishes;
    }

    /** The event data store that a request names. */
    Entry<KeptLake> lake(String idOrArn) {
        var caller = Caller.current();
        var id = idOrArn;
        if (idOrArn.startsWith("arn:")) {
            var arn = Arn.parse(idOrArn)
                    .filter(parsed -> parsed.service().equals("cloudtrail")
                            && parsed.resource().startsWith("eventdatastore/"))
                    .orElseThrow(() -> badLakeArn(idOrArn));
            if (!arn.account().equals(caller.account()) || !arn.region().equals(caller.region())) {
                throw lakeNotFound(idOrArn);
            }
            id = arn.resource().substring("eventdatastore/".length());
        }
        return lakes.entry(Key.of(id))
                .filter(found -> found.value().home().equals(caller.region()))
                .orElseThrow(() -> lakeNotFound(idOrArn));
    }

    /** Those of the region. */
    List<KeptLake> all() {
        var region = Caller.current().region();
        var found = new ArrayList<KeptLake>();
        lakes.scan(Range.all()).forEach(entry -> {
            if (entry.value().home().equals(region)) {
                found.add(entry.value());
            }
        });
        return found;
    }

    /** Keeps a new one. */
    void insert(KeptLake lake) {
        var batch = platform.batch().insert(lakes, Key.of(lake.id()), lake);
        wishes.lake(batch, lake.arn(), lake);
        batch.commit();
    }

    /** Changes one, again if another came between. */
    KeptLake change(String idOrArn, UnaryOperator<KeptLake> change) {
        while (true) {
            var seen = lake(idOrArn);
            var next = change.apply(seen.value());
            var batch = platform.batch().replace(lakes, seen, next);
            wishes.lake(batch, next.arn(), next.deleted() == null ? next : null);
            if (batch.commit()) {
                return next;
            }
        }
    }

    /** Removes one for good. */
    void remove(KeptLake lake) {
        var batch = platform.batch().delete(lakes, Key.of(lake.id()));
        wishes.lake(batch, lake.arn(), null);
        batch.commit();
    }
}
