package tarn.services.dynamodb;

import static tarn.services.dynamodb.StreamFaults.expired;
import static tarn.services.dynamodb.StreamFaults.invalid;
import static tarn.services.dynamodb.StreamFaults.iteratorInvalid;
import static tarn.services.dynamodb.StreamFaults.shardNotFound;
import static tarn.services.dynamodb.StreamFaults.streamNotFound;
import static tarn.services.dynamodb.StreamFaults.trimmed;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.Stream;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Range;

/** All of DynamoDB Streams: which streams there are, their shards, and the changes in them. */
final class Following implements DynamoDbStreamsClient, Part {

    private static final int PER_PAGE = 100;
    private static final int RECORDS_MAX = 1000;
    private static final long ANSWER_BYTES_MAX = 1 << 20;
    private static final Duration ITERATOR = Duration.ofMinutes(15);
    private static final String OPERATION = "dynamodbstreams:GetRecords";

    /** Sequence numbers are told as 21 digits, the least that AWS's own have. */
    private static final BigInteger TOLD = BigInteger.TEN.pow(20);

    private final Platform platform;
    private final ChangeLog log;

    Following(Platform platform, ChangeLog log) {
        this.platform = platform;
        this.log = log;
    }

    @Override
    public ListStreamsResponse listStreams(ListStreamsRequest request) {
        int limit = request.limit() == null ? PER_PAGE : Math.min(request.limit(), PER_PAGE);
        var range = request.tableName() == null ? Range.all() : Range.under(tarn.store.Key.of(request.tableName()));
        if (request.exclusiveStartStreamArn() != null) {
            var start = named(request.exclusiveStartStreamArn());
            range = range.after(ChangeLog.streamKey(start.table(), start.label()));
        }
        var found = log.streams().list(range, limit + 1);
        var streams = found.stream()
                .limit(limit)
                .map(entry -> entry.value())
                .map(stream -> Stream.builder()
                        .streamArn(arn(stream))
                        .streamLabel(stream.label())
                        .tableName(stream.table())
                        .build())
                .toList();
        return ListStreamsResponse.builder()
                .streams(streams)
                .lastEvaluatedStreamArn(found.size() > limit ? streams.getLast().streamArn() : null)
                .build();
    }

    private static String arn(StoredStream stream) {
        return Caller.current()
                .arn("dynamodb", "table/" + stream.table() + "/stream/" + stream.label())
                .toString();
    }

    private record Named(String table, String label) {}

    private static Named named(String arn) {
        return Arn.parse(arn)
                .filter(Tables::isHere)
                .map(parsed -> parsed.resource().split("/", -1))
                .filter(parts -> parts.length == 4 && parts[0].equals("table") && parts[2].equals("stream"))
                .map(parts -> new Named(parts[1], parts[3]))
                .orElseThrow(() -> streamNotFound(arn));
    }

    private StoredStream stream(String arn) {
        var named = named(arn);
        return log.find(named.table(), named.label())
                .map(entry -> entry.value())
                .orElseThrow(() -> streamNotFound(arn));
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        var stream = stream(request.streamArn());
        int limit = request.limit() == null ? PER_PAGE : Math.min(request.limit(), PER_PAGE);
        var shards = new ArrayList<Shard>();
        boolean begun = request.exclusiveStartShardId() == null;
        boolean more = false;
        for (var shard : Shards.of(stream, platform.clock().instant())) {
            if (!begun) {
                begun = shard.id().equals(request.exclusiveStartShardId());
            } else if (shards.size() == limit) {
                more = true;
            } else if (request.shardFilter() == null
                    || String.valueOf(request.shardFilter().shardId()).equals(shard.parent())) {
                shards.add(described(shard));
            }
        }
        var lastShard = more ? shards.getLast().shardId() : null;
        return DescribeStreamResponse.builder()
                .streamDescription(d -> d.streamArn(arn(stream))
                        .streamLabel(stream.label())
                        .streamStatus(stream.ended() == null ? StreamStatus.ENABLED : StreamStatus.DISABLED)
                        .streamViewType(stream.view())
                        .creationRequestDateTime(stream.since())
                        .tableName(stream.table())
                        .keySchema(Describing.schema(stream.keys()))
                        .shards(shards)
                        .lastEvaluatedShardId(lastShard))
                .build();
    }

    private static Shard described(Shards.Shard shard) {
        return Shard.builder()
                .shardId(shard.id())
                .parentShardId(shard.parent())
                .sequenceNumberRange(range -> range.startingSequenceNumber(told(shard.first()))
                        .endingSequenceNumber(shard.isOpen() ? null : told(shard.end() - 1)))
                .build();
    }

    private static String told(long number) {
        return TOLD.add(BigInteger.valueOf(number)).toString();
    }

