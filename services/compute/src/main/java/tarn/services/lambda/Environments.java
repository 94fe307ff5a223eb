package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.failed;
import static tarn.services.lambda.LambdaFaults.runtimeInvalid;
import static tarn.services.lambda.LambdaFaults.throttled;
import static tarn.services.lambda.LambdaFaults.zipInvalid;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import tarn.engines.functions.FunctionEnvironment;
import tarn.engines.functions.FunctionFailure;
import tarn.engines.functions.FunctionOutcome;
import tarn.engines.functions.FunctionPlan;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/** The environments of all functions: those that wait for work are kept warm for a while. */
final class Environments {

    private static final long IDLE_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long SWEEP_NANOS = Duration.ofSeconds(5).toNanos();
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final Runtimes runtimes;
    private final Archives archives;
    private final LayerVersions layers;
    private final Credentials credentials;
    private final Supplier<String> endpoint;
    private final LogDelivery delivery;
    private final Map<String, Deque<Warm>> idle = new HashMap<>();

    /** How many of a version live, waiting or at work. */
    private final Map<String, Integer> living = new ConcurrentHashMap<>();

    /** How many of a version are to stay though nobody calls, by account and region. */
    private final Map<String, Map<String, Integer>> held = new ConcurrentHashMap<>();

    Environments(
            Platform platform,
            Runtimes runtimes,
            Archives archives,
            LayerVersions layers,
            Credentials credentials,
            Supplier<String> endpoint,
            LogDelivery delivery) {
        this.platform = platform;
        this.runtimes = runtimes;
        this.archives = archives;
        this.layers = layers;
        this.credentials = credentials;
        this.endpoint = endpoint;
        this.delivery = delivery;
        platform.background().onReady(this::sweep);
    }

    /**
     * An environment between two events.
     *
     * @param expires when its credentials end
     * @param since when it began to wait, in the machine's nanoseconds
     */
    record Warm(String key, FunctionEnvironment process, EnvironmentLog log, Instant expires, long since) {

        Warm waiting() {
            return new Warm(key, process, log, expires, System.nanoTime());
        }
    }

    /** A version as environments know it: each change of it has another. */
    static String key(FunctionConfiguration configuration) {
        return configuration.functionArn() + " " + configuration.revisionId();
    }

    /** A warm environment whose credentials last for a call; null if there is none. */
    @Nullable
    Warm warm(FunctionConfiguration configuration) {
        var until = platform.clock().instant().plusSeconds(configuration.timeout() + 60L);
        while (true) {
            Warm found;
            synchronized (idle) {
                var waiting = idle.get(key(configuration));
                found = waiting == null ? null : waiting.pollLast();
            }
            if (found == null || (found.process().isAlive() && found.expires().isAfter(until))) {
                return found;
            }
            found.process().close();
        }
    }

    /** Gives an environment back, for the next call. */
    void keep(Warm environment) {
        if (environment.process().isAlive()) {
            synchronized (idle) {
                idle.computeIfAbsent(environment.key(), _ -> new ArrayDeque<>()).addLast(environment.waiting());
            }
        } else {
            environment.process().close();
        }
    }

    /** Says how many of which versions are to stay; what was said of the place before holds no more. */
    void hold(String place, Map<String, Integer> counts) {
        held.put(place, Map.copyOf(counts));
    }

    private int held(String key) {
        for (var counts : held.values()) {
            var count = counts.get(key);
            if (count != null) {
                return count;
            }
        }
        return 0;
    }

    /** How many of a version live. */
    int count(FunctionConfiguration configuration) {
        return living.getOrDefault(key(configuration), 0);
    }

    /**
     * Starts an environment before anybody calls, and has it wait.
     *
     * @throws software.amazon.awssdk.services.lambda.model.LambdaException if it cannot be started or initialised
     */
    void prepare(StoredVersion version, Duration max) {
        var started = start(version, "provisioned-concurrency");
        var outcome = started.process().initialise(max);
        if (outcome.kind() != FunctionOutcome.Kind.ANSWERED) {
            started.process().close();
            throw failed("FUNCTION_ERROR_INIT_FAILURE: the function could not be initialised");
        }
        keep(started);
    }

    /** Starts an environment, which initialises itself. */
    Warm start(StoredVersion version) {
        return start(version, "on-demand");
    }

