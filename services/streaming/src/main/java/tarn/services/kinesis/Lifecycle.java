package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.inUse;
import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.limitExceeded;
import static tarn.services.kinesis.KinesisFaults.streamExists;
import static tarn.services.kinesis.KinesisFaults.streamNotFound;

import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.EnhancedMetrics;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;

/** Creation, description and removal of streams. A stream is ACTIVE at once. */
final class Lifecycle implements KinesisClient, Part {

    private static final int SHARDS_MAX = 20_000;
    private static final int ON_DEMAND_SHARDS = 4;
    private static final int ON_DEMAND_MAX = 50;
    private static final int RETENTION_HOURS = 24;
    private static final int RECORD_KIB = 1_024;
    private static final int SHOWN = 100;

    private final Platform platform;
    private final Streams streams;
    private final Consumers consumers;
    private final Pages pages;

    Lifecycle(Streams streams, Consumers consumers) {
        this.platform = streams.platform();
        this.streams = streams;
        this.consumers = consumers;
        this.pages = new Pages(platform.tokens(), SHOWN, 10_000, token -> invalid("Invalid NextToken."));
    }

    @Override
    public CreateStreamResponse createStream(CreateStreamRequest request) {
        var mode = request.streamModeDetails() == null
                ? StreamMode.PROVISIONED
                : request.streamModeDetails().streamMode();
        if (mode == null || mode == StreamMode.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("StreamMode must be PROVISIONED or ON_DEMAND.");
        }
        if (request.warmThroughputMiBps() != null) {
            throw invalid("WarmThroughputMiBps is not supported.");
        }
        boolean isProvisioned = mode == StreamMode.PROVISIONED;
        if (isProvisioned && request.shardCount() == null) {
            throw invalid("ShardCount must be specified for streams in PROVISIONED mode.");
        }
        if (!isProvisioned && request.shardCount() != null) {
            throw invalid("ShardCount cannot be specified for streams in ON_DEMAND mode.");
        }
        int count = isProvisioned ? request.shardCount() : ON_DEMAND_SHARDS;
        room(count);
        var now = platform.clock().instant();
        var stream = new DataStream(
                request.streamName(),
                platform.ids().random("abcdefghijklmnopqrstuvwxyz0123456789", 16),
                now,
                mode.toString(),
                RETENTION_HOURS,
                DataStream.uniform(count, Sequence.at(now)),
                count,
                null,
                List.of(),
                List.of(),
                request.maxRecordSizeInKiB() == null ? RECORD_KIB : request.maxRecordSizeInKiB(),
                Settings.added(java.util.Map.of(), request.tags()),
                null,
                List.of(),
                List.of());
        var batch = platform.batch().insert(streams.store(), Key.of(stream.name()), stream);
        streams.begin(batch, stream.name());
        if (!batch.commit()) {
            throw streamExists(stream.name());
        }
        return CreateStreamResponse.builder().build();
    }

    /** Refuses shards that the account has no room for. */
    private void room(int more) {
        int open = openShards();
        if (open + more > SHARDS_MAX) {
            throw limitExceeded("This request would exceed the shard limit for the account "
                    + Caller.current().account() + " in " + Caller.current().region()
                    + ". Current shard count for the account: " + open + ". Limit: " + SHARDS_MAX
                    + ". Number of additional shards that would have resulted from this request: " + more + ".");
        }
    }

    private int openShards() {
        return streams.all().stream().mapToInt(stream -> stream.open().size()).sum();
    }

