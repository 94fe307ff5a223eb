package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.accessDenied;
import static tarn.services.sqs.SqsFaults.addressInvalid;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Origin;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The queues of the caller's account and region, by name. */
final class Queues {

    static final String QUEUES = "sqs/queues";

    private static final Pattern URL = Pattern.compile("(?:https?://[^/]+)?/(?:.*/)?([0-9]{12})/([A-Za-z0-9_.-]+)/?");
    private static final int REMEMBERED_MAX = 10_000;

    private final Platform platform;
    private final Store<StoredQueue> store;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    private record Place(String account, String region, String name) {}

    /** A queue as it was when the store had seen so many changes. */
    private record Known(long changes, StoredQueue queue) {}

    Queues(Platform platform) {
        this.platform = platform;
        this.store = platform.store(QUEUES, Scope.REGION, Formats.record(StoredQueue.class));
    }

    Store<StoredQueue> store() {
        return store;
    }

    /** The queue of a name in the caller's account and region. */
    Optional<StoredQueue> find(String name) {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region(), name);
        long changes = store.changes();
        var remembered = known.get(place);
        if (remembered != null && remembered.changes() == changes) {
            return Optional.of(remembered.queue());
        }
        var found = store.get(Key.of(name));
        if (known.size() >= REMEMBERED_MAX) {
            known.clear();
        }
        found.ifPresentOrElse(queue -> known.put(place, new Known(changes, queue)), () -> known.remove(place));
        return found;
    }

    StoredQueue named(String name) {
        return find(name).orElseThrow(SqsFaults::queueNotFound);
    }

    /** The queue of an ARN, if it is in the caller's account and region. */
    Optional<StoredQueue> byArn(String arn) {
        var caller = Caller.current();
        return Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("sqs")
                        && parsed.region().equals(caller.region())
                        && parsed.account().equals(caller.account()))
                .flatMap(parsed -> find(parsed.resource()));
    }

    /** The account and the name in a queue's URL, whatever its host. */
    record Address(String account, String name) {

        /** Reads a URL; empty if it is none. */
        static Optional<Address> parse(String url) {
            var matcher = URL.matcher(url);
            return matcher.matches() ? Optional.of(new Address(matcher.group(1), matcher.group(2))) : Optional.empty();
        }

        String arn() {
            return Caller.current().of(account).arn("sqs", name).toString();
        }
    }

    /** Does work on the queue of a URL, in the account that owns it. */
    <T> T at(String url, Function<StoredQueue, T> work) {
        var address = Address.parse(url).orElseThrow(() -> addressInvalid(url));
        var caller = Caller.current();
        if (address.account().equals(caller.account())) {
            return work.apply(named(address.name()));
        }
        // Where policies decide, who is let in by one has been made a caller of the owner's account before.
        if (platform.permissions().enforced(address.account())) {
            throw accessDenied();
        }
        return caller.of(address.account()).call(() -> work.apply(named(address.name())));
    }

    /** The URL of a queue, at the host by which the client reached us. */
    static String url(StoredQueue queue) {
        var path = "/" + queue.account() + "/" + queue.name();
        return Origin.ifBound()
                .filter(origin -> !origin.host().isEmpty())
                .map(origin -> (origin.secure() ? "https://" : "http://") + origin.host() + path)
                .orElseGet(() -> "https://sqs." + queue.region() + ".amazonaws.com" + path);
    }

    /** Changes a queue, again if another came between. */
    StoredQueue change(String name, UnaryOperator<StoredQueue> change) {
        while (true) {
            Entry<StoredQueue> seen = store.entry(Key.of(name)).orElseThrow(SqsFaults::queueNotFound);
            var next = change.apply(seen.value());
            if (next.equals(seen.value()) || store.replace(seen, next)) {
                return next;
            }
        }
    }
}
