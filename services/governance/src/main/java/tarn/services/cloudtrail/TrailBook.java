package tarn.services.cloudtrail;

import static tarn.services.cloudtrail.CloudTrailFaults.anotherHome;
import static tarn.services.cloudtrail.CloudTrailFaults.badArn;
import static tarn.services.cloudtrail.CloudTrailFaults.badTrailName;
import static tarn.services.cloudtrail.CloudTrailFaults.trailNotFound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The trails of the account, in all regions, by name or ARN. */
final class TrailBook {

    static final Format<KeptTrail> FORMAT = Formats.record(KeptTrail.class);

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](?:[._-]?[a-zA-Z0-9])*");

    private final Platform platform;
    private final Store<KeptTrail> trails;
    private final Wishes wishes;

    TrailBook(Platform platform, Wishes wishes) {
        this.platform = platform;
        this.trails = platform.store("cloudtrail/trails", Scope.ACCOUNT, FORMAT);
        this.wishes = wishes;
    }

    /** Refuses what AWS does not take as a trail's name. */
    static String checked(String name) {
        if (name.length() < 3) {
            throw badTrailName("Trail name too short. Minimum allowed length: 3 characters. Specified name length: "
                    + name.length() + " characters.");
        }
        if (name.length() > 128) {
            throw badTrailName("Trail name too long. Maximum allowed length: 128 characters. Specified name length: "
                    + name.length() + " characters.");
        }
        if (!NAME.matcher(name).matches()) {
            throw badTrailName("Trail name must start and end with a letter or number, and contain only letters,"
                    + " numbers, periods, underscores, and dashes, none of the last three next to each other.");
        }
        return name;
    }

    private static Key key(String home, String name) {
        return Key.of(home, name);
    }

    /** The trail that a request names, wherever it was made. */
    Entry<KeptTrail> trail(String nameOrArn) {
        var caller = Caller.current();
        var home = caller.region();
        var name = nameOrArn;
        if (nameOrArn.startsWith("arn:")) {
            var arn = Arn.parse(nameOrArn)
                    .filter(parsed -> parsed.service().equals("cloudtrail")
                            && parsed.resource().startsWith("trail/"))
                    .orElseThrow(() -> badArn(nameOrArn));
            if (!arn.account().equals(caller.account())) {
                throw trailNotFound(nameOrArn, caller.account());
            }
            home = arn.region();
            name = arn.resource().substring("trail/".length());
        } else {
            checked(name);
        }
        var arn = new Arn("aws", "cloudtrail", home, caller.account(), "trail/" + name).toString();
        return trails.entry(key(home, name)).orElseThrow(() -> trailNotFound(arn, caller.account()));
    }

    /** The trail that a request wants to change, which it may do at home only. */
    Entry<KeptTrail> own(String nameOrArn) {
        var found = trail(nameOrArn);
        if (!found.value().home().equals(Caller.current().region())) {
            throw anotherHome(found.value().arn(), found.value().home());
        }
        return found;
    }

    Optional<KeptTrail> find(String home, String name) {
        return trails.get(key(home, name));
    }

    /** All trails of the account. */
    List<KeptTrail> all() {
        var found = new ArrayList<KeptTrail>();
        trails.scan(Range.all()).forEach(entry -> found.add(entry.value()));
        return found;
    }

    /** Keeps a new trail; false if there is one of the name. */
    boolean insert(KeptTrail trail) {
        var batch = platform.batch().insert(trails, key(trail.home(), trail.name()), trail);
        wishes.trail(batch, all(), trail.arn(), trail);
        return batch.commit();
    }

    /** What else is kept with a change. */
    @FunctionalInterface
    interface Beside {
        void add(Batch batch, KeptTrail next);
    }

    /** Changes a trail at home, again if another came between. */
    KeptTrail change(String nameOrArn, UnaryOperator<KeptTrail> change, Beside beside) {
        while (true) {
            var seen = own(nameOrArn);
            var next = change.apply(seen.value());
            var batch = platform.batch().replace(trails, seen, next);
            wishes.trail(batch, all(), next.arn(), next);
            beside.add(batch, next);
            if (batch.commit()) {
                return next;
            }
        }
    }

    /** Removes a trail at home. */
    KeptTrail remove(String nameOrArn, Beside beside) {
        while (true) {
            var seen = own(nameOrArn);
            var batch = platform.batch().delete(trails, seen);
            wishes.trail(batch, all(), seen.value().arn(), null);
            beside.add(batch, seen.value());
            if (batch.commit()) {
                return seen.value();
            }
        }
    }
}
