package tarn.services.eventbridge;

import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.pagination.Pages;
import tarn.policy.Guard;

/** Amazon EventBridge. */
public final class EventBridge {

    private static final int PAGE = 100;

    public static Service on(Platform platform) {
        var buses = new Buses(platform);
        var rules = new Rules(platform);
        var archives = new Archives(platform);
        var pages =
                new Pages(platform.tokens(), PAGE, PAGE, _ -> EventFaults.invalid("Parameter NextToken is not valid."));
        var connections = new Connections(platform, pages);
        var apis = new ApiDestinations(platform, connections, pages);
        var router = new Router(platform, buses, rules, archives, new ApiCalls(platform, apis, connections));
        return Service.of(
                        EventBridgeClient.class,
                        new BusLifecycle(platform, buses, rules, pages),
                        new RuleLifecycle(platform, buses, rules, pages),
                        new RuleTargets(buses, rules, router, pages),
                        new Publishing(platform, buses, router),
                        new ArchiveLifecycle(platform, buses, archives, pages),
                        new Replays(platform, archives, router, pages),
                        new Sharing(platform, buses, rules),
                        connections,
                        apis)
                .known(Router.PRINCIPAL)
                .offering(Guard.class, new EventGuard(buses, rules));
    }

    private EventBridge() {}
}
