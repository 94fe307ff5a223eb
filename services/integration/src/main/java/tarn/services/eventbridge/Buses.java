package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.busNotFound;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The event buses of the caller's account and region. Each has the bus {@code default} without making it. */
final class Buses {

    static final String DEFAULT = "default";

    private static final String RESOURCE = "event-bus/";

    private final Platform platform;
    private final Store<StoredBus> store;

    Buses(Platform platform) {
        this.platform = platform;
        this.store = platform.store("eventbridge/buses", Scope.REGION, Formats.record(StoredBus.class));
    }

    Store<StoredBus> store() {
        return store;
    }

    /** The name that a name, an ARN or nothing says. */
    static String name(@Nullable String reference) {
        if (reference == null || reference.isEmpty()) {
            return DEFAULT;
        }
        if (!reference.startsWith("arn:")) {
            return reference;
        }
        return Arn.parse(reference)
                .filter(arn -> arn.service().equals("events") && arn.resource().startsWith(RESOURCE))
                .map(arn -> arn.resource().substring(RESOURCE.length()))
                .orElseThrow(() -> EventFaults.invalid("Parameter EventBusName is not valid."));
    }

    /** The ARN of what a name, an ARN or nothing says. */
    static String arn(@Nullable String reference) {
        return reference != null && reference.startsWith("arn:")
                ? reference
                : Caller.current().arn("events", RESOURCE + name(reference)).toString();
    }

    Optional<StoredBus> find(String name) {
        return store.get(Key.of(name)).or(() -> name.equals(DEFAULT) ? Optional.of(unwritten()) : Optional.empty());
    }

    /** A bus that must exist. */
    StoredBus named(@Nullable String reference) {
        var name = name(reference);
        return find(name).orElseThrow(() -> busNotFound(name));
    }

    /** The default bus as it is before anything was said about it. */
    StoredBus unwritten() {
        var now = platform.clock().instant();
        return new StoredBus(DEFAULT, arn(DEFAULT), null, null, null, Map.of(), now, now);
    }

    /** Changes a bus by a pure function, again if another came between. */
    StoredBus change(@Nullable String reference, UnaryOperator<StoredBus> change) {
        var name = name(reference);
        return store.update(
                        Key.of(name),
                        seen -> change.apply(seen.or(() -> find(name)).orElseThrow(() -> busNotFound(name))))
                .orElseThrow();
    }

    /** The bus as a batch must find it again; empty for the default bus before anything was said about it. */
    Optional<Entry<StoredBus>> entry(String name) {
        return store.entry(Key.of(name));
    }
}