    private static long number(@Nullable String told) {
        try {
            return new BigInteger(String.valueOf(told)).subtract(TOLD).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid("Invalid SequenceNumber: " + told);
        }
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        var stream = stream(request.streamArn());
        var now = platform.clock().instant();
        var shard = Shards.find(stream, now, request.shardId()).orElseThrow(() -> shardNotFound(request.shardId()));
        long from = switch (request.shardIteratorType()) {
            case TRIM_HORIZON -> shard.first();
            case LATEST -> Math.min(log.settled(stream), shard.end());
            case AT_SEQUENCE_NUMBER -> within(shard, number(request.sequenceNumber()));
            case AFTER_SEQUENCE_NUMBER -> within(shard, number(request.sequenceNumber())) + 1;
            case UNKNOWN_TO_SDK_VERSION ->
                throw invalid("Invalid ShardIteratorType: " + request.shardIteratorTypeAsString());
        };
        return GetShardIteratorResponse.builder()
                .shardIterator(new Position(stream.table(), stream.label(), shard.id(), from, now).token(platform))
                .build();
    }

    private long within(Shards.Shard shard, long number) {
        if (number < log.trimmed()) {
            throw trimmed();
        }
        if (number < shard.first() || number >= shard.end()) {
            throw invalid("Invalid SequenceNumber for the shard " + shard.id());
        }
        return number;
    }

    /** Where an iterator stands, and when it was made. */
    private record Position(String table, String label, String shard, long from, Instant made) {
        String token(Platform platform) {
            var text = String.join("\n", table, label, shard, Long.toString(from), Long.toString(made.toEpochMilli()));
            return arn() + "|1|" + platform.tokens().seal(OPERATION, text.getBytes(StandardCharsets.UTF_8));
        }

        private String arn() {
            return Caller.current()
                    .arn("dynamodb", "table/" + table + "/stream/" + label)
                    .toString();
        }

        static Optional<Position> of(String token, Platform platform) {
            var sealed = token.substring(token.lastIndexOf('|') + 1);
            return platform.tokens().open(OPERATION, sealed).map(bytes -> {
                var parts = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
                return new Position(
                        parts[0],
                        parts[1],
                        parts[2],
                        Long.parseLong(parts[3]),
                        Instant.ofEpochMilli(Long.parseLong(parts[4])));
            });
        }
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        var position = Position.of(request.shardIterator(), platform).orElseThrow(StreamFaults::iteratorInvalid);
        var now = platform.clock().instant();
        if (position.made().plus(ITERATOR).isBefore(now)) {
            throw expired();
        }
        int limit = request.limit() == null ? RECORDS_MAX : request.limit();
        if (limit > RECORDS_MAX) {
            throw invalid("1 validation error detected: Value '" + limit + "' at 'limit' failed to satisfy constraint: "
                    + "Member must have value less than or equal to " + RECORDS_MAX);
        }
        var stream = log.find(position.table(), position.label())
                .map(entry -> entry.value())
                .orElseThrow(() -> iteratorInvalid());
        var shard = Shards.find(stream, now, position.shard()).orElseThrow(StreamFaults::trimmed);
        long settled = log.settled(stream);
        long end = Math.min(shard.end(), settled);
        var records = new ArrayList<Record>();
        long from = Math.max(position.from(), log.trimmed());
        long bytes = 0;
        boolean full = false;
        for (var entry : log.read(stream, from, end)) {
            long number = ChangeLog.number(entry);
            records.add(record(stream, number, entry.value()));
            from = number + 1;
            bytes += entry.value().sizeBytes();
            if (records.size() == limit || bytes >= ANSWER_BYTES_MAX) {
                full = true;
                break;
            }
        }
        if (!full) {
            from = Math.max(from, end);
        }
        boolean over = from >= shard.end();
        return GetRecordsResponse.builder()
                .records(records)
                .nextShardIterator(
                        over
                                ? null
                                : new Position(stream.table(), stream.label(), shard.id(), from, now).token(platform))
                .build();
    }

    private static Record record(StoredStream stream, long number, StoredChange change) {
        var caller = Caller.current();
        var record = Record.builder()
                .eventID(String.format(Locale.ROOT, "%08x%024x", stream.number(), number))
                .eventName(
                        !change.before()
                                ? OperationType.INSERT
                                : change.after() ? OperationType.MODIFY : OperationType.REMOVE)
                .eventVersion("1.1")
                .eventSource("aws:dynamodb")
                .awsRegion(caller.region());
        if (change.expired()) {
            record.userIdentity(identity -> identity.type("Service").principalId("dynamodb.amazonaws.com"));
        }
        var old = change.oldImage();
        var next = change.newImage();
        return record.dynamodb(d -> d.approximateCreationDateTime(Instant.ofEpochSecond(change.millis() / 1000))
                        .keys(change.keys().toSdk())
                        .oldImage(old == null ? null : old.toSdk())
                        .newImage(next == null ? null : next.toSdk())
                        .sequenceNumber(told(number))
                        .sizeBytes(change.sizeBytes())
                        .streamViewType(stream.view()))
                .build();
    }
}
