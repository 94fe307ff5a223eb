package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.iteratorExpired;
import static tarn.services.kinesis.KinesisFaults.shardNotFound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Range;

/** GetShardIterator and GetRecords. */
final class Reading implements KinesisClient, Part {

    private static final String OPERATION = "GetRecords";
    private static final Duration LIVES = Duration.ofMinutes(5);
    private static final int RECORDS_MAX = 10_000;
    private static final long BYTES_MAX = 10L << 20;

    private final Platform platform;
    private final Streams streams;
    private final Throttle throttle;

    Reading(Streams streams, Throttle throttle) {
        this.platform = streams.platform();
        this.streams = streams;
        this.throttle = throttle;
    }

    /**
     * Where a reader is.
     *
     * @param from the least number it has not read
     */
    private record Iterator(String stream, String id, int shard, long from, long madeMillis) {

        static Iterator of(String text) {
            var parts = text.split(" ", 5);
            return new Iterator(
                    parts[4], parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
        }

        @Override
        public String toString() {
            return id + " " + shard + " " + from + " " + madeMillis + " " + stream;
        }
    }

    /** The name of the stream that an iterator is of, for whoever asks whether it may be read. */
    java.util.Optional<String> stream(String iterator) {
        return platform.tokens()
                .open(OPERATION, iterator)
                .map(bytes -> Iterator.of(new String(bytes, StandardCharsets.UTF_8)).stream());
    }

