package tarn.services.secretsmanager;

import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** AWS Secrets Manager. */
public final class SecretsManager {

    public static Service on(Platform platform) {
        var secrets = new Secrets(platform);
        var listing = new Listing(platform, secrets);
        var versions = new Versions(platform, secrets, listing);
        var replicating = new Replicating(platform, secrets);
        return Service.of(
                        SecretsManagerClient.class,
                        new Lifecycle(platform, secrets, versions, replicating),
                        versions,
                        listing,
                        replicating,
                        new ResourcePolicies(secrets),
                        new Rotating(platform, secrets),
                        new Passwords(platform))
                .offering(Guard.class, new SecretGuard(secrets));
    }

    private SecretsManager() {}
}
