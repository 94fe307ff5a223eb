package tarn.services.kms;

import software.amazon.awssdk.services.kms.KmsClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** AWS Key Management Service. */
public final class Kms {

    public static Service on(Platform platform) {
        var keys = new Keys(platform);
        var managed = new ManagedKeys(platform, keys);
        var tokens = new GrantTokens();
        var uses = new Uses(platform, keys);
        var grants = new Grants(platform, keys, tokens);
        return Service.of(
                        KmsClient.class,
                        new Inventory(platform, keys, managed),
                        new Aliases(platform, keys),
                        new States(platform, keys, grants),
                        new Ciphering(platform, keys, managed, tokens, uses),
                        new DataKeys(platform, keys, managed, tokens, uses),
                        grants,
                        uses,
                        new Signing(keys, tokens, uses),
                        new Rotating(platform, keys),
                        new Policies(keys),
                        new Regions(platform, keys),
                        new Importing(platform, keys),
                        new KeyStores())
                .offering(Guard.class, new KmsGuard(keys, managed, grants));
    }

    private Kms() {}
}
