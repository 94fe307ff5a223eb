package tarn.services.sts;

import software.amazon.awssdk.services.sts.StsClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** AWS Security Token Service. */
public final class Sts {

    public static Service on(Platform platform) {
        var sessions = new Sessions(platform);
        var roles = new AssumedRoles(platform, sessions);
        var multiFactor = new MultiFactor(platform);
        return Service.of(
                StsClient.class,
                new Identity(platform),
                new Roles(platform, roles, sessions, multiFactor),
                new WebIdentities(platform, roles, sessions),
                new SamlIdentities(platform, roles, sessions),
                new Tokens(sessions, multiFactor));
    }

    private Sts() {}
}
