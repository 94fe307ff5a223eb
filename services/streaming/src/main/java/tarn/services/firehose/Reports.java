package tarn.services.firehose;

import static java.lang.System.Logger.Level.DEBUG;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceAlreadyExistsException;
import tarn.kernel.Platform;

/** What Firehose tells of its work: figures for CloudWatch, and errors for the log stream that a destination names. */
final class Reports {

    private static final System.Logger LOG = System.getLogger(Reports.class.getName());

    private final DeliveryStreams streams;

    Reports(DeliveryStreams streams) {
        this.streams = streams;
    }

    void count(DeliveryStream stream, String metric, String unit, long value) {
        Platform platform = streams.platform();
        platform.metrics()
                .add("AWS/Firehose", metric, Map.of("DeliveryStreamName", stream.name()), unit, (double) value);
    }

    /** Tells of an error, if the destination wants to know; telling never fails the work it tells of. */
    void tell(DeliveryStream stream, Destination destination, String code, String message) {
        var logging = destination.logging();
        if (logging == null || !Boolean.TRUE.equals(logging.enabled()) || logging.logGroupName() == null) {
            return;
        }
        var line = JsonNodeFactory.instance
                .objectNode()
                .put("deliveryStreamARN", stream.arn())
                .put("destination", destination.shown())
                .put("deliveryStreamVersionId", stream.version())
                .put("message", message)
                .put("errorCode", code);
        try {
            streams.role(stream, destination.role()).run(() -> {
                var logs = streams.platform().client(CloudWatchLogsClient.class);
                try {
                    logs.createLogStream(
                            b -> b.logGroupName(logging.logGroupName()).logStreamName(logging.logStreamName()));
                } catch (ResourceAlreadyExistsException _) {
                    // As it should be.
                }
                logs.putLogEvents(b -> b.logGroupName(logging.logGroupName())
                        .logStreamName(logging.logStreamName())
                        .logEvents(InputLogEvent.builder()
                                .timestamp(streams.platform().clock().millis())
                                .message(line.toString())
                                .build()));
            });
        } catch (SdkException e) {
            LOG.log(DEBUG, "An error of " + stream.name() + " could not be told", e);
        }
    }
}
