package tarn.services.lambda;

import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.lambda.LambdaClient;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.pagination.Pages;
import tarn.policy.Guard;
import tarn.web.FunctionDoor;

/** AWS Lambda. */
public final class Lambda {

    private static final int PAGE = 50;

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
        var environments = new Environments(
                platform, runtimes, archives, layers, credentials, endpoint, new LogDelivery(platform));
        var reservations = new Reservations(functions);
        var executions = new Executions(platform, environments, new Concurrency(), reservations);
        var pages = new Pages(platform.tokens(), PAGE, PAGE, _ -> LambdaFaults.invalid("Invalid value for marker"));
        var policies = new FunctionPolicies(platform, functions);
        var eventConfigs = new EventConfigs(platform, functions);
        var destinations = new Destinations(platform);
        var queue = new EventQueue(platform, functions, executions, eventConfigs, destinations);
        var streams = new StreamReading(platform, functions, executions, destinations);
        var mappingTags = new MappingTags(platform);
        var urls = new FunctionUrls(platform, functions, endpoint, pages);
        var provisions = new Provisions(platform, functions, environments, pages);
        return Service.of(
                        LambdaClient.class,
                        new Lifecycle(
                                functions,
                                archives,
                                runtimes,
                                publishing,
                                configurations,
                                List.of(
                                        policies::forget,
                                        eventConfigs::forget,
                                        urls::forget,
                                        provisions::forget,
                                        (batch, name) -> batch.afterwards(() -> environments.forget(Caller.current()
                                                .arn("lambda", "function:" + name)
                                                .toString())))),
                        new Updating(functions, archives, runtimes, publishing, configurations, environments),
                        new Reading(functions, pages),
                        new Invoking(functions, executions, queue),
                        new ResponseStreams(functions, executions),
                        new Versioning(functions, publishing),
                        new Aliases(functions, pages),
                        new Limits(functions, reservations),
                        new Tagging(functions, mappingTags),
                        new Layers(platform, functions, layers, archives, pages),
                        new Mappings(platform, functions, executions, streams, pages, mappingTags),
                        new LayerPolicies(platform, layers),
                        policies,
                        eventConfigs,
                        provisions,
                        urls)
                .offering(FunctionDoor.class, new UrlDoor(functions, urls, executions))
                .offering(Guard.class, new LambdaGuard(functions, policies, layers));
    }

    private Lambda() {}
}
