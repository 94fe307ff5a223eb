package tarn.services.firehose;

import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamEncryptionStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.KeyType;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsRequest;
import software.amazon.awssdk.services.firehose.model.ListDeliveryStreamsResponse;
import software.amazon.awssdk.services.firehose.model.S3DestinationDescription;
import tarn.kernel.Part;
import tarn.store.Range;

/** What delivery streams there are, and what they look like. */
final class Describing implements FirehoseClient, Part {

    private static final int PAGE = 10;

    private final DeliveryStreams streams;

    Describing(DeliveryStreams streams) {
        this.streams = streams;
    }

    @Override
    public DescribeDeliveryStreamResponse describeDeliveryStream(DescribeDeliveryStreamRequest request) {
        var stream = streams.named(request.deliveryStreamName());
        var description = DeliveryStreamDescription.builder()
                .deliveryStreamName(stream.name())
                .deliveryStreamARN(stream.arn())
                .deliveryStreamStatus(DeliveryStreamStatus.ACTIVE)
                .deliveryStreamEncryptionConfiguration(encryption(stream))
                .deliveryStreamType(stream.type())
                .versionId(Long.toString(stream.version()))
                .createTimestamp(stream.created())
                .lastUpdateTimestamp(stream.updated())
                .source(stream.source())
                .destinations(shown(stream.destination()))
                .hasMoreDestinations(false)
                .build();
        return DescribeDeliveryStreamResponse.builder()
                .deliveryStreamDescription(description)
                .build();
    }

    private static DeliveryStreamEncryptionConfiguration encryption(DeliveryStream stream) {
        var encryption = stream.encryption();
        if (encryption == null) {
            return DeliveryStreamEncryptionConfiguration.builder()
                    .status(DeliveryStreamEncryptionStatus.DISABLED)
                    .build();
        }
        return DeliveryStreamEncryptionConfiguration.builder()
                .status(DeliveryStreamEncryptionStatus.ENABLED)
                .keyType(encryption.keyArn() == null ? KeyType.AWS_OWNED_CMK : KeyType.CUSTOMER_MANAGED_CMK)
                .keyARN(encryption.keyArn())
                .build();
    }

    /** A place in S3 is described both ways, as AWS does. */
    private static DestinationDescription shown(DestinationDescription destination) {
        var place = destination.extendedS3DestinationDescription();
        if (place == null) {
            return destination;
        }
        return destination.toBuilder()
                .s3DestinationDescription(S3DestinationDescription.builder()
                        .roleARN(place.roleARN())
                        .bucketARN(place.bucketARN())
                        .prefix(place.prefix())
                        .errorOutputPrefix(place.errorOutputPrefix())
                        .bufferingHints(place.bufferingHints())
                        .compressionFormat(place.compressionFormat())
                        .encryptionConfiguration(place.encryptionConfiguration())
                        .cloudWatchLoggingOptions(place.cloudWatchLoggingOptions())
                        .build())
                .build();
    }

    @Override
    public ListDeliveryStreamsResponse listDeliveryStreams(ListDeliveryStreamsRequest request) {
        int limit = request.limit() == null ? PAGE : request.limit();
        var start = request.exclusiveStartDeliveryStreamName();
        var type = request.deliveryStreamTypeAsString();
        var names = new java.util.ArrayList<String>();
        for (var entry : streams.store().scan(Range.all())) {
            var stream = entry.value();
            if ((start == null || stream.name().compareTo(start) > 0) && (type == null || type.equals(stream.type()))) {
                names.add(stream.name());
            }
        }
        return ListDeliveryStreamsResponse.builder()
                .deliveryStreamNames(names.subList(0, Math.min(limit, names.size())))
                .hasMoreDeliveryStreams(names.size() > limit)
                .build();
    }
}
