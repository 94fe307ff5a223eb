package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.functionNotFound;
import static tarn.services.lambda.LambdaFaults.invalid;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The functions of the caller's account and region, with their versions and aliases. */
final class Functions {

    static final String FUNCTIONS = "lambda/functions";
    static final String VERSIONS = "lambda/versions";
    static final String ALIASES = "lambda/aliases";

    private static final int SHARES = 1_000_000;

    private final Platform platform;
    private final Store<StoredFunction> store;
    private final Store<StoredVersion> versions;
    private final Store<StoredAlias> aliases;

    Functions(Platform platform) {
        this.platform = platform;
        var seal = platform.seal();
        this.store =
                platform.store(FUNCTIONS, Scope.REGION, seal.format(FUNCTIONS, Formats.record(StoredFunction.class)));
        this.versions =
                platform.store(VERSIONS, Scope.REGION, seal.format(VERSIONS, Formats.record(StoredVersion.class)));
        this.aliases = platform.store(ALIASES, Scope.REGION, Formats.record(StoredAlias.class));
    }

    Platform platform() {
        return platform;
    }

    /** By name. */
    Store<StoredFunction> store() {
        return store;
    }

    /** By name and number. */
    Store<StoredVersion> versions() {
        return versions;
    }

    /** By name of the function and of the alias. */
    Store<StoredAlias> aliases() {
        return aliases;
    }

    /**
     * What a reference leads to.
     *
     * @param alias by which; null if by none
     */
    record Target(
            StoredFunction function,
            StoredVersion version,
            @Nullable StoredAlias alias) {}

    Entry<StoredFunction> entry(Reference reference) {
        return store.entry(Key.of(reference.name())).orElseThrow(() -> functionNotFound(reference.arn()));
    }

    /** What a reference leads to; an alias with weights leads to one of its versions by chance. */
    Target target(Reference reference) {
        var function =
                store.get(Key.of(reference.name())).orElseThrow(() -> functionNotFound(reference.qualifiedArn()));
        return target(function, reference);
    }

    Target target(StoredFunction function, Reference reference) {
        var qualifier = reference.qualifier();
        if (qualifier == null || qualifier.equals(Reference.LATEST)) {
            return new Target(function, function.latest(), null);
        }
        if (isNumber(qualifier)) {
            return new Target(function, version(reference, qualifier), null);
        }
        var alias = aliases.get(Key.of(function.name(), qualifier))
                .orElseThrow(() -> functionNotFound(reference.qualifiedArn()));
        var number = chosen(alias);
        var version = number.equals(Reference.LATEST) ? function.latest() : version(reference, number);
        return new Target(function, version, alias);
    }

    private String chosen(StoredAlias alias) {
        if (alias.weights().isEmpty()) {
            return alias.version();
        }
        double drawn = (double) Math.floorMod(platform.ids().uuid().getLeastSignificantBits(), SHARES) / SHARES;
        for (var weight : alias.weights().entrySet()) {
            if (drawn < weight.getValue()) {
                return weight.getKey();
            }
            drawn -= weight.getValue();
        }
        return alias.version();
    }

    private StoredVersion version(Reference reference, String number) {
        return find(reference.name(), number).orElseThrow(() -> functionNotFound(reference.arn() + ":" + number));
    }

    /** A published version. */
    Optional<StoredVersion> find(String name, String number) {
        return isNumber(number) ? versions.get(Key.of(name).with(Long.parseLong(number))) : Optional.empty();
    }

    static boolean isNumber(String qualifier) {
        return qualifier.matches("[0-9]{1,18}");
    }

    Iterable<Entry<StoredVersion>> published(String name) {
        return versions.scan(Range.under(Key.of(name)));
    }

    /** Changes a function, again if another came between. */
    StoredFunction change(Reference reference, UnaryOperator<StoredFunction> change) {
        return store.update(
                        Key.of(reference.name()),
                        present -> change.apply(present.orElseThrow(() -> functionNotFound(reference.arn()))))
                .orElseThrow();
    }

    /** Does what a request asks of a function in the account that owns it. */
    static <T> T inAccountOf(Reference reference, java.util.function.Supplier<T> work) {
        var caller = Caller.current();
        if (reference.account().equals(caller.account())) {
            return work.get();
        }
        if (!tarn.policy.Admission.admits(reference.account())) {
            throw invalid("Cross-account access is not allowed to " + reference.arn());
        }
        return caller.of(reference.account()).call(work::get);
    }
}
