package tarn.services.cloudwatchlogs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.model.Distribution;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.lines.Line;
import tarn.store.Batch;

/** Sends lines to who subscribed to them: kept with the lines, tried for a day, at least once, as AWS does. */
final class Subscribers implements Follower, Outbox.Receiver<KeptDelivery> {

    private static final System.Logger LOG = System.getLogger(Subscribers.class.getName());
    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24), 1_000);

    /** What a payload holds before it is packed, so that it stays below Kinesis' and Lambda's limits. */
    private static final int TEXT_BYTES_MAX = 768 * 1024;

    private final Platform platform;
    private final Masks masks;
    private final Outbox<KeptDelivery> outbox;

    Subscribers(Platform platform, Masks masks) {
        this.platform = platform;
        this.masks = masks;
        this.outbox = new Outbox<>(platform, "cloudwatchlogs/deliveries", KeptDelivery.FORMAT, this);
    }

    @Override
    public void joins(Batch batch, KeptGroup group, String stream, List<Line> lines) {
        for (var filter : group.subscriptions()) {
            var pattern = Filtering.pattern(filter.filterPattern());
            var part = new ArrayList<Line>();
            int bytes = 0;
            for (var line : lines) {
                if (pattern.matches(line)) {
                    if (bytes + line.sizeBytes() > TEXT_BYTES_MAX && !part.isEmpty()) {
                        outbox.add(batch, delivery(filter, group, stream, part));
                        part.clear();
                        bytes = 0;
                    }
                    part.add(line);
                    bytes += line.sizeBytes();
                }
            }
            if (!part.isEmpty()) {
                outbox.add(batch, delivery(filter, group, stream, part));
            }
        }
    }

    private KeptDelivery delivery(SubscriptionFilter filter, KeptGroup group, String stream, List<Line> lines) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("messageType", "DATA_MESSAGE");
        message.put("owner", Caller.current().account());
        message.put("logGroup", group.name());
        message.put("logStream", stream);
        message.putArray("subscriptionFilters").add(filter.filterName());
        var masking = masks.of(group, false);
        var events = message.putArray("logEvents");
        for (var line : lines) {
            events.addObject()
                    .put("id", Filtering.eventId(stream, line))
                    .put("timestamp", line.timestamp())
                    .put("message", masking.apply(line.message()));
        }
        var key = filter.distribution() == Distribution.RANDOM
                ? platform.ids().uuid().toString()
                : group.id() + "/" + stream;
        return new KeptDelivery(
                filter.destinationArn(),
                filter.roleArn(),
                key.substring(0, Math.min(key.length(), 256)),
                packed(message.toString()));
    }

    /** The message that asks whether a destination is there. */
    void test(SubscriptionFilter filter) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put("messageType", "CONTROL_MESSAGE");
        message.put("owner", "CloudwatchLogs");
        message.put("logGroup", "");
        message.put("logStream", "");
        message.putArray("subscriptionFilters");
        message.putArray("logEvents")
                .addObject()
                .put("id", "")
                .put("timestamp", platform.clock().instant().toEpochMilli())
                .put("message", "CWL CONTROL MESSAGE: Checking health of destination.");
        deliver(new KeptDelivery(filter.destinationArn(), filter.roleArn(), "test", packed(message.toString())));
    }

    private static SdkBytes packed(String text) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SdkBytes.fromByteArray(out.toByteArray());
    }

    @Override
    public Patience patience(KeptDelivery delivery) {
        return PATIENCE;
    }

    @Override
    public void deliver(KeptDelivery delivery) {
        var destination = Arn.parse(delivery.destination()).orElseThrow();
        var name = destination.resource().substring(destination.resource().indexOf('/') + 1);
        boolean isFunction = destination.service().equals("lambda");
        sender(delivery).run(() -> {
            if (isFunction) {
                var event = JsonNodeFactory.instance.objectNode();
                event.putObject("awslogs")
                        .put(
                                "data",
                                Base64.getEncoder()
                                        .encodeToString(delivery.payload().asByteArrayUnsafe()));
                platform.client(LambdaClient.class)
                        .invoke(b -> b.functionName(delivery.destination())
                                .invocationType(InvocationType.EVENT)
                                .payload(SdkBytes.fromUtf8String(event.toString())));
            } else if (destination.service().equals("kinesis")) {
                platform.client(KinesisClient.class)
                        .putRecord(b -> b.streamName(name)
                                .partitionKey(delivery.partitionKey())
                                .data(delivery.payload()));
            } else {
                platform.client(FirehoseClient.class)
                        .putRecord(b -> b.deliveryStreamName(name).record(r -> r.data(delivery.payload())));
            }
        });
    }

    private Caller sender(KeptDelivery delivery) {
        var caller = Caller.current();
        var service = Caller.service(caller.account(), caller.region(), "logs.amazonaws.com", caller.requestId());
        var role = delivery.role();
        return role == null
                ? service
                : service.call(() -> platform.permissions().as(role, "logs.amazonaws.com", "CloudWatchLogs"));
    }

    @Override
    public void givenUp(KeptDelivery delivery, RuntimeException cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "Log events for " + delivery.destination() + " could not be delivered in a day: " + cause.getMessage());
    }
}