    @Override
    public DeleteStreamResponse deleteStream(DeleteStreamRequest request) {
        var name = Streams.name(request.streamName(), request.streamARN());
        while (true) {
            var seen = streams.entry(name).orElseThrow(() -> streamNotFound(name));
            var batch = platform.batch().delete(streams.store(), seen);
            boolean hasConsumers = consumers.forget(batch, seen.value());
            if (hasConsumers && !Boolean.TRUE.equals(request.enforceConsumerDeletion())) {
                throw inUse(
                        "Stream " + name + " under account " + Caller.current().account()
                                + " has registered consumers. Use EnforceConsumerDeletion to delete it with them.");
            }
            streams.removed(batch, seen.value());
            if (batch.commit()) {
                return DeleteStreamResponse.builder().build();
            }
        }
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        var stream = streams.named(request.streamName(), request.streamARN());
        int limit = request.limit() == null ? SHOWN : request.limit();
        var after = stream.shards().stream()
                .filter(shard -> request.exclusiveStartShardId() == null
                        || shard.id().compareTo(request.exclusiveStartShardId()) > 0)
                .toList();
        return DescribeStreamResponse.builder()
                .streamDescription(b -> b.streamName(stream.name())
                        .streamARN(stream.arn())
                        .streamStatus(StreamStatus.ACTIVE)
                        .streamModeDetails(mode -> mode.streamMode(stream.mode()))
                        .shards(after.stream()
                                .limit(limit)
                                .map(KeptShard::shown)
                                .toList())
                        .hasMoreShards(after.size() > limit)
                        .retentionPeriodHours(stream.retentionHours())
                        .streamCreationTimestamp(stream.created())
                        .enhancedMonitoring(monitoring(stream))
                        .encryptionType(encryption(stream))
                        .keyId(stream.kmsKey()))
                .build();
    }

    static EncryptionType encryption(DataStream stream) {
        return stream.kmsKey() == null ? EncryptionType.NONE : EncryptionType.KMS;
    }

    private static EnhancedMetrics monitoring(DataStream stream) {
        return EnhancedMetrics.builder()
                .shardLevelMetricsWithStrings(stream.metrics())
                .build();
    }

    @Override
    public DescribeStreamSummaryResponse describeStreamSummary(DescribeStreamSummaryRequest request) {
        var stream = streams.named(request.streamName(), request.streamARN());
        return DescribeStreamSummaryResponse.builder()
                .streamDescriptionSummary(b -> b.streamName(stream.name())
                        .streamARN(stream.arn())
                        .streamStatus(StreamStatus.ACTIVE)
                        .streamModeDetails(mode -> mode.streamMode(stream.mode()))
                        .retentionPeriodHours(stream.retentionHours())
                        .streamCreationTimestamp(stream.created())
                        .enhancedMonitoring(monitoring(stream))
                        .encryptionType(encryption(stream))
                        .keyId(stream.kmsKey())
                        .openShardCount(stream.open().size())
                        .consumerCount(consumers.of(stream).size())
                        .maxRecordSizeInKiB(stream.recordKiBMax()))
                .build();
    }

    @Override
    public ListStreamsResponse listStreams(ListStreamsRequest request) {
        var after = request.exclusiveStartStreamName();
        var page = pages.page(
                "ListStreams",
                request.nextToken(),
                request.limit(),
                streams.all().stream()
                        .filter(stream -> after == null || stream.name().compareTo(after) > 0),
                DataStream::name);
        return ListStreamsResponse.builder()
                .streamNames(page.items().stream().map(DataStream::name).toList())
                .streamSummaries(page.items().stream().map(Lifecycle::summary).toList())
                .hasMoreStreams(page.next() != null)
                .nextToken(page.next())
                .build();
    }

    private static StreamSummary summary(DataStream stream) {
        return StreamSummary.builder()
                .streamName(stream.name())
                .streamARN(stream.arn())
                .streamStatus(StreamStatus.ACTIVE)
                .streamModeDetails(mode -> mode.streamMode(stream.mode()))
                .streamCreationTimestamp(stream.created())
                .build();
    }

    @Override
    public DescribeLimitsResponse describeLimits(DescribeLimitsRequest request) {
        return DescribeLimitsResponse.builder()
                .shardLimit(SHARDS_MAX)
                .openShardCount(openShards())
                .onDemandStreamCount((int) streams.all().stream()
                        .filter(stream -> stream.mode().equals(StreamMode.ON_DEMAND.toString()))
                        .count())
                .onDemandStreamCountLimit(ON_DEMAND_MAX)
                .build();
    }
}
