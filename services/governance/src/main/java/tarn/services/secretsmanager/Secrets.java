package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.isReplica;
import static tarn.services.secretsmanager.SecretFaults.markedForDeletion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.secretsmanager.StoredSecret.Version;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The secrets of the caller's account and region, by name. */
final class Secrets {

    static final String SECRETS = "secretsmanager/secrets";

    private static final String RESOURCE = "secret:";
    private static final int SUFFIX_LENGTH = 7;

    private final Platform platform;
    private final Store<StoredSecret> store;
    private final Safe safe;

    Secrets(Platform platform) {
        this.platform = platform;
        this.store = platform.store(SECRETS, Scope.REGION, Formats.record(StoredSecret.class));
        this.safe = new Safe(platform);
    }

    Store<StoredSecret> store() {
        return store;
    }

    Safe safe() {
        return safe;
    }

    Stream<StoredSecret> all() {
        return StreamSupport.stream(store.scan(Range.all()).spliterator(), false)
                .map(Entry::value);
    }

    /** The secret that a name, an ARN, or an ARN without its last six characters names. */
    Optional<Entry<StoredSecret>> find(String reference) {
        if (!reference.startsWith("arn:")) {
            return store.entry(Key.of(reference));
        }
        var caller = Caller.current();
        return Arn.parse(reference)
                .filter(arn -> arn.service().equals("secretsmanager")
                        && arn.region().equals(caller.region())
                        && arn.account().equals(caller.account())
                        && arn.resource().startsWith(RESOURCE))
                .flatMap(arn -> byResource(arn.resource().substring(RESOURCE.length())));
    }

    private Optional<Entry<StoredSecret>> byResource(String resource) {
        int cut = resource.length() - SUFFIX_LENGTH;
        if (cut > 0 && resource.charAt(cut) == '-') {
            var whole = store.entry(Key.of(resource.substring(0, cut)))
                    .filter(seen -> seen.value().suffix().equals(resource.substring(cut + 1)));
            if (whole.isPresent()) {
                return whole;
            }
        }
        return store.entry(Key.of(resource));
    }

    Entry<StoredSecret> entry(String reference) {
        return find(reference).orElseThrow(SecretFaults::secretNotFound);
    }

    /** A secret that is not marked for deletion. */
    Entry<StoredSecret> live(String reference) {
        var seen = entry(reference);
        if (seen.value().deletion() != null) {
            throw markedForDeletion();
        }
        return seen;
    }

    /** A secret that may be changed here: it is live, and no replica. */
    Entry<StoredSecret> changeable(String reference) {
        var seen = live(reference);
        if (seen.value().primary() != null) {
            throw isReplica();
        }
        return seen;
    }

    /** Changes a secret, and its replicas with it, again if another came between. */
    StoredSecret change(String reference, UnaryOperator<StoredSecret> change) {
        while (true) {
            var seen = changeable(reference);
            var next = change.apply(seen.value());
            var batch = platform.batch().replace(store, seen, next);
            copy(batch, next);
            if (batch.commit()) {
                return next;
            }
        }
    }

    /** Has a batch write a secret's replicas as they follow from it. Versions that a replica has are not encrypted again. */
    void copy(Batch batch, StoredSecret secret) {
        var here = Caller.current();
        secret.replicas()
                .forEach((region, replica) -> here.in(region).run(() -> {
                    var present = store.entry(Key.of(secret.name()));
                    var known = present.map(Entry::value)
                            .filter(old -> here.region().equals(old.primary())
                                    && Objects.equals(old.kmsKey(), replica.kmsKey()))
                            .map(StoredSecret::versions)
                            .orElse(List.of());
                    var target = secret.replicaOf(here.region()).keyed(replica.kmsKey());
                    var versions = new ArrayList<Version>();
                    for (var version : secret.versions()) {
                        var copied = known.stream()
                                .filter(old -> old.id().equals(version.id()))
                                .findFirst()
                                .orElseGet(() -> safe.version(
                                        target, version.id(), here.call(() -> safe.open(secret, version))));
                        versions.add(copied.staged(version.stages()));
                    }
                    var next = target.versioned(versions);
                    if (present.isPresent()) {
                        batch.replace(store, present.get(), next);
                    } else {
                        batch.insert(store, Key.of(secret.name()), next);
                    }
                }));
    }

    /** Keeps a new secret, and its replicas with it; says whether there was none of its name. */
    boolean create(StoredSecret secret, Consumer<Batch> more) {
        var batch = platform.batch().insert(store, Key.of(secret.name()), secret);
        copy(batch, secret);
        more.accept(batch);
        return batch.commit();
    }
}
