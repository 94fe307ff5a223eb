package tarn.services.cloudtrail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.audit.Audit;
import tarn.audit.Audit.Selected;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Tells the audit which data events the account's trails and event data stores want, whenever one of them changes. */
final class Wishes {

    private final Audit audit;
    private final Store<KeptTrail> trails;
    private final Store<KeptLake> lakes;

    Wishes(Platform platform) {
        this.audit = platform.audit();
        this.trails = platform.store("cloudtrail/trails", Scope.ACCOUNT, TrailBook.FORMAT);
        this.lakes = platform.store("cloudtrail/lakes", Scope.ACCOUNT, KeptLake.FORMAT);
    }

    /** A trail changes; null if it goes. */
    void trail(Batch batch, List<KeptTrail> before, String arn, @Nullable KeptTrail next) {
        var others = before.stream().filter(trail -> !trail.arn().equals(arn));
        tell(batch, Stream.concat(others, Stream.ofNullable(next)), lakes());
    }

    /** An event data store changes; null if it goes. */
    void lake(Batch batch, String arn, @Nullable KeptLake next) {
        var others = lakes().filter(lake -> !lake.arn().equals(arn));
        var all = new ArrayList<KeptTrail>();
        trails.scan(Range.all()).forEach(entry -> all.add(entry.value()));
        tell(batch, all.stream(), Stream.concat(others, Stream.ofNullable(next)));
    }

    private Stream<KeptLake> lakes() {
        var all = new ArrayList<KeptLake>();
        lakes.scan(Range.all()).forEach(entry -> all.add(entry.value()));
        return all.stream();
    }

    private void tell(Batch batch, Stream<KeptTrail> ofTrails, Stream<KeptLake> ofLakes) {
        var wanted = new ArrayList<Selected>();
        ofTrails.filter(KeptTrail::logging)
                .forEach(trail -> Selections.of(trail)
                        .forEach(each ->
                                wanted.add(new Selected(trail.everywhere() ? null : trail.home(), each, trail.arn()))));
        ofLakes.filter(KeptLake::takes)
                .forEach(lake -> Selections.advanced(lake.selectors())
                        .forEach(each -> wanted.add(new Selected(lake.everywhere() ? null : lake.home(), each, null))));
        audit.select(batch, wanted);
    }
}
