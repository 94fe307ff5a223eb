package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.notFound;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.DisableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StopStreamEncryptionResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeResponse;
import tarn.kernel.Part;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/** What may be set on a stream: how long it keeps records, its key, its metrics, its policy. */
final class Settings implements KinesisClient, Part {

    private static final int HOURS_MIN = 24;
    private static final int HOURS_MAX = 8_760;
    private static final int TAGS_MAX = 50;

    private final Streams streams;
    private final Consumers consumers;

    Settings(Streams streams, Consumers consumers) {
        this.streams = streams;
        this.consumers = consumers;
    }

    static Map<String, String> added(Map<String, String> present, Map<String, String> tags) {
        var next = new TreeMap<>(present);
        next.putAll(tags);
        if (next.size() > TAGS_MAX) {
            throw invalid("A resource may have at most " + TAGS_MAX + " tags.");
        }
        return next;
    }

    @Override
    public IncreaseStreamRetentionPeriodResponse increaseStreamRetentionPeriod(
            IncreaseStreamRetentionPeriodRequest request) {
        int hours = hours(request.retentionPeriodHours());
        streams.change(Streams.name(request.streamName(), request.streamARN()), stream -> {
            if (hours < stream.retentionHours()) {
                throw invalid("Requested retention period (" + hours + " hours) for stream " + stream.name()
                        + " can not be shorter than existing retention period (" + stream.retentionHours()
                        + " hours). Use DecreaseRetentionPeriod API.");
            }
            return stream.retained(hours);
        });
        return IncreaseStreamRetentionPeriodResponse.builder().build();
    }

    @Override
    public DecreaseStreamRetentionPeriodResponse decreaseStreamRetentionPeriod(
            DecreaseStreamRetentionPeriodRequest request) {
        int hours = hours(request.retentionPeriodHours());
        streams.change(Streams.name(request.streamName(), request.streamARN()), stream -> {
            if (hours > stream.retentionHours()) {
                throw invalid("Requested retention period (" + hours + " hours) for stream " + stream.name()
                        + " can not be longer than existing retention period (" + stream.retentionHours()
                        + " hours). Use IncreaseRetentionPeriod API.");
            }
            return stream.retained(hours);
        });
        return DecreaseStreamRetentionPeriodResponse.builder().build();
    }

    private static int hours(int asked) {
        if (asked < HOURS_MIN) {
            throw invalid("Minimum allowed retention period is " + HOURS_MIN + " hours. Requested retention period ("
                    + asked + " hours) is too short.");
        }
        if (asked > HOURS_MAX) {
            throw invalid("Maximum allowed retention period is " + HOURS_MAX + " hours. Requested retention period ("
                    + asked + " hours) is too long.");
        }
        return asked;
    }

    @Override
    public StartStreamEncryptionResponse startStreamEncryption(StartStreamEncryptionRequest request) {
        if (request.encryptionType() != EncryptionType.KMS) {
            throw invalid("EncryptionType must be KMS.");
        }
        var named = streams.named(request.streamName(), request.streamARN());
        var made = streams.keys().made(named, request.keyId());
        streams.change(named.name(), stream -> {
            var keys = new ArrayList<>(stream.keys());
            keys.add(made);
            return stream.encrypted(request.keyId(), keys);
        });
        return StartStreamEncryptionResponse.builder().build();
    }

    @Override
    public StopStreamEncryptionResponse stopStreamEncryption(StopStreamEncryptionRequest request) {
        streams.change(
                Streams.name(request.streamName(), request.streamARN()),
                stream -> stream.encrypted(null, stream.keys()));
        return StopStreamEncryptionResponse.builder().build();
    }

    private static List<String> named(Collection<MetricsName> metrics) {
        if (metrics.contains(MetricsName.UNKNOWN_TO_SDK_VERSION)) {
            throw invalid("ShardLevelMetrics has an unknown metric.");
        }
        var source = metrics.contains(MetricsName.ALL) ? MetricsName.knownValues() : metrics;
        return source.stream()
                .filter(metric -> metric != MetricsName.ALL)
                .map(MetricsName::toString)
                .sorted()
                .toList();
    }

    @Override
    public EnableEnhancedMonitoringResponse enableEnhancedMonitoring(EnableEnhancedMonitoringRequest request) {
        var before = streams.named(request.streamName(), request.streamARN());
        var after = streams.change(before.name(), stream -> {
            var next = new TreeSet<>(stream.metrics());
            next.addAll(named(request.shardLevelMetrics()));
            return stream.measured(List.copyOf(next));
        });
        return EnableEnhancedMonitoringResponse.builder()
                .streamName(before.name())
                .streamARN(before.arn())
                .currentShardLevelMetricsWithStrings(before.metrics())
                .desiredShardLevelMetricsWithStrings(after.metrics())
                .build();
    }

    @Override
    public DisableEnhancedMonitoringResponse disableEnhancedMonitoring(DisableEnhancedMonitoringRequest request) {
        var before = streams.named(request.streamName(), request.streamARN());
        var after = streams.change(before.name(), stream -> {
            var next = new TreeSet<>(stream.metrics());
            next.removeAll(named(request.shardLevelMetrics()));
            return stream.measured(List.copyOf(next));
        });
        return DisableEnhancedMonitoringResponse.builder()
                .streamName(before.name())
                .streamARN(before.arn())
                .currentShardLevelMetricsWithStrings(before.metrics())
                .desiredShardLevelMetricsWithStrings(after.metrics())
                .build();
    }

    @Override
    public UpdateMaxRecordSizeResponse updateMaxRecordSize(UpdateMaxRecordSizeRequest request) {
        int size = request.maxRecordSizeInKiB();
        if (size < 1_024 || size > 10_240) {
            throw invalid("MaxRecordSizeInKiB must be between 1024 and 10240.");
        }
        streams.change(Streams.name(null, request.streamARN()), stream -> stream.sized(size));
        return UpdateMaxRecordSizeResponse.builder().build();
    }

    private static boolean isConsumer(String arn) {
        return arn.contains("/consumer/");
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        try {
            Policy.parse(request.policy());
        } catch (MalformedPolicyException e) {
            throw invalid("The policy is malformed: " + e.getMessage());
        }
        rule(request.resourceARN(), request.policy());
        return PutResourcePolicyResponse.builder().build();
    }

    private void rule(String arn, @org.jspecify.annotations.Nullable String policy) {
        if (isConsumer(arn)) {
            var key = consumers.key(consumers.named(arn).arn());
            consumers
                    .store()
                    .update(key, seen -> seen.map(each -> each.ruled(policy)).orElse(null));
        } else {
            streams.change(Streams.name(null, arn), stream -> stream.ruled(policy));
        }
    }

    @Override
    public GetResourcePolicyResponse getResourcePolicy(GetResourcePolicyRequest request) {
        var arn = request.resourceARN();
        var policy = isConsumer(arn)
                ? consumers.named(arn).policy()
                : streams.named(null, arn).policy();
        return GetResourcePolicyResponse.builder()
                .policy(policy == null ? "" : policy)
                .build();
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        var arn = request.resourceARN();
        var policy = isConsumer(arn)
                ? consumers.named(arn).policy()
                : streams.named(null, arn).policy();
        if (policy == null) {
            throw notFound("No resource policy found for resource ARN " + arn);
        }
        rule(arn, null);
        return DeleteResourcePolicyResponse.builder().build();
    }
}
