package tarn.services.kinesis;

import software.amazon.awssdk.services.kinesis.KinesisClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon Kinesis Data Streams. */
public final class Kinesis {

    /** Streams whose shards take and give as much as the machine can. */
    public static Service on(Platform platform) {
        return on(platform, false);
    }

    /**
     * The service on a platform.
     *
     * @param throttled whether shards keep AWS's limits
     */
    public static Service on(Platform platform, boolean throttled) {
        var streams = new Streams(platform);
        var throttle = new Throttle(platform.clock(), throttled);
        var reading = new Reading(streams, throttle);
        var consumers = new Consumers(streams, reading);
        return Service.of(
                        KinesisClient.class,
                        new Lifecycle(streams, consumers),
                        new Shards(streams),
                        new Writing(streams, throttle),
                        reading,
                        consumers,
                        new Settings(streams, consumers),
                        new Tagging(streams, consumers))
                .offering(Guard.class, new StreamGuard(streams, reading, consumers));
    }

    private Kinesis() {}
}
