package tarn.services.cloudtrail;

import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;

/** AWS CloudTrail. */
public final class CloudTrail {

    public static Service on(Platform platform) {
        var wishes = new Wishes(platform);
        var book = new TrailBook(platform, wishes);
        var lakes = new LakeBook(platform, wishes);
        var bucket = new TrailBucket(platform);
        var keys = new SigningKeys(platform);
        var logs = new TrailLogs(platform);
        var delivery = new Delivery(platform, book, bucket, logs, new Digests(bucket, keys));
        Expiry.on(platform);
        return Service.of(
                CloudTrailClient.class,
                new History(platform),
                new Trails(platform, book, bucket, logs, delivery),
                new Logging(platform, book, delivery),
                new Tagging(book, lakes),
                new EventDataStores(platform, lakes),
                new Queries(platform, lakes),
                keys);
    }

    private CloudTrail() {}
}
