package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.notFound;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ApproximateCreationDateTimePrecision;
import software.amazon.awssdk.services.dynamodb.model.DescribeKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.dynamodb.model.DestinationStatus;
import software.amazon.awssdk.services.dynamodb.model.DisableKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.DisableKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.dynamodb.model.EnableKinesisStreamingConfiguration;
import software.amazon.awssdk.services.dynamodb.model.EnableKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.EnableKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.dynamodb.model.KinesisDataStreamDestination;
import software.amazon.awssdk.services.dynamodb.model.UpdateKinesisStreamingConfiguration;
import software.amazon.awssdk.services.dynamodb.model.UpdateKinesisStreamingDestinationRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateKinesisStreamingDestinationResponse;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Data streams of Kinesis that are told of a table's changes. A destination is ACTIVE, or DISABLED, on the first look
 * after it was asked for.
 */
final class Destinations implements DynamoDbClient, Part {

    private final Platform platform;
    private final Tables tables;
    private final Lanes lanes;

    Destinations(Platform platform, Tables tables, Lanes lanes) {
        this.platform = platform;
        this.tables = tables;
        this.lanes = lanes;
    }

    private void checkThere(String stream) {
        try {
            platform.client(KinesisClient.class).describeStreamSummary(d -> d.streamARN(stream));
        } catch (ResourceNotFoundException e) {
            throw notFound("Requested resource not found: Stream: " + stream + " not found");
        }
    }

    @Override
    public EnableKinesisStreamingDestinationResponse enableKinesisStreamingDestination(
            EnableKinesisStreamingDestinationRequest request) {
        checkThere(request.streamArn());
        var configuration = request.enableKinesisStreamingConfiguration();
        var precision = precision(configuration == null ? null : configuration.approximateCreationDateTimePrecision());
        var table = change(request.tableName(), request.streamArn(), true, present -> {
            if (present != null && present.isOn()) {
                throw invalid("Table is not in a valid state to enable Kinesis Streaming Destination: "
                        + "EnableKinesisStreamingDestination must be DISABLED to perform ENABLE operation.");
            }
            return new Ties.Destination(request.streamArn(), DestinationStatus.ACTIVE, precision);
        });
        return EnableKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .streamArn(request.streamArn())
                .destinationStatus(DestinationStatus.ENABLING)
                .enableKinesisStreamingConfiguration(EnableKinesisStreamingConfiguration.builder()
                        .approximateCreationDateTimePrecision(precision)
                        .build())
                .build();
    }

    private static ApproximateCreationDateTimePrecision precision(
            @Nullable ApproximateCreationDateTimePrecision asked) {
        return asked == null ? ApproximateCreationDateTimePrecision.MILLISECOND : asked;
    }

    @Override
    public DisableKinesisStreamingDestinationResponse disableKinesisStreamingDestination(
            DisableKinesisStreamingDestinationRequest request) {
        var table = change(
                request.tableName(),
                request.streamArn(),
                false,
                present -> new Ties.Destination(
                        request.streamArn(),
                        DestinationStatus.DISABLED,
                        active(present, "disable", "DISABLE").precision()));
        return DisableKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .streamArn(request.streamArn())
                .destinationStatus(DestinationStatus.DISABLING)
                .build();
    }

    private static Ties.Destination active(Ties.@Nullable Destination present, String verb, String operation) {
        if (present == null || !present.isOn()) {
            throw invalid("Table is not in a valid state to " + verb + " Kinesis Streaming Destination: "
                    + "KinesisStreamingDestination must be ACTIVE to perform " + operation + " operation.");
        }
        return present;
    }

    @Override
    public UpdateKinesisStreamingDestinationResponse updateKinesisStreamingDestination(
            UpdateKinesisStreamingDestinationRequest request) {
        var configuration = request.updateKinesisStreamingConfiguration();
        var asked = configuration == null ? null : configuration.approximateCreationDateTimePrecision();
        if (asked == null) {
            throw invalid(
                    "UpdateKinesisStreamingConfiguration with an ApproximateCreationDateTimePrecision is required");
        }
        var table = change(request.tableName(), request.streamArn(), false, present -> {
            if (active(present, "update", "UPDATE").precision() == asked) {
                throw invalid("Invalid Request: Precision is already set to the desired value of " + asked
                        + " for tableName: " + tables.name(request.tableName()));
            }
            return new Ties.Destination(request.streamArn(), DestinationStatus.ACTIVE, asked);
        });
        return UpdateKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .streamArn(request.streamArn())
                .destinationStatus(DestinationStatus.UPDATING)
                .updateKinesisStreamingConfiguration(UpdateKinesisStreamingConfiguration.builder()
                        .approximateCreationDateTimePrecision(asked)
                        .build())
                .build();
    }

    @FunctionalInterface
    private interface Change {
        Ties.Destination of(Ties.@Nullable Destination present);
    }

    private StoredTable change(String reference, String stream, boolean opening, Change change) {
        while (true) {
            var table = tables.named(reference);
            var ties = table.stored().tied();
            var present = ties.destinations().stream()
                    .filter(one -> one.stream().equals(stream))
                    .findFirst()
                    .orElse(null);
            var next = change.of(present);
            if (opening && ties.destinations().stream().anyMatch(Ties.Destination::isOn)) {
                throw DynamoFaults.limitExceeded(
                        "Subscriber limit exceeded: Only 1 active Kinesis streaming destination is allowed per table");
            }
            List<Ties.Destination> all = new ArrayList<>(ties.destinations());
            all.removeIf(one -> one.stream().equals(stream));
            all.add(next);
            var stored = table.stored().with(ties.to(all));
            var batch = platform.batch().replace(tables.store(), table.entry(), stored);
            lanes.open(batch, Lanes.lane(stored, ""));
            if (batch.commit()) {
                return stored;
            }
        }
    }

    @Override
    public DescribeKinesisStreamingDestinationResponse describeKinesisStreamingDestination(
            DescribeKinesisStreamingDestinationRequest request) {
        var table = tables.named(request.tableName());
        return DescribeKinesisStreamingDestinationResponse.builder()
                .tableName(table.name())
                .kinesisDataStreamDestinations(table.stored().tied().destinations().stream()
                        .map(one -> KinesisDataStreamDestination.builder()
                                .streamArn(one.stream())
                                .destinationStatus(one.status())
                                .approximateCreationDateTimePrecision(one.precision())
                                .build())
                        .toList())
                .build();
    }
}
