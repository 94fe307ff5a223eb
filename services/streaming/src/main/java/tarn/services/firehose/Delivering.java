package tarn.services.firehose;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationDescription;
import software.amazon.awssdk.services.firehose.model.HttpEndpointS3BackupMode;
import software.amazon.awssdk.services.firehose.model.S3BackupMode;
import tarn.kernel.Caller;
import tarn.services.firehose.EndpointSending.RefusedException;
import tarn.services.firehose.ObjectWriting.Place;
import tarn.services.firehose.Waiting.Piece;
import tarn.store.Entry;
import tarn.store.Key;

/**
 * Delivers what waits, when it is old enough or there is enough of it. One delivery of a stream runs at a time, in the order
 * in which records came. What fails is tried again with growing pauses; only an endpoint's records end in S3 when its retry
 * time is over.
 */
final class Delivering {

    private static final System.Logger LOG = System.getLogger(Delivering.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(5);
    private static final int DOUBLINGS_MAX = 9;

    private final DeliveryStreams streams;
    private final Buffers buffers;
    private final ObjectWriting writing;
    private final EndpointSending sending;
    private final Reports reports;
    private final Map<Where, Work> works = new ConcurrentHashMap<>();

    private record Where(String account, String region, String id) {}

    /** The deliveries of a stream; what went wrong is known as long as the process lives, and counted anew after it. */
    private static final class Work {
        private final ReentrantLock turn = new ReentrantLock();
        private int failures;
        private Instant since = Instant.MAX;
    }

    Delivering(
            DeliveryStreams streams, Buffers buffers, ObjectWriting writing, EndpointSending sending, Reports reports) {
        this.streams = streams;
        this.buffers = buffers;
        this.writing = writing;
        this.sending = sending;
        this.reports = reports;
        streams.platform().timers().beside(Buffers.FLUSH, (name, _) -> deliver(name));
    }

    private Work work(DeliveryStream stream) {
        var caller = Caller.current();
        return works.computeIfAbsent(new Where(caller.account(), caller.region(), stream.id()), _ -> new Work());
    }

    void forget(DeliveryStream stream) {
        var caller = Caller.current();
        works.remove(new Where(caller.account(), caller.region(), stream.id()));
    }

    /** Has a buffer that is full delivered, if nobody does so. */
    void soon(DeliveryStream stream) {
        var work = work(stream);
        if (work.turn.isLocked() || work.failures > 0) {
            return;
        }
        streams.platform()
                .background()
                .run("firehose " + stream.name(), DeliveryStreams.service(), () -> deliver(stream.name()));
    }

    private void deliver(String name) {
        var found = streams.store().get(Key.of(name));
        if (found.isEmpty()) {
            return;
        }
        var stream = found.get();
        var work = work(stream);
        work.turn.lock();
        try {
            buffers.open(stream);
            long last = buffers.last(stream);
            var entries = buffers.next(stream, DeliveryStreams.sizeBytes(stream.destination()), last);
            while (!entries.isEmpty()) {
                if (!deliver(stream, work, entries)) {
                    later(stream, work);
                    return;
                }
                work.failures = 0;
                work.since = Instant.MAX;
                entries = buffers.next(stream, DeliveryStreams.sizeBytes(stream.destination()), last);
            }
        } finally {
            work.turn.unlock();
        }
    }

    private void later(DeliveryStream stream, Work work) {
        if (work.failures == 0) {
            work.since = streams.platform().clock().instant();
        }
        var pause = PAUSE.multipliedBy(1L << Math.min(work.failures, DOUBLINGS_MAX));
        work.failures++;
        var batch = streams.platform().batch();
        buffers.time(batch, stream.name(), pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX);
        batch.commit();
    }

    /** Delivers some of what waits; says whether that is done with. */
    private boolean deliver(DeliveryStream stream, Work work, List<Entry<Waiting>> entries) {
        var destination = Destination.of(stream.destination());
        try {
            var pieces = buffers.pieces(stream, entries);
            var failures = new ArrayList<Item.Failure>();
            var items = processed(stream, destination, pieces, failures);
            boolean done = switch (destination) {
                case Destination.Bucket bucket -> toBucket(stream, bucket, pieces, items, failures);
                case Destination.Endpoint endpoint ->
                    toEndpoint(stream, endpoint.endpoint(), work, request(stream, entries), items, failures);
            };
            if (done) {
                buffers.delivered(stream, entries);
            }
            return done;
        } catch (SdkException | IllegalStateException e) {
            LOG.log(work.failures == 0 ? WARNING : DEBUG, "Firehose " + stream.name() + " cannot deliver: " + e);
            reports.count(stream, "DeliveryToS3.Success", "Count", 0);
            reports.tell(stream, destination, "S3.DeliveryFailed", String.valueOf(e.getMessage()));
            return false;
        }
    }

    private List<Item> processed(
            DeliveryStream stream, Destination destination, List<Piece> pieces, List<Item.Failure> failures) {
        List<Item> items = new ArrayList<>(pieces.size());
        for (var piece : pieces) {
            items.add(Item.of(piece));
        }
        for (var step : Processing.steps(streams, stream, destination)) {
            int before = failures.size();
            if (!items.isEmpty()) {
                items = step.apply(items, failures::add);
            }
            if (step instanceof Transforming) {
                reports.count(stream, "ExecuteProcessing.Success", "Count", failures.size() == before ? 1 : 0);
                reports.count(stream, "SucceedProcessing.Records", "Count", items.size());
            }
        }
        if (!failures.isEmpty()) {
            var first = failures.getFirst();
            reports.tell(stream, destination, first.code(), first.message());
        }
        return items;
    }

    private boolean toBucket(
            DeliveryStream stream,
            Destination.Bucket bucket,
            List<Piece> pieces,
            List<Item> items,
            List<Item.Failure> failures) {
        var place = Place.of(bucket.place());
        var backup = bucket.place().s3BackupDescription();
        if (bucket.place().s3BackupMode() == S3BackupMode.ENABLED && backup != null) {
            back(stream, Place.of(backup), pieces.stream().map(Item::of).toList());
        }
        if (!items.isEmpty()) {
            var written = writing.write(stream, place, items, failures);
            reports.count(stream, "DeliveryToS3.Records", "Count", items.size());
            reports.count(stream, "DeliveryToS3.Bytes", "Bytes", written.bytes());
            reports.count(stream, "DeliveryToS3.ObjectCount", "Count", written.objects());
            reports.count(stream, "DeliveryToS3.DataFreshness", "Seconds", age(pieces));
            reports.count(stream, "DeliveryToS3.Success", "Count", 1);
        }
        if (!failures.isEmpty()) {
            writing.writeFailed(stream, place, "processing-failed", failures);
        }
        return true;
    }

    private void back(DeliveryStream stream, Place place, List<Item> items) {
        var written = writing.write(stream, place, items, new ArrayList<>());
        reports.count(stream, "BackupToS3.Records", "Count", items.size());
        reports.count(stream, "BackupToS3.Bytes", "Bytes", written.bytes());
        reports.count(stream, "BackupToS3.Success", "Count", 1);
    }

    private long age(List<Piece> pieces) {
        long oldest = pieces.getFirst().arrivedMillis();
        return Math.max(0, (streams.platform().clock().millis() - oldest) / 1000);
    }

    /** The id of a request of these records: the same when it is made again. */
    private static String request(DeliveryStream stream, List<Entry<Waiting>> entries) {
        var named = stream.id() + entries.getFirst().key() + entries.getLast().key();
        return UUID.nameUUIDFromBytes(named.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private boolean toEndpoint(
            DeliveryStream stream,
            HttpEndpointDestinationDescription endpoint,
            Work work,
            String request,
            List<Item> items,
            List<Item.Failure> failures) {
        var place = Place.of(endpoint.s3DestinationDescription());
        if (!items.isEmpty()) {
            try {
                sending.send(stream, endpoint, request, items);
                reports.count(stream, "DeliveryToHttpEndpoint.Success", "Count", 1);
                reports.count(stream, "DeliveryToHttpEndpoint.Records", "Count", items.size());
                reports.count(
                        stream,
                        "DeliveryToHttpEndpoint.Bytes",
                        "Bytes",
                        items.stream().mapToLong(item -> item.data().length).sum());
            } catch (RefusedException e) {
                reports.count(stream, "DeliveryToHttpEndpoint.Success", "Count", 0);
                reports.tell(stream, new Destination.Endpoint(endpoint), e.code(), String.valueOf(e.getMessage()));
                if (isPatient(endpoint, work)) {
                    return false;
                }
                writing.writeFailed(
                        stream,
                        place,
                        "http-endpoint-failed",
                        items.stream()
                                .map(item -> item.failing(e.code(), String.valueOf(e.getMessage())))
                                .toList());
            }
            if (endpoint.s3BackupMode() == HttpEndpointS3BackupMode.ALL_DATA) {
                back(stream, place, items);
            }
        }
        if (!failures.isEmpty()) {
            writing.writeFailed(stream, place, "processing-failed", failures);
        }
        return true;
    }

    private boolean isPatient(HttpEndpointDestinationDescription endpoint, Work work) {
        var patience = Duration.ofSeconds(endpoint.retryOptions().durationInSeconds());
        var now = streams.platform().clock().instant();
        return work.failures == 0 ? !patience.isZero() : now.isBefore(work.since.plus(patience));
    }
}
