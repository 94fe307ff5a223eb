package tarn.services.cloudwatchlogs;

import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon CloudWatch Logs. */
public final class CloudWatchLogs {

    public static Service on(Platform platform) {
        var holdings = new Holdings(platform);
        var sweep = new Sweep(holdings);
        var masks = new Masks();
        var policies = new ResourcePolicies(platform);
        var subscribers = new Subscribers(platform, masks);
        var tail = new LiveTail(holdings, masks);
        List<Follower> followers = List.of(subscribers, new Counting(platform), tail);
        return Service.of(
                        CloudWatchLogsClient.class,
                        new Groups(holdings, sweep),
                        new Streams(holdings, sweep),
                        new Tagging(holdings),
                        new Writing(holdings, followers),
                        new Reading(holdings, masks),
                        new Filtering(holdings, masks),
                        new MetricFilters(holdings),
                        new Subscriptions(holdings, subscribers),
                        tail,
                        new Queries(holdings, masks),
                        new QueryDefinitions(platform),
                        new Exports(holdings),
                        new Protection(holdings),
                        policies)
                .known("logs.amazonaws.com")
                .offering(Guard.class, new LogGuard(holdings, policies));
    }

    private CloudWatchLogs() {}
}
