package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.limitExceeded;
import static tarn.services.kinesis.KinesisFaults.shardNotFound;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** The shards of streams: lists, splits, merges, counts and modes. Records of closed shards stay readable. */
final class Shards implements KinesisClient, Part {

    private static final Duration DAY = Duration.ofHours(24);
    private static final int COUNT_UPDATES_MAX = 10;
    private static final int MODE_UPDATES_MAX = 2;
    private static final int COUNT_MAX = 10_000;
    private static final int PAGE = 1_000;

    private final Platform platform;
    private final Streams streams;
    private final Pages pages;

    Shards(Streams streams) {
        this.platform = streams.platform();
        this.streams = streams;
        this.pages = new Pages(platform.tokens(), PAGE, 10_000, token -> invalid("Invalid NextToken."));
    }

    @Override
    public ListShardsResponse listShards(ListShardsRequest request) {
        DataStream stream;
        if (request.nextToken() != null && request.streamName() == null && request.streamARN() == null) {
            stream = streams.named(nameOf(request.nextToken()), null);
        } else if (request.nextToken() != null) {
            throw invalid("NextToken and StreamName cannot be provided together.");
        } else {
            stream = streams.named(request.streamName(), request.streamARN());
        }
        var filter = request.shardFilter();
        Predicate<KeptShard> wanted = filter == null ? _ -> true : wanted(stream, filter);
        var start = request.exclusiveStartShardId();
        int limit = pages.size(request.maxResults());
        int skipped = request.nextToken() == null ? 0 : countOf(request.nextToken());
        var all = stream.shards().stream()
                .filter(wanted)
                .filter(shard -> start == null || shard.id().compareTo(start) > 0)
                .filter(shard -> shard.index() >= skipped)
                .toList();
        var page = all.subList(0, Math.min(limit, all.size()));
        return ListShardsResponse.builder()
                .shards(page.stream().map(KeptShard::shown).toList())
                .nextToken(all.size() > limit ? token(stream, page.getLast().index() + 1) : null)
                .build();
    }

