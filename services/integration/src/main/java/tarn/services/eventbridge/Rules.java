package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.ruleNotFound;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;
import tarn.schedule.Schedule;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The rules of the caller's account and region, and those among them that an event concerns. */
final class Rules {

    /** The kind of the timers of schedules; their names are those of rules on the default bus. */
    static final String SCHEDULE = "eventbridge/rule-schedule";

    /** A rule with its pattern, ready to be asked. */
    private record Compiled(StoredRule rule, EventPattern pattern) {}

    /** The compiled rules of a bus, and how many changes the store had seen when they were read. */
    private record Book(long changes, List<Compiled> rules) {}

    private record Place(String account, String region, String bus) {}

    private final Platform platform;
    private final Store<StoredRule> store;
    private final Map<Place, Book> books = new ConcurrentHashMap<>();

    Rules(Platform platform) {
        this.platform = platform;
        this.store = platform.store("eventbridge/rules", Scope.REGION, Formats.record(StoredRule.class));
    }

    Store<StoredRule> store() {
        return store;
    }

    static Key key(String bus, String rule) {
        return Key.of(bus, rule);
    }

    static String arn(String bus, String rule) {
        var path = bus.equals(Buses.DEFAULT) ? rule : bus + "/" + rule;
        return Caller.current().arn("events", "rule/" + path).toString();
    }

    Entry<StoredRule> entry(String bus, String rule) {
        return store.entry(key(bus, rule)).orElseThrow(() -> ruleNotFound(rule, bus));
    }

    StoredRule named(String bus, String rule) {
        return entry(bus, rule).value();
    }

    boolean any(String bus) {
        return !store.list(Range.under(Key.of(bus)), 1).isEmpty();
    }

    /** The enabled rules of a bus whose patterns want an event. */
    List<StoredRule> wanting(String bus, JsonNode event) {
        var wanting = new ArrayList<StoredRule>();
        for (var compiled : book(bus).rules()) {
            if (compiled.pattern().matches(event)) {
                wanting.add(compiled.rule());
            }
        }
        return wanting;
    }

    private Book book(String bus) {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region(), bus);
        var known = books.get(place);
        long changes = store.changes();
        if (known != null && known.changes() == changes) {
            return known;
        }
        var rules = new ArrayList<Compiled>();
        for (var entry : store.scan(Range.under(Key.of(bus)))) {
            var rule = entry.value();
            if (rule.isEnabled() && rule.pattern() != null) {
                rules.add(new Compiled(rule, EventPattern.parse(rule.pattern())));
            }
        }
        var book = new Book(changes, List.copyOf(rules));
        books.put(place, book);
        return book;
    }

    /** Sets the timer of a rule's schedule, or cancels it if it has none or is disabled. */
    void plan(Batch batch, StoredRule rule, Instant after) {
        if (!rule.bus().equals(Buses.DEFAULT)) {
            return;
        }
        var next = next(rule, after);
        if (next == null) {
            platform.timers().cancel(batch, SCHEDULE, rule.name());
        } else {
            platform.timers().set(batch, SCHEDULE, rule.name(), next);
        }
    }

    private static @Nullable Instant next(StoredRule rule, Instant after) {
        if (rule.schedule() == null || !rule.isEnabled()) {
            return null;
        }
        return Schedule.parse(rule.schedule())
                .next(after, rule.begun(), ZoneOffset.UTC)
                .orElse(null);
    }
}
