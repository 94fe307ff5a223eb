package tarn.services.lambda;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;
import tarn.store.Key;
import tarn.store.Store;

/**
 * Reads the event sources of functions, each by a thread of its own as the function's role. A durable timer of each
 * mapping sees to it that the thread is there, after a restart as well.
 */
final class Polling {

    private static final System.Logger LOG = System.getLogger(Polling.class.getName());
    private static final String WATCH = "lambda/mapping";
    private static final Duration WATCH_PAUSE = Duration.ofSeconds(10);
    private static final long TROUBLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long STREAM_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final int CONCURRENCY_DEFAULT = 20;

    private final Platform platform;
    private final Store<StoredMapping> store;
    private final Functions functions;
    private final Executions executions;
    private final StreamReading streams;
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();

    Polling(
            Platform platform,
            Store<StoredMapping> store,
            Functions functions,
            Executions executions,
            StreamReading streams) {
        this.streams = streams;
        this.platform = platform;
        this.store = store;
        this.functions = functions;
        this.executions = executions;
        platform.timers().on(WATCH, this::watch);
    }

    /** The URL of a queue, as it is known in this process. */
    static String url(Arn queue) {
        return "https://sqs." + queue.region() + ".amazonaws.com/" + queue.account() + "/" + queue.resource();
    }

    private static Caller service() {
        var caller = Caller.current();
        return Caller.service(caller.account(), caller.region(), Credentials.PRINCIPAL, caller.requestId());
    }

    /** Keeps a mapping, new or changed, and reads by it from now on. */
    void keep(StoredMapping mapping, @Nullable StoredMapping before) {
        var uuid = mapping.configuration().uuid();
        service().run(() -> {
            var batch = platform.batch().put(store, Key.of(uuid), mapping);
            if (before == null && isStream(mapping)) {
                streams.place(batch, mapping.configuration());
            }
            platform.timers().set(batch, WATCH, uuid, platform.clock().instant().plus(WATCH_PAUSE));
            batch.afterwards(() -> begin(uuid));
            batch.commit();
        });
    }

    void end(String uuid) {
        var batch = platform.batch().delete(store, Key.of(uuid));
        streams.forget(batch, uuid);
        platform.timers().cancel(batch, WATCH, uuid);
        batch.commit();
    }

    private void watch(String uuid, Instant due) {
        if (store.get(Key.of(uuid)).filter(StoredMapping::enabled).isEmpty()) {
            return;
        }
        var batch = platform.batch();
        platform.timers().set(batch, WATCH, uuid, due.plus(WATCH_PAUSE));
        batch.commit();
        begin(uuid);
    }

    private void begin(String uuid) {
        if (running.putIfAbsent(uuid, true) != null) {
            return;
        }
        platform.background().run("lambda event source " + uuid, Caller.current(), () -> {
            try {
                if (store.get(Key.of(uuid)).filter(Polling::isStream).isPresent()) {
                    follow(uuid);
                } else {
                    read(uuid);
                }
            } finally {
                running.remove(uuid);
            }
        });
    }

    static boolean isStream(StoredMapping mapping) {
        return !mapping.configuration().eventSourceArn().startsWith("arn:aws:sqs:");
    }

    private Caller role(StoredMapping mapping) {
        var configuration =
                functions.target(Reference.of(mapping.function())).version().configuration();
        var cause = new Cause(mapping.function(), Caller.current().account());
        return cause.call(() ->
                platform.permissions().as(configuration.role(), Credentials.PRINCIPAL, configuration.functionName()));
    }

    private boolean isWanted(StoredMapping mapping) {
        return store.get(Key.of(mapping.configuration().uuid()))
                .filter(StoredMapping::enabled)
                .filter(mapping::equals)
                .isPresent();
    }

    /** Follows a stream while the mapping is enabled. */
    private void follow(String uuid) {
        while (!Thread.currentThread().isInterrupted()) {
            var mapping = store.get(Key.of(uuid)).filter(StoredMapping::enabled).orElse(null);
            if (mapping == null) {
                return;
            }
            try {
                if (!streams.pass(mapping.configuration(), role(mapping), () -> isWanted(mapping))) {
                    LockSupport.parkNanos(STREAM_PAUSE_NANOS);
                }
            } catch (AwsServiceException e) {
                LOG.log(
                        DEBUG,
                        "A stream cannot be read: " + mapping.configuration().eventSourceArn(),
                        e);
                LockSupport.parkNanos(TROUBLE_NANOS);
            }
        }
    }

    /** Reads while the mapping is enabled; each batch is handled beside the others. */
    private void read(String uuid) {
        var slots = new Semaphore(0);
        int given = 0;
        while (!Thread.currentThread().isInterrupted()) {
            var mapping = store.get(Key.of(uuid)).filter(StoredMapping::enabled).orElse(null);
            if (mapping == null) {
                return;
            }
            var scaling = mapping.configuration().scalingConfig();
            int wanted = scaling == null || scaling.maximumConcurrency() == null
                    ? CONCURRENCY_DEFAULT
                    : scaling.maximumConcurrency();
            slots.release(Math.max(0, wanted - given));
            slots.acquireUninterruptibly(Math.max(0, given - wanted));
            given = wanted;
            try {
                slots.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!readOnce(mapping, slots)) {
                slots.release();
                LockSupport.parkNanos(TROUBLE_NANOS);
            }
        }
    }

    /** Takes a batch and has it handled; says whether it got as far as that. */
    private boolean readOnce(StoredMapping mapping, Semaphore slots) {
        var queue = Arn.parse(mapping.configuration().eventSourceArn()).orElseThrow();
        try {
            var batch = new QueueBatch(platform, role(mapping), queue, mapping.configuration());
            if (!batch.receive()) {
                slots.release();
                return true;
            }
            platform.background().run("lambda batch", Caller.current(), () -> {
                try {
                    batch.handle(functions, executions, Reference.of(mapping.function()));
                } finally {
                    slots.release();
                }
            });
            return true;
        } catch (AwsServiceException e) {
            LOG.log(DEBUG, "An event source cannot be read: " + queue, e);
            return false;
        } catch (IllegalStateException e) {
            // The platform is closed.
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
