package tarn.services.lambda;

import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** AWS Lambda. */
public final class Lambda {

    /**
     * The service.
     *
     * @param endpoint where functions reach this Tarn, such as {@code http://127.0.0.1:4566}
     */
    public static Service on(Platform platform, Supplier<String> endpoint) {
        var functions = new Functions(platform);
        var archives = new Archives(platform);
        var runtimes = new Runtimes(platform);
        var layers = new LayerVersions(platform);
        var credentials = new Credentials(platform);
        var configurations = new Configurations(platform, credentials, layers);
        var publishing = new Publishing(functions, archives);
        var environments =
                new Environments(platform, runtimes, archives, layers, credentials, endpoint, new LogDelivery());
        var executions = new Executions(platform, environments, new Concurrency(), new Reservations(functions));
        return Service.of(
                        LambdaClient.class,
                        new Lifecycle(functions, archives, runtimes, publishing, configurations, List.of()),
                        new Updating(functions, archives, runtimes, publishing, configurations, environments),
                        new Reading(functions),
                        new Invoking(functions, executions))
                .offering(Guard.class, new LambdaGuard(functions));
    }

    private Lambda() {}
}