    private String token(DataStream stream, int from) {
        return platform.tokens()
                .seal("ListShards", (from + " " + stream.name()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private String[] parts(String token) {
        return platform.tokens()
                .open("ListShards", token)
                .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8).split(" ", 2))
                .orElseThrow(() -> invalid("Invalid NextToken."));
    }

    private String nameOf(String token) {
        return parts(token)[1];
    }

    private int countOf(String token) {
        return Integer.parseInt(parts(token)[0]);
    }

    private Predicate<KeptShard> wanted(DataStream stream, ShardFilter filter) {
        long oldest = streams.oldestShown(stream);
        return switch (filter.type()) {
            case AFTER_SHARD_ID -> {
                var id = filter.shardId();
                if (id == null) {
                    throw invalid("ShardId is required for the shard filter AFTER_SHARD_ID.");
                }
                yield shard -> shard.id().compareTo(id) > 0;
            }
            case AT_LATEST -> KeptShard::isOpen;
            case AT_TRIM_HORIZON -> shard -> shard.first() <= firstOpenAt(stream, oldest);
            case FROM_TRIM_HORIZON -> shard -> isAfter(shard.closed(), oldest);
            case AT_TIMESTAMP -> {
                var time = timestamp(filter);
                yield shard -> shard.first() <= Math.max(Sequence.at(time), firstOpenAt(stream, oldest))
                        && isAfter(shard.closed(), time.toEpochMilli());
            }
            case FROM_TIMESTAMP -> {
                var time = timestamp(filter);
                yield shard -> isAfter(shard.closed(), time.toEpochMilli());
            }
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("Invalid shard filter type " + filter.typeAsString() + ".");
        };
    }

    private static Instant timestamp(ShardFilter filter) {
        if (filter.timestamp() == null) {
            throw invalid("Timestamp is required for the shard filter " + filter.typeAsString() + ".");
        }
        return filter.timestamp();
    }

    /** The shards that were open at the trim horizon began before this number. */
    private static long firstOpenAt(DataStream stream, long oldest) {
        long begun = stream.shards().stream().mapToLong(KeptShard::first).min().orElse(0);
        return Math.max(begun, oldest * 1_000);
    }

    private static boolean isAfter(@Nullable Instant closed, long millis) {
        return closed == null || closed.toEpochMilli() >= millis;
    }

    private static void checkProvisioned(DataStream stream) {
        if (!stream.mode().equals(StreamMode.PROVISIONED.toString())) {
            throw invalid("Request is invalid. The stream " + stream.name() + " is in ON_DEMAND mode.");
        }
    }

    private static KeptShard open(DataStream stream, String id) {
        var shard = stream.shard(id).orElseThrow(() -> shardNotFound(id, stream.name()));
        if (!shard.isOpen()) {
            throw invalid("Shard " + id + " in stream " + stream.name() + " is closed.");
        }
        return shard;
    }

    @Override
    public SplitShardResponse splitShard(SplitShardRequest request) {
        var named = streams.named(request.streamName(), request.streamARN());
        checkProvisioned(named);
        var at = new BigInteger(request.newStartingHashKey());
        var now = platform.clock().instant();
        streams.log(named).change((stream, number) -> {
            var shard = open(stream, request.shardToSplit());
            if (at.compareTo(shard.from()) <= 0 || at.compareTo(shard.to()) > 0) {
                throw invalid("NewStartingHashKey " + at + " used in SplitShard() on shard " + shard.id()
                        + " in stream " + stream.name() + " under account "
                        + tarn.kernel.Caller.current().account()
                        + " is not both greater than one plus the shard's StartingHashKey " + shard.from()
                        + " and less than the shard's EndingHashKey " + shard.to() + ".");
            }
            return stream.split(shard, at, number, now);
        });
        return SplitShardResponse.builder().build();
    }

    @Override
    public MergeShardsResponse mergeShards(MergeShardsRequest request) {
        var named = streams.named(request.streamName(), request.streamARN());
        checkProvisioned(named);
        var now = platform.clock().instant();
        streams.log(named).change((stream, number) -> {
            var one = open(stream, request.shardToMerge());
            var other = open(stream, request.adjacentShardToMerge());
            boolean areNeighbours = one.to().add(BigInteger.ONE).equals(other.from())
                    || other.to().add(BigInteger.ONE).equals(one.from());
            if (!areNeighbours) {
                throw invalid("Shards " + one.id() + " and " + other.id() + " in stream " + stream.name()
                        + " under account " + tarn.kernel.Caller.current().account()
                        + " are not an adjacent pair of shards eligible for merging");
            }
            return stream.merge(one, other, number, now);
        });
        return MergeShardsResponse.builder().build();
    }

    @Override
    public UpdateShardCountResponse updateShardCount(UpdateShardCountRequest request) {
        if (request.scalingType() != ScalingType.UNIFORM_SCALING) {
            throw invalid("ScalingType must be UNIFORM_SCALING.");
        }
        var named = streams.named(request.streamName(), request.streamARN());
        checkProvisioned(named);
        int target = request.targetShardCount();
        var now = platform.clock().instant();
        int before = named.open().size();
        streams.log(named).change((stream, number) -> {
            int current = stream.open().size();
            if (target > 2 * current || target > COUNT_MAX) {
                throw limitExceeded("UpdateShardCount cannot scale up over double your current open shard count. "
                        + "Current open shard count: " + current + " Target shard count: " + target);
            }
            if (2 * target < current) {
                throw limitExceeded("UpdateShardCount cannot scale down below half your current open shard count. "
                        + "Current open shard count: " + current + " Target shard count: " + target);
            }
            var updates = recent(stream.countUpdates(), now);
            if (updates.size() >= COUNT_UPDATES_MAX) {
                throw limitExceeded("You have reached the limit of " + COUNT_UPDATES_MAX
                        + " UpdateShardCount calls of stream " + stream.name() + " in 24 hours.");
            }
            updates.add(now);
            return stream.uniform(target, number, now).updated(stream.mode(), updates, stream.modeUpdates());
        });
        return UpdateShardCountResponse.builder()
                .streamName(named.name())
                .streamARN(named.arn())
                .currentShardCount(before)
                .targetShardCount(target)
                .build();
    }

    private static List<Instant> recent(List<Instant> times, Instant now) {
        var left = new ArrayList<>(times);
        left.removeIf(time -> time.isBefore(now.minus(DAY)));
        return left;
    }

    @Override
    public UpdateStreamModeResponse updateStreamMode(UpdateStreamModeRequest request) {
        if (request.warmThroughputMiBps() != null) {
            throw invalid("WarmThroughputMiBps is not supported.");
        }
        var mode = request.streamModeDetails().streamMode();
        if (mode == null || mode == StreamMode.UNKNOWN_TO_SDK_VERSION) {
            throw invalid("StreamMode must be PROVISIONED or ON_DEMAND.");
        }
        var now = platform.clock().instant();
        streams.change(Streams.name(null, request.streamARN()), stream -> {
            if (stream.mode().equals(mode.toString())) {
                throw invalid("The stream " + stream.name() + " is in " + mode + " mode already.");
            }
            var updates = recent(stream.modeUpdates(), now);
            if (updates.size() >= MODE_UPDATES_MAX) {
                throw limitExceeded("You have reached the limit of " + MODE_UPDATES_MAX
                        + " UpdateStreamMode calls of stream " + stream.name() + " in 24 hours.");
            }
            updates.add(now);
            return stream.updated(mode.toString(), stream.countUpdates(), updates);
        });
        return UpdateStreamModeResponse.builder().build();
    }
}
