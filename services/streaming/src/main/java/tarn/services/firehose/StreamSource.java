package tarn.services.firehose;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.firehose.model.KinesisStreamSourceDescription;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import tarn.kernel.Caller;
import tarn.services.firehose.Waiting.Origin;
import tarn.services.firehose.Waiting.Piece;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Reads data streams for delivery streams, from the moment these were made. How far a shard was read is kept in the batch
 * that keeps what was read, so that each record comes once. A durable timer sees to it that somebody reads, after a restart
 * as well.
 */
final class StreamSource {

    static final String POSITIONS = "firehose/positions";

    private static final System.Logger LOG = System.getLogger(StreamSource.class.getName());
    private static final String WATCH = "firehose/source";
    private static final Duration WATCH_PAUSE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();
    private static final long TROUBLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int RECORDS_MAX = 2_000;

    private final DeliveryStreams streams;
    private final Buffers buffers;
    private final Delivering delivering;
    private final Reports reports;
    private final Store<Position> positions;
    private final Set<Place> running = ConcurrentHashMap.newKeySet();

    private record Place(String account, String region, String id) {}

    /**
     * How far a shard was read.
     *
     * @param after the last record's number; empty before the first
     * @param closed whether the shard has no more
     */
    record Position(String after, boolean closed) {

        static final Format<Position> FORMAT = Formats.record(Position.class);
    }

    StreamSource(DeliveryStreams streams, Buffers buffers, Delivering delivering, Reports reports) {
        this.streams = streams;
        this.buffers = buffers;
        this.delivering = delivering;
        this.reports = reports;
        this.positions = streams.platform().store(POSITIONS, Scope.REGION, Position.FORMAT);
        streams.platform().timers().on(WATCH, (name, _) -> watch(name));
    }

    void begin(Batch batch, DeliveryStream stream) {
        var service = DeliveryStreams.service();
        service.run(() -> watch(batch, stream.name()));
        batch.afterwards(() -> service.run(() -> read(stream)));
    }

    void end(Batch batch, DeliveryStream stream) {
        streams.platform().timers().cancel(batch, WATCH, stream.name());
        positions.scan(Range.under(Key.of(stream.id()))).forEach(entry -> batch.delete(positions, entry.key()));
    }

    private void watch(Batch batch, String name) {
        streams.platform()
                .timers()
                .set(batch, WATCH, name, streams.platform().clock().instant().plus(WATCH_PAUSE));
    }

    private void watch(String name) {
        streams.store().get(Key.of(name)).filter(stream -> !stream.isPut()).ifPresent(stream -> {
            var batch = streams.platform().batch();
            watch(batch, name);
            batch.commit();
            read(stream);
        });
    }

    private void read(DeliveryStream stream) {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region(), stream.id());
        if (!running.add(place)) {
            return;
        }
        streams.platform().background().run("firehose source " + stream.name(), caller, () -> {
            try {
                follow(stream.name(), stream.id());
            } finally {
                running.remove(place);
            }
        });
    }

    private void follow(String name, String id) {
        while (!Thread.currentThread().isInterrupted()) {
            var stream = streams.store()
                    .get(Key.of(name))
                    .filter(each -> each.id().equals(id))
                    .orElse(null);
            if (stream == null) {
                return;
            }
            try {
                if (!pass(stream)) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (AwsServiceException e) {
                LOG.log(DEBUG, "The source of " + name + " cannot be read", e);
                reports.tell(
                        stream,
                        Destination.of(stream.destination()),
                        "Kinesis.ReadFailed",
                        String.valueOf(e.getMessage()));
                LockSupport.parkNanos(TROUBLE_NANOS);
            }
        }
    }

    private KinesisClient kinesis() {
        return streams.platform().client(KinesisClient.class);
    }

    /** Goes once through the shards; says whether anything came. */
    private boolean pass(DeliveryStream stream) {
        var source = Objects.requireNonNull(stream.source()).kinesisStreamSourceDescription();
        var role = streams.role(stream, source.roleARN());
        var open = new HashSet<String>();
        boolean any = false;
        for (var shard : role.call(() -> shards(source))) {
            var position = positions.get(Key.of(stream.id(), shard.shardId())).orElse(new Position("", false));
            if (!position.closed()) {
                open.add(shard.shardId());
                if (!open.contains(String.valueOf(shard.parentShardId()))
                        && !open.contains(String.valueOf(shard.adjacentParentShardId()))) {
                    any |= advance(stream, source, role, shard, position);
                }
            }
        }
        return any;
    }

    private List<Shard> shards(KinesisStreamSourceDescription source) {
        var all = new ArrayList<Shard>();
        var page = kinesis().listShards(b -> b.streamARN(source.kinesisStreamARN()));
        all.addAll(page.shards());
        while (page.nextToken() != null) {
            var token = page.nextToken();
            page = kinesis().listShards(b -> b.nextToken(token));
            all.addAll(page.shards());
        }
        return all;
    }

    private boolean advance(
            DeliveryStream stream, KinesisStreamSourceDescription source, Caller role, Shard shard, Position position) {
        var answer = role.call(() -> {
            var iterator = kinesis().getShardIterator(b -> {
                b.streamARN(source.kinesisStreamARN()).shardId(shard.shardId());
                if (position.after().isEmpty()) {
                    b.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(source.deliveryStartTimestamp());
                } else {
                    b.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                            .startingSequenceNumber(position.after());
                }
            });
            return kinesis()
                    .getRecords(b -> b.streamARN(source.kinesisStreamARN())
                            .shardIterator(iterator.shardIterator())
                            .limit(RECORDS_MAX));
        });
        var key = Key.of(stream.id(), shard.shardId());
        if (answer.records().isEmpty()) {
            if (answer.nextShardIterator() == null) {
                positions.put(key, new Position(position.after(), true));
            }
            return false;
        }
        var pieces = new ArrayList<Piece>();
        answer.records().forEach(record -> pieces.addAll(pieces(shard.shardId(), record)));
        var last = answer.records().getLast().sequenceNumber();
        long waiting = buffers.add(stream, pieces, batch -> batch.put(positions, key, new Position(last, false)));
        if (waiting >= DeliveryStreams.sizeBytes(stream.destination())) {
            delivering.soon(stream);
        }
        reports.count(stream, "DataReadFromKinesisStream.Records", "Count", pieces.size());
        reports.count(
                stream,
                "DataReadFromKinesisStream.Bytes",
                "Bytes",
                pieces.stream().mapToLong(piece -> piece.data().length).sum());
        if (answer.millisBehindLatest() != null) {
            reports.count(stream, "KinesisMillisBehindLatest", "Milliseconds", answer.millisBehindLatest());
        }
        return true;
    }

    /** What the Producer Library has put together comes apart here, as AWS does it. */
    private List<Piece> pieces(String shard, Record record) {
        long now = streams.platform().clock().millis();
        var origin = new Origin(
                shard,
                record.partitionKey(),
                record.sequenceNumber(),
                record.approximateArrivalTimestamp().toEpochMilli());
        var parts = Aggregate.parts(record.data().asByteArray());
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < parts.size(); i++) {
            pieces.add(new Piece(record.sequenceNumber() + "." + i + ".", now, parts.get(i), origin));
        }
        return pieces;
    }
}
