package tarn.services.ssm;

import software.amazon.awssdk.services.ssm.SsmClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** AWS Systems Manager Parameter Store. */
public final class Ssm {

    public static Service on(Platform platform) {
        var parameters = new Parameters(platform);
        var cipher = new Cipher(platform);
        return Service.of(
                        SsmClient.class,
                        new Writing(platform, parameters, cipher),
                        new Reading(platform, parameters, cipher),
                        new Describing(platform, parameters),
                        new Tagging(parameters))
                .offering(Guard.class, new ParameterGuard(parameters));
    }

    private Ssm() {}
}
