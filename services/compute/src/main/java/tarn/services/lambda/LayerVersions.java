package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.util.Optional;
import java.util.regex.Pattern;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** The layers of the caller's account and region, and, by their ARN, those of others. */
final class LayerVersions {

    static final String LAYERS = "lambda/layers";

    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:lambda:(?<region>[a-z0-9-]+):(?<account>\\d{12}):layer:(?<name>[a-zA-Z0-9-_]+)"
                    + "(?::(?<number>\\d{1,18}))?");

    private final Platform platform;
    private final Store<StoredLayer> store;
    private final Store<String> counter;

    LayerVersions(Platform platform) {
        this.platform = platform;
        this.store =
                platform.store(LAYERS, Scope.REGION, platform.seal().format(LAYERS, Formats.record(StoredLayer.class)));
        this.counter = platform.store(LAYERS + "-last", Scope.REGION, Formats.text());
    }

    Store<StoredLayer> store() {
        return store;
    }

    /** The number last given to a version of each layer. */
    Store<String> counter() {
        return counter;
    }

    /**
     * A layer as its ARN names it.
     *
     * @param number 0 if it names no version
     */
    record Named(String account, String region, String name, long number) {

        Key key() {
            return Key.of(name).with(number);
        }

        String arn() {
            return "arn:aws:lambda:" + region + ":" + account + ":layer:" + name;
        }
    }

    static Optional<Named> named(String arn) {
        var match = ARN.matcher(arn);
        if (!match.matches()) {
            return Optional.empty();
        }
        var number = match.group("number");
        return Optional.of(new Named(
                match.group("account"),
                match.group("region"),
                match.group("name"),
                number == null ? 0 : Long.parseLong(number)));
    }

    /** A name or an ARN, as requests about layers have it. */
    static Named of(String nameOrArn, long number) {
        var caller = Caller.current();
        return named(nameOrArn)
                .map(found -> new Named(found.account(), found.region(), found.name(), number))
                .orElseGet(() -> new Named(caller.account(), caller.region(), nameOrArn, number));
    }

    Optional<StoredLayer> find(Named named) {
        var owner = Caller.current().of(named.account()).in(named.region());
        return owner.call(() -> store.get(named.key()));
    }

    /** A version of a layer that a function wants to use; another account's must let it be read. */
    StoredLayer readable(String arn) {
        var caller = Caller.current();
        var named = named(arn)
                .filter(one -> one.number() > 0)
                .orElseThrow(() -> invalid("Invalid layer version ARN: " + arn));
        if (!named.region().equals(caller.region())) {
            throw invalid("Layer version ARN region " + named.region() + " does not match the function's");
        }
        var layer = find(named).orElseThrow(() -> invalid("Layer version " + arn + " does not exist."));
        if (!named.account().equals(caller.account()) && !platform.permissions().allow("lambda:GetLayerVersion", arn)) {
            throw invalid("User: " + caller.principal() + " is not authorized to perform: lambda:GetLayerVersion on"
                    + " resource: " + arn);
        }
        return layer;
    }
}