    private String sealed(DataStream stream, KeptShard shard, long from) {
        var iterator = new Iterator(
                stream.name(),
                stream.id(),
                shard.index(),
                from,
                platform.clock().instant().toEpochMilli());
        return platform.tokens().seal(OPERATION, iterator.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        var stream = streams.named(request.streamName(), request.streamARN());
        var shard = stream.shard(request.shardId()).orElseThrow(() -> shardNotFound(request.shardId(), stream.name()));
        long from = from(
                stream,
                shard,
                request.shardIteratorType(),
                request.startingSequenceNumber(),
                request.timestamp(),
                "GetShardIterator");
        return GetShardIteratorResponse.builder()
                .shardIterator(sealed(stream, shard, from))
                .build();
    }

    /** The least number that a reader who starts somewhere is to read. */
    long from(
            DataStream stream,
            KeptShard shard,
            ShardIteratorType type,
            @Nullable String sequenceNumber,
            @Nullable Instant timestamp,
            String operation) {
        return switch (type) {
            case TRIM_HORIZON -> 0;
            case LATEST -> latest(stream, shard) + 1;
            case AT_SEQUENCE_NUMBER -> number(stream, shard, sequenceNumber, operation);
            case AFTER_SEQUENCE_NUMBER -> number(stream, shard, sequenceNumber, operation) + 1;
            case AT_TIMESTAMP -> since(stream, shard, timestamp);
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("Invalid ShardIteratorType.");
        };
    }

    private static long number(DataStream stream, KeptShard shard, @Nullable String text, String operation) {
        if (text == null) {
            throw invalid("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
                    + "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. "
                    + "Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber.");
        }
        return Sequence.number(text, shard.index())
                .orElseThrow(() -> invalid("StartingSequenceNumber " + text + " used in " + operation + " on shard "
                        + shard.id() + " in stream " + stream.name() + " under account "
                        + Caller.current().account()
                        + " is invalid because it did not come from this stream."));
    }

    private long latest(DataStream stream, KeptShard shard) {
        var last = streams.records()
                .list(Range.under(Streams.place(stream, shard.index())).backwards(), 1);
        return last.isEmpty() ? shard.first() : Streams.number(last.getFirst().key());
    }

    /** Numbers are microseconds at least, so what came at a time or later has none below it. */
    private long since(DataStream stream, KeptShard shard, @Nullable Instant time) {
        if (time == null) {
            throw invalid("Must specify timestamp parameter in case of ShardIteratorType AT_TIMESTAMP");
        }
        if (time.isAfter(platform.clock().instant())) {
            throw invalid("The timestampInMillis parameter cannot be greater than the currentTimestampInMillis.");
        }
        long from = Sequence.at(time);
        var place = Streams.place(stream, shard.index());
        for (var entry : streams.records().scan(Range.under(place).from(place.with(from)))) {
            if (entry.value().arrivedMillis() >= time.toEpochMilli()) {
                return Streams.number(entry.key());
            }
        }
        return Math.max(from, latest(stream, shard) + 1);
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        var iterator = platform.tokens()
                .open(OPERATION, request.shardIterator())
                .map(bytes -> Iterator.of(new String(bytes, StandardCharsets.UTF_8)))
                .orElseThrow(() -> invalid("Invalid ShardIterator."));
        long now = platform.clock().instant().toEpochMilli();
        if (now - iterator.madeMillis() > LIVES.toMillis()) {
            throw iteratorExpired(iterator.madeMillis(), now);
        }
        var stream = streams.named(iterator.stream(), null);
        var id = KeptShard.id(iterator.shard());
        if (!stream.id().equals(iterator.id())) {
            throw invalid("Invalid ShardIterator.");
        }
        var shard = stream.shard(id).orElseThrow(() -> shardNotFound(id, stream.name()));
        if (!throttle.mayRead(stream, shard)) {
            count(stream, "ReadProvisionedThroughputExceeded", "Count", 1);
            throw KinesisFaults.throttled(id, stream.name());
        }
        var page = read(stream, shard, iterator.from(), request.limit() == null ? RECORDS_MAX : request.limit());
        count(stream, "GetRecords.Records", "Count", page.records().size());
        count(stream, "GetRecords.IteratorAgeMilliseconds", "Milliseconds", (double) page.behindMillis());
        count(stream, "GetRecords.Success", "Count", 1);
        return GetRecordsResponse.builder()
                .records(page.records())
                .nextShardIterator(page.isEnd() ? null : sealed(stream, shard, page.next()))
                .millisBehindLatest(page.behindMillis())
                .childShards(page.isEnd() ? children(stream, shard) : null)
                .build();
    }

    private void count(DataStream stream, String name, String unit, double value) {
        platform.metrics().add("AWS/Kinesis", name, Map.of("StreamName", stream.name()), unit, value);
    }

    /**
     * What was read.
     *
     * @param next the least number that was not read
     * @param isEnd whether the shard is closed and all was read
     */
    record ReadPage(List<Record> records, long next, long behindMillis, boolean isEnd) {}

    ReadPage read(DataStream stream, KeptShard shard, long from, int limit) {
        long now = platform.clock().instant().toEpochMilli();
        long oldest = streams.oldestShown(stream);
        var place = Streams.place(stream, shard.index());
        var records = new ArrayList<Record>();
        long bytes = 0;
        long next = from;
        long behind = 0;
        boolean isMore = false;
        for (var entry : streams.records().scan(Range.under(place).from(place.with(from)))) {
            var stored = entry.value();
            long number = Streams.number(entry.key());
            if (stored.arrivedMillis() < oldest) {
                next = number + 1;
                continue;
            }
            bytes += stored.data().length + stored.partitionKey().length();
            if (records.size() == limit || (bytes > BYTES_MAX && !records.isEmpty())) {
                isMore = true;
                behind = Math.max(0, now - stored.arrivedMillis());
                break;
            }
            records.add(Record.builder()
                    .sequenceNumber(Sequence.text(number, shard.index()))
                    .approximateArrivalTimestamp(Instant.ofEpochMilli(stored.arrivedMillis()))
                    .data(SdkBytes.fromByteArrayUnsafe(streams.keys().open(stream, stored)))
                    .partitionKey(stored.partitionKey())
                    .encryptionType(stored.key() == StoredRecord.PLAIN ? null : EncryptionType.KMS)
                    .build());
            next = number + 1;
        }
        return new ReadPage(records, next, behind, !isMore && !shard.isOpen());
    }

    static List<ChildShard> children(DataStream stream, KeptShard shard) {
        var children = new ArrayList<ChildShard>();
        for (var other : stream.shards()) {
            if (other.isChildOf(shard)) {
                var parents = new ArrayList<String>();
                parents.add(KeptShard.id(java.util.Objects.requireNonNull(other.parent())));
                var adjacent = other.adjacentParent();
                if (adjacent != null) {
                    parents.add(KeptShard.id(adjacent));
                }
                children.add(ChildShard.builder()
                        .shardId(other.id())
                        .parentShards(parents)
                        .hashKeyRange(other.range())
                        .build());
            }
        }
        return children;
    }
}
