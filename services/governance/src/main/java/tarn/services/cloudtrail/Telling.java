package tarn.services.cloudtrail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import tarn.audit.AuditEvent;
import tarn.audit.AuditLog;
import tarn.audit.AuditLog.Numbered;
import tarn.audit.Selector;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Tells the default event bus what trails record and what changes something, as {@code AWS API Call via CloudTrail}.
 *
 * <p>The audit sets a timer with such an event. How far the bus is told stands in a record for each region, kept after it
 * was told: if the process dies between, it is told again. As at AWS a trail must log, what only reads is left out, and so
 * are events too large for the bus.
 *
 * <p>Source: "AWS service events delivered via AWS CloudTrail" in EventBridge's user guide.
 */
final class Telling {

    /** How far the bus is told: the number of the last event of each category. */
    record Told(long management, long data) {

        static final Format<Told> FORMAT = Formats.record(Told.class);
    }

    private static final int PAGE = 500;
    private static final int ENTRIES_MAX = 10;

    /** All entries of a call together have 256 KB; beside the event each has its source, its type and a time. */
    private static final int CALL_BYTES_MAX = 256 * 1024;

    /** What is answered where nobody carries EventBridge: then nobody listens. */
    private static final int NOT_CARRIED = 501;

    private static final int ENTRY_OVERHEAD_BYTES = 256;
    /** What CloudTrail itself does, such as writing its files, would lead to telling without end. */
    private static final String OWN =
            "\"userIdentity\":{\"type\":\"AWSService\",\"invokedBy\":\"" + TrailBucket.PRINCIPAL + "\"";

    private static final Key STATE = Key.of("told");

    private final Platform platform;
    private final TrailBook book;
    private final Store<Told> told;

    private Telling(Platform platform, TrailBook book) {
        this.platform = platform;
        this.book = book;
        this.told = platform.store("cloudtrail/told", Scope.REGION, Told.FORMAT);
    }

    /** Answers the timer that the audit sets. */
    static void on(Platform platform, TrailBook book) {
        platform.timers().beside(AuditLog.TELLING, new Telling(platform, book)::fire);
    }

    /** A trail that logs here, since when, and what it takes. */
    private record Listener(KeptTrail trail, Instant since, List<Selector> selectors) {

        boolean takes(AuditEvent event) {
            return !event.time().isBefore(since)
                    && !event.text().contains(OWN)
                    && Delivery.wanted(event, selectors, trail);
        }
    }

    private void fire(String name, Instant due) {
        var region = Caller.current().region();
        var listeners = new ArrayList<Listener>();
        for (var trail : book.all()) {
            var since = trail.started();
            if (trail.logging()
                    && since != null
                    && (trail.everywhere() || trail.home().equals(region))) {
                listeners.add(new Listener(trail, since, Selections.of(trail)));
            }
        }
        var since = listeners.stream().map(Listener::since).min(Instant::compareTo);
        if (since.isPresent()) {
            tell(listeners, AuditLog.number(since.get()) - 1);
        }
    }

    private void tell(List<Listener> listeners, long oldest) {
        var log = platform.audit().log();
        var state = told.get(STATE).orElseGet(() -> new Told(oldest, oldest));
        var from = new Told(Math.max(state.management(), oldest), Math.max(state.data(), oldest));
        boolean more = true;
        while (more) {
            var management = log.after(AuditEvent.MANAGEMENT, from.management(), PAGE);
            var data = log.after(AuditEvent.DATA, from.data(), PAGE);
            send(listeners, management);
            send(listeners, data);
            var next = new Told(last(management, from.management()), last(data, from.data()));
            if (!next.equals(from)) {
                told.put(STATE, next);
            }
            from = next;
            more = management.size() == PAGE || data.size() == PAGE;
        }
    }

    private static long last(List<Numbered> page, long before) {
        return page.isEmpty() ? before : page.getLast().number();
    }

    private void send(List<Listener> listeners, List<Numbered> page) {
        var group = new ArrayList<PutEventsRequestEntry>();
        int bytes = 0;
        for (var numbered : page) {
            var event = numbered.event();
            if (event.readOnly() || listeners.stream().noneMatch(listener -> listener.takes(event))) {
                continue;
            }
            int length = event.text().getBytes(StandardCharsets.UTF_8).length + ENTRY_OVERHEAD_BYTES;
            if (length > CALL_BYTES_MAX) {
                continue;
            }
            if (group.size() == ENTRIES_MAX || bytes + length > CALL_BYTES_MAX) {
                put(group);
                group.clear();
                bytes = 0;
            }
            group.add(entry(event));
            bytes += length;
        }
        put(group);
    }

    private void put(List<PutEventsRequestEntry> group) {
        if (!group.isEmpty()) {
            var entries = List.copyOf(group);
            TrailBucket.service(Caller.current().region()).run(() -> {
                try {
                    platform.client(EventBridgeClient.class).putEvents(b -> b.entries(entries));
                } catch (EventBridgeException e) {
                    if (e.statusCode() != NOT_CARRIED) {
                        throw e;
                    }
                }
            });
        }
    }

    private static PutEventsRequestEntry entry(AuditEvent event) {
        return PutEventsRequestEntry.builder()
                .source("aws." + event.source().replaceFirst("\\.amazonaws\\.com$", ""))
                .detailType("AWS API Call via CloudTrail")
                .time(event.time())
                .detail(event.text())
                .build();
    }
}
