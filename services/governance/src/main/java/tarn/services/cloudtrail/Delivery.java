package tarn.services.cloudtrail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.audit.AuditEvent;
import tarn.audit.AuditLog;
import tarn.audit.AuditLog.Numbered;
import tarn.audit.Selector;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.cloudtrail.DeliveryState.DeliveredFile;
import tarn.store.Batch;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Writes what trails select into their buckets, every five minutes or as it is set, and every hour a digest of the files.
 *
 * <p>How far a delivery is stands in a record for each region. It is kept after the file is written: if the process dies
 * between, the same events are delivered again in another file, as AWS may do too.
 */
final class Delivery {

    private static final String DELIVER = "cloudtrail/delivery";
    private static final String DIGEST = "cloudtrail/digest";
    private static final Duration DIGEST_INTERVAL = Duration.ofHours(1);
    private static final int TURNS = 32;
    private static final int FILE_EVENTS_MAX = 2_000;
    private static final String NAME_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** The day as it stands in keys. */
    static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final Duration interval;
    private final TrailBook book;
    private final TrailBucket bucket;
    private final TrailLogs logs;
    private final TrailTopic topic;
    private final Digests digests;
    private final Store<DeliveryState> states;
    private final ReentrantLock[] turns = new ReentrantLock[TURNS];

    /** @param interval how often files are delivered */
    Delivery(
            Platform platform,
            Duration interval,
            TrailBook book,
            TrailBucket bucket,
            TrailLogs logs,
            TrailTopic topic,
            Digests digests) {
        this.platform = platform;
        this.interval = interval;
        this.book = book;
        this.bucket = bucket;
        this.logs = logs;
        this.topic = topic;
        this.digests = digests;
        Arrays.setAll(turns, any -> new ReentrantLock());
        this.states = platform.store("cloudtrail/deliveries", Scope.ACCOUNT, DeliveryState.FORMAT);
        platform.timers().beside(DELIVER, (name, due) -> fire(name, due, interval, DELIVER, this::deliver));
        platform.timers().beside(DIGEST, (name, due) -> fire(name, due, DIGEST_INTERVAL, DIGEST, this::digest));
    }

    private static Key key(KeptTrail trail, String region) {
        return Key.of(trail.arn(), region);
    }

    /** From now on; what happened before the trail logged is not delivered. */
    void begin(Batch batch, KeptTrail trail) {
        var now = platform.clock().instant();
        for (var region : regions(trail)) {
            batch.put(states, key(trail, region), DeliveryState.from(AuditLog.number(now) - 1, now));
            if (trail.logs() != null) {
                batch.put(states, logsKey(trail, region), DeliveryState.from(AuditLog.number(now) - 1, now));
            }
        }
    }

    /** From now on into the trail's log group; what was put there before is not put again. */
    void beginLogs(Batch batch, KeptTrail trail) {
        var now = platform.clock().instant();
        for (var region : trail.logs() == null ? List.<String>of() : regions(trail)) {
            var key = logsKey(trail, region);
            if (states.get(key).isEmpty()) {
                batch.put(states, key, DeliveryState.from(AuditLog.number(now) - 1, now));
            }
        }
        if (trail.logs() == null) {
            regions(trail).forEach(region -> batch.delete(states, logsKey(trail, region)));
        }
    }

    private static Key logsKey(KeptTrail trail, String region) {
        return key(trail, region).with("logs");
    }

    /** How far a trail is with its log group, at home. */
    DeliveryState logsState(KeptTrail trail) {
        return state(trail, logsKey(trail, trail.home()));
    }

    /** Sets a trail's timers, or takes them away. */
    void schedule(Batch batch, KeptTrail trail, boolean on) {
        var now = platform.clock().instant();
        timer(batch, DELIVER, trail, on, now.plus(interval));
        timer(batch, DIGEST, trail, on && trail.validated(), now.plus(DIGEST_INTERVAL));
    }

    /* The first digest goes from the start of logging; a timer that runs goes on as it is. */
    private void timer(Batch batch, String kind, KeptTrail trail, boolean on, Instant due) {
        TrailBucket.service(trail.home()).run(() -> {
            if (on) {
                platform.timers().set(batch, kind, trail.name(), due);
            } else {
                platform.timers().cancel(batch, kind, trail.name());
            }
        });
    }

    /** Forgets how far a trail's deliveries are. */
    void forget(Batch batch, KeptTrail trail) {
        states.scan(Range.under(Key.of(trail.arn()))).forEach(entry -> batch.delete(states, entry.key()));
    }

    /** What a trail does at its times. */
    private interface Work {
        void on(KeptTrail trail);
    }

    private void fire(String name, Instant due, Duration pause, String kind, Work work) {
        var found = book.find(Caller.current().region(), name);
        if (found.isEmpty() || !found.get().logging()) {
            return;
        }
        work.on(found.get());
        var next = due.plus(pause);
        var now = platform.clock().instant();
        var batch = platform.batch();
        platform.timers().set(batch, kind, name, next.isAfter(now) ? next : now.plus(pause));
        batch.commit();
    }

    private List<String> regions(KeptTrail trail) {
        if (!trail.everywhere()) {
            return List.of(trail.home());
        }
        var all = new ArrayList<>(platform.audit().log().regions());
        if (!all.contains(trail.home())) {
            all.add(trail.home());
        }
        return all;
    }

    private DeliveryState state(KeptTrail trail, String region) {
        return state(trail, key(trail, region));
    }

    private DeliveryState state(KeptTrail trail, Key key) {
        var start = trail.started() == null ? trail.created() : trail.started();
        return states.get(key).orElseGet(() -> DeliveryState.from(AuditLog.number(start) - 1, start));
    }

