package tarn.services.s3control;

import static tarn.services.s3control.GrantFaults.noInstance;
import static tarn.services.s3control.GrantFaults.noLocation;

import java.util.function.Function;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** Access grants as they are kept, by the caller's account and region: the instance, its locations, their grants. */
final class GrantBook {

    private static final int PAGE = 100;
    private static final int PAGE_MAX = 1000;
    private static final Key ONLY = Key.of(GrantedInstance.ID);

    private final Platform platform;
    private final Store<GrantedInstance> instances;
    private final Store<GrantedLocation> locations;
    private final Store<Grant> grants;
    private final Pages pages;

    GrantBook(Platform platform) {
        this.platform = platform;
        this.instances =
                platform.store("s3control/grants-instances", Scope.REGION, Formats.record(GrantedInstance.class));
        this.locations =
                platform.store("s3control/grants-locations", Scope.REGION, Formats.record(GrantedLocation.class));
        this.grants = platform.store("s3control/grants", Scope.REGION, Formats.record(Grant.class));
        this.pages = new Pages(platform.tokens(), PAGE, PAGE_MAX, _ -> ControlFaults.invalidToken());
    }

    Store<GrantedLocation> locations() {
        return locations;
    }

    Store<Grant> grants() {
        return grants;
    }

    Pages pages() {
        return pages;
    }

    boolean begin(GrantedInstance instance) {
        return instances.insert(ONLY, instance);
    }

    Entry<GrantedInstance> instance() {
        return instances.entry(ONLY).orElseThrow(() -> noInstance());
    }

    Entry<GrantedLocation> location(String id) {
        instance();
        return locations.entry(Key.of(id)).orElseThrow(() -> noLocation());
    }

    /** Has a batch keep the instance with so many locations more. */
    Batch keep(Batch batch, Entry<GrantedInstance> seen, int more) {
        return batch.replace(instances, seen, seen.value().with(more));
    }

    Batch remove(Batch batch, Entry<GrantedInstance> seen) {
        return batch.delete(instances, seen);
    }

    /** Decides again, on what is there now, until nobody was faster. */
    <T> T decided(Function<Batch, T> decision) {
        while (true) {
            var batch = platform.batch();
            var decided = decision.apply(batch);
            if (batch.commit()) {
                return decided;
            }
        }
    }

    /** A new id of a location or a grant. */
    String id() {
        return platform.ids().uuid().toString();
    }

    /** The ARN of the instance, or of what lies below it. */
    static String arn(String below) {
        return Caller.current()
                .arn("s3", "access-grants/" + GrantedInstance.ID + below)
                .toString();
    }
}
