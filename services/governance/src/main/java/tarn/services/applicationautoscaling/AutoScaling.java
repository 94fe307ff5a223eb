package tarn.services.applicationautoscaling;

import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import tarn.kernel.AlarmAction;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.pagination.Pages;

/** Application Auto Scaling. */
public final class AutoScaling {

    private static final int PER_PAGE = 50;

    public static Service on(Platform platform) {
        var kept = new Kept(platform);
        var pages = new Pages(platform.tokens(), PER_PAGE, PER_PAGE, ScalingFaults::tokenInvalid);
        var units = new TableUnits(platform);
        var scaling = new Scaling(platform, kept, units);
        var tracking = new Tracking(platform, kept, units, scaling);
        var timetable = new Timetable(platform, kept, scaling);
        return Service.of(
                        ApplicationAutoScalingClient.class,
                        new Targets(platform, kept, pages, units, scaling, tracking, timetable),
                        new Policies(platform, kept, pages, tracking),
                        new Actions(platform, kept, pages, timetable),
                        new Activities(kept, pages),
                        new Tags(kept))
                .known("application-autoscaling.amazonaws.com")
                .offering(AlarmAction.class, tracking);
    }

    private AutoScaling() {}
}
