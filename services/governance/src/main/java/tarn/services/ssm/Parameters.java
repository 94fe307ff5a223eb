package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.parameterNotFound;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The parameters of the caller's account and region, by name. */
final class Parameters {

    static final String PARAMETERS = "ssm/parameters";

    private static final String RESOURCE = "parameter/";

    private final Store<StoredParameter> store;

    Parameters(Platform platform) {
        this.store = platform.store(PARAMETERS, Scope.REGION, Formats.record(StoredParameter.class));
    }

    Store<StoredParameter> store() {
        return store;
    }

    Stream<StoredParameter> all() {
        return StreamSupport.stream(store.scan(Range.all()).spliterator(), false)
                .map(Entry::value);
    }

    /** The name that a name or an ARN says. */
    static String name(String reference) {
        if (!reference.startsWith("arn:")) {
            return reference;
        }
        var caller = Caller.current();
        var resource = Arn.parse(reference)
                .filter(arn -> arn.service().equals("ssm")
                        && arn.region().equals(caller.region())
                        && arn.account().equals(caller.account())
                        && arn.resource().startsWith(RESOURCE))
                .map(arn -> arn.resource().substring(RESOURCE.length()))
                .orElseThrow(() -> parameterNotFound(reference));
        // Only of names with levels the ARN drops the first slash.
        return resource.contains("/") ? "/" + resource : resource;
    }

    Optional<StoredParameter> find(String name) {
        return store.get(Key.of(name));
    }

    Entry<StoredParameter> entry(String reference) {
        var name = name(reference);
        var seen = store.entry(Key.of(name));
        // A name of one level may be written with a slash, and its ARN does not tell.
        return seen.or(() -> reference.startsWith("arn:") ? store.entry(Key.of("/" + name)) : seen)
                .orElseThrow(() -> parameterNotFound(reference));
    }

    /** Changes a parameter by a pure function, again if another came between. */
    StoredParameter change(String reference, UnaryOperator<StoredParameter> change) {
        while (true) {
            var seen = entry(reference);
            var next = change.apply(seen.value());
            if (store.replace(seen, next)) {
                return next;
            }
        }
    }
}
