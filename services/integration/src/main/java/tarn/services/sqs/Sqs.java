package tarn.services.sqs;

import software.amazon.awssdk.services.sqs.SqsClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon Simple Queue Service. */
public final class Sqs {

    public static Service on(Platform platform) {
        var queues = new Queues(platform);
        var lines = new Lines(platform);
        var letters = new Letters(platform);
        var expiry = new Expiry(platform, queues, lines);
        return Service.of(
                        SqsClient.class,
                        new Lifecycle(platform, queues, lines, expiry),
                        new Attributes(platform, queues, lines, expiry),
                        new Sending(platform, queues, lines, letters, new Duplicates(platform)),
                        new Receiving(platform, queues, lines, letters),
                        new Handled(platform, queues, lines),
                        new MoveTasks(platform, queues, lines, new Moving(platform, queues, lines)),
                        new Sharing(platform, queues),
                        new Tagging(queues))
                .offering(Guard.class, new SqsGuard(queues));
    }

    private Sqs() {}
}
