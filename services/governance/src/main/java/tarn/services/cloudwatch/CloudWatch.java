package tarn.services.cloudwatch;

import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** Amazon CloudWatch. */
public final class CloudWatch {

    public static Service on(Platform platform) {
        var points = new Points(platform);
        var book = new AlarmBook(platform);
        var evaluating = new Evaluating(platform, book, points);
        return Service.of(
                CloudWatchClient.class,
                new Publishing(platform, points),
                new Statistics(platform, points),
                new MetricData(platform, points),
                new Alarms(platform, book, evaluating),
                new AlarmStates(platform, book, evaluating),
                new Tagging(book),
                new Dashboards(platform));
    }

    private CloudWatch() {}
}
