package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.changedMeanwhile;
import static tarn.services.firehose.FirehoseFaults.invalid;
import static tarn.services.firehose.FirehoseFaults.limitExceeded;
import static tarn.services.firehose.FirehoseFaults.notCarried;
import static tarn.services.firehose.FirehoseFaults.streamExists;

import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeleteDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.SourceDescription;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationRequest;
import software.amazon.awssdk.services.firehose.model.UpdateDestinationResponse;
import tarn.kernel.Part;
import tarn.store.Key;
import tarn.store.Range;

/** How delivery streams come, change where they deliver to, and go. */
@SuppressWarnings("deprecation") // clients still say S3Destination where they could say ExtendedS3Destination
final class Lifecycle implements FirehoseClient, Part {

    private static final String DESTINATION_ID = "destinationId-000000000001";
    private static final int STREAMS_MAX = 5_000;

    private final DeliveryStreams streams;
    private final Buffers buffers;
    private final Delivering delivering;
    private final StreamSource source;
    private final Encrypting encrypting;

    Lifecycle(
            DeliveryStreams streams,
            Buffers buffers,
            Delivering delivering,
            StreamSource source,
            Encrypting encrypting) {
        this.streams = streams;
        this.buffers = buffers;
        this.delivering = delivering;
        this.source = source;
        this.encrypting = encrypting;
    }

    @Override
    public CreateDeliveryStreamResponse createDeliveryStream(CreateDeliveryStreamRequest request) {
        var type = type(request);
        var destination = destination(request);
        var http = request.httpEndpointDestinationConfiguration();
        var platform = streams.platform();
        var made = new DeliveryStream(
                request.deliveryStreamName(),
                platform.ids().uuid().toString(),
                type.toString(),
                platform.clock().instant(),
                null,
                sourceOf(request),
                destination,
                http == null ? null : HttpSettings.key(http.endpointConfiguration()),
                1,
                null,
                Tagging.added(Map.of(), request.tags()));
        checkRoles(made);
        if (request.deliveryStreamEncryptionConfigurationInput() != null) {
            made = encrypting.encrypted(made, request.deliveryStreamEncryptionConfigurationInput());
        }
        if (streams.store().list(Range.all(), STREAMS_MAX).size() >= STREAMS_MAX) {
            throw limitExceeded("An account may have " + STREAMS_MAX + " delivery streams in a region.");
        }
        var batch = platform.batch().insert(streams.store(), Key.of(made.name()), made);
        if (!made.isPut()) {
            source.begin(batch, made);
        }
        if (!batch.commit()) {
            throw streamExists(made.name());
        }
        return CreateDeliveryStreamResponse.builder()
                .deliveryStreamARN(made.arn())
                .build();
    }

    private static DeliveryStreamType type(CreateDeliveryStreamRequest request) {
        var type = request.deliveryStreamTypeAsString() == null
                ? DeliveryStreamType.DIRECT_PUT
                : request.deliveryStreamType();
        boolean reads = request.kinesisStreamSourceConfiguration() != null;
        if (request.mskSourceConfiguration() != null || request.databaseSourceConfiguration() != null) {
            throw notCarried("A source that is not a Kinesis data stream");
        }
        if (type == DeliveryStreamType.KINESIS_STREAM_AS_SOURCE && !reads) {
            throw invalid("KinesisStreamSourceConfiguration must be specified for KinesisStreamAsSource.");
        }
        if (type == DeliveryStreamType.DIRECT_PUT && reads) {
            throw invalid("KinesisStreamSourceConfig is only applicable for KinesisStreamAsSource stream type.");
        }
        if (type != DeliveryStreamType.DIRECT_PUT && type != DeliveryStreamType.KINESIS_STREAM_AS_SOURCE) {
            throw notCarried("DeliveryStreamType " + request.deliveryStreamTypeAsString());
        }
        return type;
    }

    private @Nullable SourceDescription sourceOf(CreateDeliveryStreamRequest request) {
        var kinesis = request.kinesisStreamSourceConfiguration();
        var direct = request.directPutSourceConfiguration();
        if (kinesis != null) {
            return SourceDescription.builder()
                    .kinesisStreamSourceDescription(described -> described
                            .kinesisStreamARN(kinesis.kinesisStreamARN())
                            .roleARN(kinesis.roleARN())
                            .deliveryStartTimestamp(streams.platform().clock().instant()))
                    .build();
        }
        return direct == null
                ? null
                : SourceDescription.builder()
                        .directPutSourceDescription(
                                described -> described.throughputHintInMBs(direct.throughputHintInMBs()))
                        .build();
    }

