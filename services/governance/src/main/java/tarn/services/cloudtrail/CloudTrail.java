package tarn.services.cloudtrail;

import java.time.Duration;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** AWS CloudTrail. */
public final class CloudTrail {

    /**
     * CloudTrail on a platform.
     *
     * @param interval how often trails deliver their files; AWS does about every five minutes
     */
    public static Service on(Platform platform, Duration interval) {
        var wishes = new Wishes(platform);
        var book = new TrailBook(platform, wishes);
        var lakes = new LakeBook(platform, wishes);
        var bucket = new TrailBucket(platform);
        var keys = new SigningKeys(platform);
        var logs = new TrailLogs(platform);
        var topic = new TrailTopic(platform);
        var delivery = new Delivery(platform, interval, book, bucket, logs, topic, new Digests(bucket, keys));
        Telling.on(platform, book);
        Expiry.on(platform);
        return Service.of(
                CloudTrailClient.class,
                new History(platform),
                new Trails(platform, book, bucket, logs, topic, delivery),
                new Logging(platform, book, topic, delivery),
                new Tagging(book, lakes),
                new EventDataStores(platform, lakes),
                new Queries(platform, lakes),
                keys);
    }

    private CloudTrail() {}
}
