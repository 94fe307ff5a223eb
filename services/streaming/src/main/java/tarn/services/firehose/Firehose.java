package tarn.services.firehose;

import software.amazon.awssdk.services.firehose.FirehoseClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon Data Firehose. */
public final class Firehose {

    public static Service on(Platform platform) {
        var streams = new DeliveryStreams(platform);
        var keys = new BufferKeys(streams);
        var buffers = new Buffers(streams, keys);
        var reports = new Reports(streams);
        var delivering =
                new Delivering(streams, buffers, new ObjectWriting(streams), new EndpointSending(streams), reports);
        var source = new StreamSource(streams, buffers, delivering, reports);
        var encrypting = new Encrypting(streams, keys);
        return Service.of(
                        FirehoseClient.class,
                        new Lifecycle(streams, buffers, delivering, source, encrypting),
                        new Describing(streams),
                        new Writing(streams, buffers, delivering, reports),
                        encrypting,
                        new Tagging(streams))
                .offering(Guard.class, new FirehoseGuard(streams));
    }

    private Firehose() {}
}