    private static DestinationDescription destination(CreateDeliveryStreamRequest request) {
        refuse(
                request.redshiftDestinationConfiguration(),
                request.elasticsearchDestinationConfiguration(),
                request.amazonopensearchserviceDestinationConfiguration(),
                request.amazonOpenSearchServerlessDestinationConfiguration(),
                request.splunkDestinationConfiguration(),
                request.snowflakeDestinationConfiguration(),
                request.icebergDestinationConfiguration());
        var simple = request.s3DestinationConfiguration();
        var extended = request.extendedS3DestinationConfiguration();
        var http = request.httpEndpointDestinationConfiguration();
        if (Stream.of(simple, extended, http).filter(Objects::nonNull).count() != 1) {
            throw invalid("Exactly one destination configuration is supported for a Firehose");
        }
        if (http != null) {
            return DestinationDescription.builder()
                    .destinationId(DESTINATION_ID)
                    .httpEndpointDestinationDescription(HttpSettings.made(http))
                    .build();
        }
        return DestinationDescription.builder()
                .destinationId(DESTINATION_ID)
                .extendedS3DestinationDescription(S3Settings.made(
                        extended == null ? S3Settings.extended(Objects.requireNonNull(simple)) : extended))
                .build();
    }

    private static void refuse(@Nullable Object... others) {
        for (var other : others) {
            if (other != null) {
                var name = other.getClass().getSimpleName();
                throw notCarried(name.replaceFirst("Destination.*", "") + " as a destination");
            }
        }
    }

    /** Roles that Firehose may not take on are refused when they are named, as AWS does. */
    private void checkRoles(DeliveryStream stream) {
        var roles = new ArrayList<String>();
        roles.add(Destination.of(stream.destination()).role());
        var read = stream.source() == null ? null : stream.source().kinesisStreamSourceDescription();
        if (read != null) {
            roles.add(read.roleARN());
        }
        for (var role : roles) {
            try {
                var _ = streams.role(stream, role);
            } catch (AwsServiceException e) {
                throw invalid("Firehose is unable to assume role " + role + ". Please check the role provided.");
            }
        }
    }

    @Override
    public DeleteDeliveryStreamResponse deleteDeliveryStream(DeleteDeliveryStreamRequest request) {
        var stream = streams.named(request.deliveryStreamName());
        var batch = streams.platform().batch().delete(streams.store(), Key.of(stream.name()));
        buffers.forget(batch, stream);
        source.end(batch, stream);
        batch.afterwards(() -> delivering.forget(stream));
        batch.commit();
        return DeleteDeliveryStreamResponse.builder().build();
    }

    @Override
    public UpdateDestinationResponse updateDestination(UpdateDestinationRequest request) {
        refuse(
                request.redshiftDestinationUpdate(),
                request.elasticsearchDestinationUpdate(),
                request.amazonopensearchserviceDestinationUpdate(),
                request.amazonOpenSearchServerlessDestinationUpdate(),
                request.splunkDestinationUpdate(),
                request.snowflakeDestinationUpdate(),
                request.icebergDestinationUpdate());
        streams.change(request.deliveryStreamName(), stream -> {
            var version = Long.toString(stream.version());
            if (!request.currentDeliveryStreamVersionId().equals(version)) {
                throw changedMeanwhile(request.currentDeliveryStreamVersionId(), version);
            }
            if (!request.destinationId().equals(stream.destination().destinationId())) {
                throw invalid("Destination Id " + request.destinationId() + " not found");
            }
            var next = changed(stream, request);
            checkRoles(next);
            return next;
        });
        return UpdateDestinationResponse.builder().build();
    }

    private DeliveryStream changed(DeliveryStream stream, UpdateDestinationRequest request) {
        var now = streams.platform().clock().instant();
        var http = request.httpEndpointDestinationUpdate();
        var simple = request.s3DestinationUpdate();
        var extended = request.extendedS3DestinationUpdate();
        if (Stream.of(simple, extended, http).filter(Objects::nonNull).count() != 1) {
            throw invalid("Exactly one destination update must be specified.");
        }
        return switch (Destination.of(stream.destination())) {
            case Destination.Endpoint present -> {
                if (http == null) {
                    throw invalid("A change of the kind of destination is not permitted.");
                }
                var key = HttpSettings.key(http.endpointConfiguration());
                yield stream.delivering(
                        stream.destination().toBuilder()
                                .httpEndpointDestinationDescription(HttpSettings.changed(present.endpoint(), http))
                                .build(),
                        key == null ? stream.secret() : key,
                        now);
            }
            case Destination.Bucket present -> {
                if (http != null) {
                    throw invalid("A change of the kind of destination is not permitted.");
                }
                var wish = extended == null ? S3Settings.extended(Objects.requireNonNull(simple)) : extended;
                yield stream.delivering(
                        stream.destination().toBuilder()
                                .extendedS3DestinationDescription(S3Settings.changed(present.place(), wish))
                                .build(),
                        null,
                        now);
            }
        };
    }
}
