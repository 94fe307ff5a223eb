package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.archiveNotFound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The archives of the caller's account and region, and the events in them. */
final class Archives {

    private static final String EXPIRY = "eventbridge/archive-expiry";
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int SLICE = 1000;

    private final Platform platform;
    private final Store<StoredArchive> store;
    private final Store<String> events;
    private final Map<Place, Book> books = new ConcurrentHashMap<>();

    /** An archive with its pattern, ready to be asked; null for everything. */
    private record Ready(StoredArchive archive, @Nullable EventPattern pattern) {

        boolean wants(Event event) {
            return pattern == null || pattern.matches(event.json());
        }
    }

    /** The archives of an account and region, and how many changes the store had seen when they were read. */
    private record Book(long changes, List<Ready> archives) {}

    private record Place(String account, String region) {}

    Archives(Platform platform) {
        this.platform = platform;
        this.store = platform.store("eventbridge/archives", Scope.REGION, Formats.record(StoredArchive.class));
        this.events = platform.store("eventbridge/archived-events", Scope.REGION, Formats.text());
        platform.timers().on(EXPIRY, (name, _) -> expire(name));
    }

    Store<StoredArchive> store() {
        return store;
    }

    Entry<StoredArchive> entry(String name) {
        return store.entry(Key.of(name)).orElseThrow(() -> archiveNotFound(name));
    }

    static String arn(String name) {
        return Caller.current().arn("events", "archive/" + name).toString();
    }

    /** Keeps an event in all archives that want it; a replayed one is in them already. */
    void keep(Batch batch, String bus, Event event) {
        if (event.replay() != null) {
            return;
        }
        for (var ready : book().archives()) {
            var archive = ready.archive();
            if (archive.bus().equals(bus) && ready.wants(event)) {
                var at = platform.clock().instant();
                batch.put(events, key(archive.name(), at).with(event.id()), event.toString());
            }
        }
    }

    private Book book() {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region());
        var known = books.get(place);
        long changes = store.changes();
        if (known != null && known.changes() == changes) {
            return known;
        }
        var archives = new ArrayList<Ready>();
        for (var entry : store.scan(Range.all())) {
            var pattern = entry.value().pattern();
            archives.add(new Ready(entry.value(), pattern == null ? null : EventPattern.parse(pattern)));
        }
        var book = new Book(changes, List.copyOf(archives));
        books.put(place, book);
        return book;
    }

    private static Key key(String archive, Instant at) {
        return Key.of(archive).with(at.toEpochMilli());
    }

    /** The events that came from one moment on, in the order they came. */
    Iterable<Entry<String>> since(String archive, Instant from, @Nullable Key after) {
        var range = Range.under(Key.of(archive));
        return events.scan(after == null ? range.from(key(archive, from)) : range.after(after));
    }

    /** When an archived event came. */
    static Instant time(Key key) {
        var reader = key.reader();
        reader.text();
        return Instant.ofEpochMilli(reader.number());
    }

    /** How much an archive holds. */
    record Contents(long count, long bytes) {}

    Contents contents(String archive) {
        long count = 0;
        long bytes = 0;
        for (var entry : events.scan(Range.under(Key.of(archive)))) {
            count++;
            bytes += entry.value().length();
        }
        return new Contents(count, bytes);
    }

    /** Begins to take away what an archive need not keep any longer. */
    void watch(Batch batch, StoredArchive archive) {
        if (archive.days() == 0) {
            platform.timers().cancel(batch, EXPIRY, archive.name());
        } else {
            platform.timers()
                    .set(
                            batch,
                            EXPIRY,
                            archive.name(),
                            platform.clock().instant().plus(EVERY));
        }
    }

    /** Takes away what is too old, or everything if the archive is gone. */
    private void expire(String name) {
        var archive = store.get(Key.of(name));
        var now = platform.clock().instant();
        while (true) {
            var batch = platform.batch();
            int gone = 0;
            for (var entry : events.list(Range.under(Key.of(name)), SLICE)) {
                if (archive.isPresent() && archive.get().outlives(time(entry.key()), now)) {
                    break;
                }
                batch.delete(events, entry.key());
                gone++;
            }
            if (gone < SLICE) {
                archive.ifPresent(kept -> watch(batch, kept));
                batch.commit();
                return;
            }
            batch.commit();
        }
    }

    /** Takes an archive away; its events follow. */
    void drop(Batch batch, Entry<StoredArchive> archive) {
        batch.delete(store, archive);
        platform.timers()
                .set(batch, EXPIRY, archive.value().name(), platform.clock().instant());
    }
}
