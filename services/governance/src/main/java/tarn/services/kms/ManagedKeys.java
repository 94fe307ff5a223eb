package tarn.services.kms;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Key;

/**
 * AWS managed keys, {@code alias/aws/<service>}: made when a service first uses them on somebody's behalf.
 *
 * <p>A caller who asks KMS directly for one that no service has used yet is told that there is none, as on AWS.
 */
final class ManagedKeys {

    private final Platform platform;
    private final Keys keys;

    ManagedKeys(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
    }

    /** The key that a request names, made now if it is an AWS managed key that a service asks for. */
    String present(String reference) {
        int at = reference.indexOf(StoredAlias.MANAGED);
        if (at < 0 || Caller.current().via() == null) {
            return reference;
        }
        var name = reference.substring(at);
        var service = name.substring(StoredAlias.MANAGED.length());
        if (service.matches("[a-z0-9]+") && keys.aliases().get(Key.of(name)).isEmpty()) {
            make(name, service);
        }
        return reference;
    }

    private void make(String name, String service) {
        var now = platform.clock().instant();
        var id = platform.ids().uuid().toString();
        var material = Suite.of(KeySpec.SYMMETRIC_DEFAULT).material(id, platform.ids());
        var key = new StoredKey(
                id,
                service,
                KeySpec.SYMMETRIC_DEFAULT,
                KeyUsageType.ENCRYPT_DECRYPT,
                OriginType.AWS_KMS,
                "Default key that protects my " + service + " data when no other key is defined",
                now,
                new Life.Enabled(),
                List.of(new Backing(material.id(), now, null, null)),
                KeyPolicy.managed(service),
                Map.of(),
                null,
                null);
        var batch = platform.batch();
        keys.keep(batch, material);
        // Two at once: the alias is inserted once, and who comes second uses the first one's key.
        batch.insert(keys.store(), Keys.key(id), Rotating.yearly(platform, batch, key))
                .insert(keys.aliases(), Key.of(name), new StoredAlias(name, id, now, now))
                .commit();
    }
}
