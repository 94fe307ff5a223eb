package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.streamNotFound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The streams and records of the caller's account and region. */
final class Streams {

    private static final String RETENTION = "kinesis/retention";
    private static final String REMOVAL = "kinesis/removal";
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int PAGE = 500;

    private final Platform platform;
    private final Store<DataStream> store;
    private final Store<StoredRecord> records;
    private final StreamKeys keys;
    private final Map<Named, StreamLog> logs = new ConcurrentHashMap<>();

    private record Named(String account, String region, String name, String id) {}

    Streams(Platform platform) {
        this.platform = platform;
        this.store = platform.store("kinesis/streams", Scope.REGION, DataStream.FORMAT);
        this.records = platform.store("kinesis/records", Scope.REGION, StoredRecord.FORMAT);
        this.keys = new StreamKeys(platform);
        platform.timers().on(RETENTION, (name, _) -> trim(name));
        platform.timers().on(REMOVAL, (id, _) -> remove(id));
    }

    Platform platform() {
        return platform;
    }

    Store<DataStream> store() {
        return store;
    }

    Store<StoredRecord> records() {
        return records;
    }

    StreamKeys keys() {
        return keys;
    }

    /** Under which the records of a shard lie. */
    static Key place(DataStream stream, int shard) {
        return Key.of(stream.id()).with(shard);
    }

    static long number(Key key) {
        var reader = key.reader();
        reader.text();
        reader.number();
        return reader.number();
    }

    Optional<Entry<DataStream>> entry(String name) {
        return store.entry(Key.of(name));
    }

    /** The name of the stream that a request means, by name or ARN. */
    static String name(@Nullable String name, @Nullable String arn) {
        if (arn == null) {
            if (name == null) {
                throw invalid("Either StreamName or StreamARN should be provided.");
            }
            return name;
        }
        var parsed = Arn.parse(arn)
                .filter(each ->
                        each.service().equals("kinesis") && each.resource().startsWith("stream/"))
                .orElseThrow(() -> invalid("Invalid StreamARN " + arn + "."));
        var named = parsed.resource().substring("stream/".length());
        var caller = Caller.current();
        int rest = named.indexOf('/');
        var found = rest < 0 ? named : named.substring(0, rest);
        if (name != null && !name.equals(found)) {
            throw invalid("StreamARN and StreamName do not match.");
        }
        if (!parsed.account().equals(caller.account()) || !parsed.region().equals(caller.region())) {
            throw streamNotFound(found);
        }
        return found;
    }

    DataStream named(@Nullable String name, @Nullable String arn) {
        var found = name(name, arn);
        return entry(found).map(Entry::value).orElseThrow(() -> streamNotFound(found));
    }

    StreamLog log(DataStream stream) {
        var caller = Caller.current();
        return logs.computeIfAbsent(
                new Named(caller.account(), caller.region(), stream.name(), stream.id()),
                _ -> new StreamLog(this, stream.name()));
    }

    /** Changes what is not about shards. */
    DataStream change(String name, UnaryOperator<DataStream> change) {
        return store.update(Key.of(name), seen -> change.apply(seen.orElseThrow(() -> streamNotFound(name))))
                .orElseThrow();
    }

    List<DataStream> all() {
        var found = new ArrayList<DataStream>();
        store.scan(Range.all()).forEach(entry -> found.add(entry.value()));
        return found;
    }

    /** Before this time records are not shown any more. */
    long oldestShown(DataStream stream) {
        return platform.clock()
                .instant()
                .minus(Duration.ofHours(stream.retentionHours()))
                .toEpochMilli();
    }

    /** Has old records of a stream removed from now on. */
    void begin(Batch batch, String name) {
        platform.timers().set(batch, RETENTION, name, platform.clock().instant().plus(EVERY));
    }

    /** Has all records of a stream that is gone removed. */
    void removed(Batch batch, DataStream stream) {
        platform.timers().set(batch, REMOVAL, stream.id(), platform.clock().instant());
        var caller = Caller.current();
        batch.afterwards(() -> logs.remove(new Named(caller.account(), caller.region(), stream.name(), stream.id())));
    }

    private void remove(String id) {
        var page = records.list(Range.under(Key.of(id)), PAGE);
        while (!page.isEmpty()) {
            var batch = platform.batch();
            page.forEach(entry -> batch.delete(records, entry.key()));
            batch.commit();
            page = records.list(Range.under(Key.of(id)), PAGE);
        }
    }

    private void trim(String name) {
        var stream = entry(name).map(Entry::value);
        if (stream.isEmpty()) {
            return;
        }
        long oldest = oldestShown(stream.get());
        for (var shard : stream.get().shards()) {
            trim(place(stream.get(), shard.index()), oldest);
        }
        var gone = stream.get().shards().stream()
                .filter(shard -> shard.closed() != null && shard.closed().toEpochMilli() < oldest)
                .toList();
        if (!gone.isEmpty()) {
            log(stream.get()).change((seen, _) -> {
                var left = new ArrayList<>(seen.shards());
                left.removeAll(gone);
                return seen.sharded(left, seen.nextShard());
            });
        }
        var batch = platform.batch();
        begin(batch, name);
        batch.commit();
    }

    private void trim(Key shard, long oldest) {
        while (true) {
            var page = records.list(Range.under(shard), PAGE);
            var old = page.stream()
                    .filter(entry -> entry.value().arrivedMillis() < oldest)
                    .toList();
            if (old.isEmpty()) {
                return;
            }
            var batch = platform.batch();
            old.forEach(entry -> batch.delete(records, entry.key()));
            batch.commit();
        }
    }
}
