package tarn.services.lambda;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Events that nobody waits for. Each is on disk before it is acknowledged, runs at least once, and is tried again: one and
 * then two minutes after the function failed it, sooner and then more rarely while there is no room for it, until it has
 * been tried often enough or is too old. What becomes of it goes to the function's destinations in the batch that ends it.
 *
 * <p>Timers on the platform's clock say when an event is tried again; one more in each account and region takes up what a
 * restart has cut off.
 */
final class EventQueue {

    static final String EVENTS = "lambda/events";

    private static final String RETRY = "lambda/retry";
    private static final String WAKE = "lambda/wake";
    private static final Duration WAKE_PAUSE = Duration.ofSeconds(30);
    private static final Duration ERROR_PAUSE = Duration.ofMinutes(1);
    private static final Duration DELAY_PAUSE_MAX = Duration.ofMinutes(5);
    private static final int DELAY_DOUBLINGS_MAX = 9;

    /** How many events of one function are tried at once; the others wait on disk. */
    private static final int AT_ONCE = 50;

    private final Platform platform;
    private final Functions functions;
    private final Executions executions;
    private final EventConfigs configs;
    private final Destinations destinations;
    private final Store<StoredEvent> store;
    private final Set<String> trying = ConcurrentHashMap.newKeySet();
    private final Map<String, Semaphore> slots = new ConcurrentHashMap<>();

    EventQueue(
            Platform platform,
            Functions functions,
            Executions executions,
            EventConfigs configs,
            Destinations destinations) {
        this.platform = platform;
        this.functions = functions;
        this.executions = executions;
        this.configs = configs;
        this.destinations = destinations;
        this.store =
                platform.store(EVENTS, Scope.REGION, platform.seal().format(EVENTS, Formats.record(StoredEvent.class)));
        platform.timers().on(RETRY, (id, _) -> begin(id));
        platform.timers().on(WAKE, (_, due) -> wake(due));
    }

    /** Takes an event, which is on disk when this returns. */
    void add(Reference reference, String requestId, byte[] payload, Optional<String> clientContext) {
        var now = platform.clock().instant();
        var event = new StoredEvent(
                requestId,
                reference.name(),
                reference.qualifier(),
                payload,
                clientContext.orElse(null),
                now,
                now,
                0,
                0);
        service().run(() -> {
            var batch = platform.batch().put(store, Key.of(requestId), event);
            platform.timers().set(batch, WAKE, "queue", now.plus(WAKE_PAUSE));
            batch.afterwards(() -> begin(requestId));
            batch.commit();
        });
    }

    private static Caller service() {
        var caller = Caller.current();
        return Caller.service(caller.account(), caller.region(), Credentials.PRINCIPAL, caller.requestId());
    }

    /** Takes up what nobody tries, and looks again while anything is left. */
    private void wake(Instant now) {
        boolean left = false;
        for (var entry : store.scan(Range.all())) {
            left = true;
            if (!entry.value().due().isAfter(now)) {
                begin(entry.value().requestId());
            }
        }
        if (left) {
            var batch = platform.batch();
            platform.timers().set(batch, WAKE, "queue", now.plus(WAKE_PAUSE));
            batch.commit();
        }
    }

    private void begin(String id) {
        var caller = Caller.current();
        var place = caller.account() + "/" + caller.region() + "/" + id;
        if (!trying.add(place)) {
            return;
        }
        platform.background().run("lambda event", caller, () -> {
            try {
                store.get(Key.of(id)).ifPresent(event -> inTurn(caller, event));
            } finally {
                trying.remove(place);
            }
        });
    }

    private void inTurn(Caller caller, StoredEvent event) {
        var slot = slots.computeIfAbsent(
                caller.account() + "/" + caller.region() + "/" + event.function(), _ -> new Semaphore(AT_ONCE));
        try {
            slot.acquire();
        } catch (InterruptedException e) {
            // The platform ends; the event waits on disk.
            Thread.currentThread().interrupt();
            return;
        }
        try {
            attempt(event);
        } finally {
            slot.release();
        }
    }

    private void attempt(StoredEvent event) {
        var reference = Reference.of(event.function(), event.qualifier());
        var config = configs.of(reference);
        Functions.Target target;
        try {
            target = functions.target(reference);
        } catch (ResourceNotFoundException e) {
            end(event, null);
            return;
        }
        var now = platform.clock().instant();
        if (now.isAfter(event.added().plusSeconds(config.ageSeconds()))) {
            var result = new Executions.Result("Unhandled", new byte[0], new byte[0], Reference.LATEST, "");
            end(event, new Destinations.Outcome(target, reference, event, result, "EventAgeExceeded"));
            return;
        }
        Executions.Result result;
        try {
            result = executions.run(
                    target,
                    new Executions.Call(
                            event.requestId(),
                            reference.qualifiedArn(),
                            event.payload(),
                            Optional.ofNullable(event.clientContext()),
                            Optional.empty(),
                            Optional.empty()));
        } catch (AwsServiceException e) {
            delayed(event, target, reference, now.plusSeconds(config.ageSeconds()));
            return;
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        if (result.error() == null) {
            end(event, new Destinations.Outcome(target, reference, event, result, "Success"));
        } else if (event.errors() >= config.retries()) {
            end(event, new Destinations.Outcome(target, reference, event, result, "RetriesExhausted"));
        } else {
            var next = platform.clock().instant().plus(ERROR_PAUSE.multipliedBy(1L << event.errors()));
            again(event.failed(next));
        }
    }

    /** There was no room for it, or Lambda failed: that does not count as an attempt, but a function that may not run at all has failed. */
    private void delayed(StoredEvent event, Functions.Target target, Reference reference, Instant latest) {
        var reserved = target.function().reserved();
        if (reserved != null && reserved == 0) {
            var result = new Executions.Result("Unhandled", new byte[0], new byte[0], Reference.LATEST, "");
            end(event, new Destinations.Outcome(target, reference, event, result, "ZeroReservedConcurrency"));
            return;
        }
        var pause = Duration.ofSeconds(1L << Math.min(event.delays(), DELAY_DOUBLINGS_MAX));
        var capped = pause.compareTo(DELAY_PAUSE_MAX) < 0 ? pause : DELAY_PAUSE_MAX;
        var next = platform.clock().instant().plus(capped);
        again(event.delayed(next.isBefore(latest) ? next : latest));
    }

    private void again(StoredEvent event) {
        var batch = platform.batch().put(store, Key.of(event.requestId()), event);
        platform.timers().set(batch, RETRY, event.requestId(), event.due());
        batch.commit();
    }

    private void end(StoredEvent event, Destinations.@Nullable Outcome outcome) {
        Batch batch = platform.batch().delete(store, Key.of(event.requestId()));
        platform.timers().cancel(batch, RETRY, event.requestId());
        if (outcome != null) {
            var target = outcome.target().version().configuration();
            var letters = target.deadLetterConfig();
            destinations.send(
                    batch, outcome, configs.of(outcome.reference()), letters == null ? null : letters.targetArn());
        }
        batch.commit();
    }
}
