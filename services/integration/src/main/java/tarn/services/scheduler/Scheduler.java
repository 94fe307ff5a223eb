package tarn.services.scheduler;

import software.amazon.awssdk.services.scheduler.SchedulerClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.pagination.Pages;

/** Amazon EventBridge Scheduler. */
public final class Scheduler {

    private static final int PAGE = 100;

    public static Service on(Platform platform) {
        var groups = new Groups(platform);
        var runs = new Runs(platform);
        var pages =
                new Pages(platform.tokens(), PAGE, PAGE, _ -> SchedulerFaults.invalid("Invalid NextToken provided."));
        return Service.of(
                SchedulerClient.class,
                new Schedules(platform, groups, runs, pages),
                new GroupLifecycle(platform, groups, runs, pages));
    }

    private Scheduler() {}
}