    private Warm start(StoredVersion version, String kind) {
        var configuration = version.configuration();
        var name = configuration.functionName();
        var group = configuration.loggingConfig().logGroup();
        var stream = DAY.format(platform.clock().instant()) + "/[" + configuration.version() + "]"
                + platform.ids().uuid().toString().replace("-", "");
        var log = new EnvironmentLog(delivery.to(configuration, group, stream));
        var issued = credentials.issue(configuration.role(), name, configuration.functionArn());
        var variables = variables(configuration, issued);
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", kind);
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", group);
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", stream);
        var plan = new FunctionPlan(
                configuration.runtimeAsString(),
                configuration.handler(),
                archives.forEngine(version.code()),
                Settings.layers(configuration).stream()
                        .map(arn -> archives.forEngine(layers.readable(arn).code()))
                        .toList(),
                variables,
                configuration.memorySize(),
                configuration.ephemeralStorage().size(),
                log);
        var key = key(configuration);
        var process = new Counted(process(plan), living, key);
        return new Warm(key, process, log, issued.expires(), 0);
    }

    private FunctionEnvironment process(FunctionPlan plan) {
        try {
            return runtimes.engine().start(plan);
        } catch (FunctionFailure e) {
            return switch (e.kind()) {
                case NO_RUNTIME -> throw runtimeInvalid(e.getMessage());
                case BAD_CODE -> throw zipInvalid(e.getMessage());
                case MACHINE -> throw failed(e.getMessage());
                case MACHINE_FULL -> {
                    if (!closeOldest()) {
                        throw throttled(ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED);
                    }
                    yield process(plan);
                }
            };
        }
    }

    private Map<String, String> variables(FunctionConfiguration configuration, Credentials.Issued issued) {
        var caller = Caller.current();
        var variables = new HashMap<String, String>();
        variables.put("AWS_ENDPOINT_URL", endpoint.get());
        if (configuration.environment() != null) {
            variables.putAll(configuration.environment().variables());
        }
        variables.put("AWS_REGION", caller.region());
        variables.put("AWS_DEFAULT_REGION", caller.region());
        variables.put("AWS_ACCESS_KEY_ID", issued.id());
        variables.put("AWS_SECRET_ACCESS_KEY", issued.secret());
        variables.put("AWS_SESSION_TOKEN", issued.token());
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + configuration.runtimeAsString());
        variables.put("AWS_LAMBDA_FUNCTION_NAME", configuration.functionName());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", configuration.version());
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", String.valueOf(configuration.memorySize()));
        variables.put("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
        if (configuration.loggingConfig().logFormat() == LogFormat.JSON) {
            variables.put("AWS_LAMBDA_LOG_FORMAT", "JSON");
            variables.put("AWS_LAMBDA_LOG_LEVEL", configuration.loggingConfig().applicationLogLevelAsString());
        }
        return variables;
    }

    private boolean closeOldest() {
        Warm oldest = null;
        synchronized (idle) {
            Deque<Warm> from = null;
            for (var waiting : idle.values()) {
                var first = waiting.peekFirst();
                boolean stays = first != null && living.getOrDefault(first.key(), 0) <= held(first.key());
                if (first != null && !stays && (oldest == null || first.since() - oldest.since() < 0)) {
                    oldest = first;
                    from = waiting;
                }
            }
            if (from != null) {
                from.pollFirst();
            }
        }
        if (oldest != null) {
            oldest.process().close();
        }
        return oldest != null;
    }

    /** Ends what waits for a version of before; called when a function changes or goes. */
    void forget(String functionArn) {
        closeWhere(
                warm -> warm.key().startsWith(functionArn + " ") || warm.key().startsWith(functionArn + ":"));
    }

    private void closeWhere(java.util.function.Predicate<Warm> unwanted) {
        List<Warm> gone = new ArrayList<>();
        synchronized (idle) {
            for (var waiting : idle.values()) {
                waiting.removeIf(warm -> unwanted.test(warm) && gone.add(warm));
            }
            idle.values().removeIf(Deque::isEmpty);
        }
        gone.forEach(warm -> warm.process().close());
    }

    private void sweep() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(SWEEP_NANOS);
            long now = System.nanoTime();
            closeWhere(warm -> !warm.process().isAlive()
                    || (now - warm.since() > IDLE_NANOS && living.getOrDefault(warm.key(), 0) > held(warm.key())));
        }
    }
}
