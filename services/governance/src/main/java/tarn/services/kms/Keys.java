package tarn.services.kms;

import static tarn.services.kms.KmsFaults.aliasNotFound;
import static tarn.services.kms.KmsFaults.arnInvalid;
import static tarn.services.kms.KmsFaults.arnOfAnotherRegion;
import static tarn.services.kms.KmsFaults.disabled;
import static tarn.services.kms.KmsFaults.keyIdInvalid;
import static tarn.services.kms.KmsFaults.keyNotFound;
import static tarn.services.kms.KmsFaults.managedByAws;
import static tarn.services.kms.KmsFaults.stateInvalid;
import static tarn.services.kms.KmsFaults.usageInvalid;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The keys of the caller's account and region, their material, and the names they go by. */
final class Keys {

    /** How many items of a list a request may ask for. */
    static final int LIMIT_MAX = 1000;

    static final String KEYS = "kms/keys";
    static final String MATERIALS = "kms/materials";
    static final String ALIASES = "kms/aliases";

    private static final String KEY_RESOURCE = "key/";
    private static final String ALIAS_RESOURCE = "alias/";
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");

    private final Platform platform;
    private final Store<StoredKey> keys;
    private final Store<Material> materials;
    private final Store<StoredAlias> aliases;

    Keys(Platform platform) {
        this.platform = platform;
        this.keys = platform.store(KEYS, Scope.REGION, Formats.record(StoredKey.class));
        this.materials = platform.store(
                MATERIALS, Scope.REGION, platform.seal().format(MATERIALS, Formats.record(Material.class)));
        this.aliases = platform.store(ALIASES, Scope.REGION, Formats.record(StoredAlias.class));
    }

    Store<StoredKey> store() {
        return keys;
    }

    Store<StoredAlias> aliases() {
        return aliases;
    }

    static Key key(String id) {
        return Key.of(id);
    }

    /** The key that an id or a key ARN names. */
    Entry<StoredKey> entry(String reference) {
        var id = reference;
        if (reference.startsWith("arn:")) {
            var resource = ours(reference);
            if (!resource.startsWith(KEY_RESOURCE)) {
                throw keyIdInvalid(reference);
            }
            id = resource.substring(KEY_RESOURCE.length());
        }
        if (!ID.matcher(id).matches()) {
            throw keyIdInvalid(id);
        }
        var arn = Caller.current().arn("kms", KEY_RESOURCE + id).toString();
        return keys.entry(key(id)).orElseThrow(() -> keyNotFound(arn));
    }

    /** The key of an id or a key ARN, for an operation that changes it: AWS's own are refused. */
    Entry<StoredKey> changeable(String reference) {
        var seen = entry(reference);
        refuseManaged(seen.value());
        return seen;
    }

    static void refuseManaged(StoredKey key) {
        if (key.managedBy() != null) {
            throw managedByAws(key.arn());
        }
    }

    /** The key that an id, a key ARN, the name of an alias or an alias ARN names. */
    StoredKey named(String reference) {
        var resource = reference.startsWith("arn:") ? ours(reference) : reference;
        if (!resource.startsWith(ALIAS_RESOURCE)) {
            return entry(reference).value();
        }
        return entry(alias(resource).keyId()).value();
    }

    private StoredAlias alias(String name) {
        return aliases.get(Key.of(name)).orElseThrow(() -> aliasNotFound(StoredAlias.arn(name)));
    }

    /** The resource of an ARN of the caller's account and region. */
    private static String ours(String reference) {
        var arn = Arn.parse(reference).orElseThrow(() -> arnInvalid(reference));
        if (!arn.service().equals("kms")) {
            throw arnInvalid(reference);
        }
        var caller = Caller.current();
        if (!arn.region().equals(caller.region())) {
            throw arnOfAnotherRegion(arn.region());
        }
        if (!arn.account().equals(caller.account())) {
            throw arn.resource().startsWith(ALIAS_RESOURCE) ? aliasNotFound(reference) : keyNotFound(reference);
        }
        return arn.resource();
    }

    /** A key by its id, if there is one. */
    Optional<StoredKey> find(String id) {
        return keys.get(key(id));
    }

    /** Has a batch keep a version of a key's material. */
    void keep(Batch batch, Material material) {
        batch.put(materials, Key.of(material.keyId(), material.id()), material);
    }

    /** Has a batch forget a version of a key's material. */
    void forget(Batch batch, StoredKey key, Backing backing) {
        batch.delete(materials, Key.of(key.id(), backing.id()));
    }

    /** A version of a key's material; empty if it was deleted or has expired. */
    Optional<Material> material(StoredKey key, String materialId) {
        return materials
                .get(Key.of(key.id(), materialId))
                .filter(material -> material.keyId().equals(key.id()));
    }

    /** The material in use of a key that may be used. */
    Material material(StoredKey key) {
        return material(key, key.current().id()).orElseThrow(() -> stateInvalid(key.arn(), "is pending import"));
    }

    /** The names of a key. */
    List<StoredAlias> aliasesOf(String keyId) {
        return StreamSupport.stream(aliases.scan(Range.all()).spliterator(), false)
                .map(Entry::value)
                .filter(alias -> alias.keyId().equals(keyId))
                .toList();
    }

    /** Refuses a key that may not be used now. */
    static StoredKey usable(StoredKey key) {
        return switch (key.life()) {
            case Life.Enabled() -> key;
            case Life.Disabled() -> throw disabled(key.arn());
            case Life.PendingImport() -> throw stateInvalid(key.arn(), "is pending import");
            case Life.PendingDeletion(var _) -> throw stateInvalid(key.arn(), "is pending deletion");
            case Life.PendingReplicaDeletion(var _) -> throw stateInvalid(key.arn(), "is pending replica deletion");
        };
    }

    /** Refuses a key that is about to go, for changes that other states allow. */
    static StoredKey staying(StoredKey key) {
        return key.life() instanceof Life.Disabled || key.life() instanceof Life.PendingImport ? key : usable(key);
    }

    /** The usable key that a request names, for a usage. */
    StoredKey forUse(String reference, KeyUsageType usage, String operation) {
        var key = usable(named(reference));
        if (key.usage() != usage) {
            throw usageInvalid(key.arn(), key.usage().toString(), operation);
        }
        return key;
    }

    /** Decides and keeps a batch, again from the start if what it read was changed meanwhile. */
    void decide(Consumer<Batch> decision) {
        Batch batch;
        do {
            batch = platform.batch();
            decision.accept(batch);
        } while (!batch.commit());
    }

    /** Changes a key by a pure function, again if another came between. */
    StoredKey change(String reference, UnaryOperator<StoredKey> change) {
        while (true) {
            var seen = changeable(reference);
            var next = change.apply(seen.value());
            if (keys.replace(seen, next)) {
                return next;
            }
        }
    }
}