    /** How far a trail is at home. */
    DeliveryState state(KeptTrail trail) {
        return state(trail, trail.home());
    }

    /** Delivers what has gathered. */
    void deliver(KeptTrail trail) {
        alone(trail, () -> deliverAll(trail));
    }

    /* A delivery, a digest and the end of logging may come at once; each reads how far the others are. */
    private void alone(KeptTrail trail, Runnable work) {
        var turn = turns[Math.floorMod(trail.arn().hashCode(), TURNS)];
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    private void deliverAll(KeptTrail trail) {
        for (var region : regions(trail)) {
            deliver(trail, region, key(trail, region), this::write);
            if (trail.logs() != null) {
                deliver(trail, region, logsKey(trail, region), this::log);
            }
        }
    }

    /** How far a delivery is now, and the key of the file that was written; null for none. */
    private record Written(DeliveryState state, @Nullable String file) {

        static Written nothing(DeliveryState state) {
            return new Written(state, null);
        }
    }

    /** Brings events to where they are to be. */
    private interface Writer {
        Written write(
                KeptTrail trail,
                String region,
                DeliveryState state,
                List<AuditEvent> events,
                long management,
                long data);
    }

    private void deliver(KeptTrail trail, String region, Key key, Writer writer) {
        var selectors = Selections.of(trail);
        var place = TrailBucket.service(region);
        var state = state(trail, key);
        boolean more = true;
        while (more) {
            long management = state.management();
            long data = state.data();
            var pages = place.call(() -> {
                var log = platform.audit().log();
                return List.of(
                        log.after(AuditEvent.MANAGEMENT, management, FILE_EVENTS_MAX),
                        log.after(AuditEvent.DATA, data, FILE_EVENTS_MAX));
            });
            more = pages.stream().anyMatch(page -> page.size() == FILE_EVENTS_MAX);
            var events = pages.stream()
                    .flatMap(List::stream)
                    .map(Numbered::event)
                    .filter(event -> wanted(event, selectors, trail))
                    .toList();
            var written = writer.write(
                    trail, region, state, events, last(pages.get(0), management), last(pages.get(1), data));
            var next = written.state();
            if (!next.equals(state)) {
                var batch = platform.batch().put(states, key, next);
                if (written.file() != null) {
                    topic.tell(batch, trail, written.file());
                }
                batch.commit();
            }
            if (next.error() != null) {
                return;
            }
            state = next;
        }
    }

    private static long last(List<Numbered> page, long before) {
        return page.isEmpty() ? before : page.getLast().number();
    }

    /** Whether a trail with such selectors takes an event. */
    static boolean wanted(AuditEvent event, List<Selector> selectors, KeptTrail trail) {
        boolean withoutRegion = event.source().equals("iam.amazonaws.com");
        return (trail.global() || !withoutRegion) && selectors.stream().anyMatch(selector -> selector.selects(event));
    }

    private Written write(
            KeptTrail trail, String region, DeliveryState state, List<AuditEvent> events, long management, long data) {
        var now = platform.clock().instant();
        if (events.isEmpty()) {
            return Written.nothing(state.delivered(management, data, now, null));
        }
        var account = Caller.current().account();
        var key = trail.folder(account, "CloudTrail") + region + "/" + DAY.format(now) + "/" + account + "_CloudTrail_"
                + region + "_" + MINUTE.format(now) + "_" + platform.ids().random(NAME_LETTERS, 16) + ".json.gz";
        var text = text(events);
        try {
            bucket.put(trail, key, gzip(text), Map.of(), true);
        } catch (S3Exception e) {
            return Written.nothing(state.failed(TrailBucket.code(e), now));
        }
        var newest =
                events.stream().map(AuditEvent::time).max(Instant::compareTo).orElseThrow();
        var oldest =
                events.stream().map(AuditEvent::time).min(Instant::compareTo).orElseThrow();
        var file = new DeliveredFile(trail.bucket(), key, sha256(text), newest, oldest);
        return new Written(
                state.delivered(management, data, now, trail.validated() ? file : null)
                        .at(now),
                key);
    }

    private Written log(
            KeptTrail trail, String region, DeliveryState state, List<AuditEvent> events, long management, long data) {
        var now = platform.clock().instant();
        var target = trail.logs();
        if (events.isEmpty() || target == null) {
            return Written.nothing(state.delivered(management, data, now, null));
        }
        try {
            logs.put(trail, target, region, events);
        } catch (AwsServiceException e) {
            return Written.nothing(state.failed(TrailBucket.code(e), now));
        }
        return Written.nothing(state.delivered(management, data, now, null).at(now));
    }

    private static byte[] text(List<AuditEvent> events) {
        var text = new StringBuilder("{\"Records\":[");
        for (var event : events) {
            text.append(text.length() > 12 ? "," : "").append(event.text());
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Bytes, compressed. */
    static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var zipped = new GZIPOutputStream(out)) {
            zipped.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The SHA-256 of bytes in hexadecimal digits. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Delivers the digest of what was delivered since the last one. */
    private void digest(KeptTrail trail) {
        alone(trail, () -> digestAll(trail));
    }

    private void digestAll(KeptTrail trail) {
        deliverAll(trail);
        var now = platform.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        for (var region : regions(trail)) {
            var state = state(trail, region);
            try {
                states.put(key(trail, region), state.digested(now, digests.write(trail, region, state, now)));
            } catch (S3Exception e) {
                states.put(key(trail, region), state.failed(TrailBucket.code(e), now));
            }
        }
    }
}
