package tarn.services.lambda;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;
import tarn.engines.functions.FunctionEvent;
import tarn.engines.functions.FunctionFailure;
import tarn.engines.functions.FunctionOutcome;
import tarn.engines.functions.FunctionOutcome.Kind;
import tarn.kernel.Platform;
import tarn.services.lambda.Environments.Warm;

/** Runs one event after the other through an environment of its function, warm or new. */
final class Executions {

    private static final Duration INIT_MAX = Duration.ofSeconds(10);

    private static final double NANOS_PER_MILLI = 1e6;

    private final Platform platform;
    private final Environments environments;
    private final Concurrency concurrency;
    private final Reservations reservations;

    Executions(Platform platform, Environments environments, Concurrency concurrency, Reservations reservations) {
        this.platform = platform;
        this.environments = environments;
        this.concurrency = concurrency;
        this.reservations = reservations;
    }

    /**
     * An event for a function.
     *
     * @param arn the function as it was named
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Call(
            String requestId,
            String arn,
            byte[] payload,
            Optional<String> clientContext,
            Optional<String> trace,
            Optional<FunctionEvent.Reply> reply) {}

    /**
     * What came of it.
     *
     * @param error {@code Unhandled} or {@code Handled}; null if it went well
     * @param payload what the function answered, or its error in JSON
     * @param tail of its log
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Result(@Nullable String error, byte[] payload, byte[] tail, String version, String contentType) {

        String tailText() {
            return new String(tail, StandardCharsets.UTF_8);
        }
    }

    /**
     * Runs an event.
     *
     * @throws software.amazon.awssdk.services.lambda.model.LambdaException if it cannot be run, or not now
     */
    Result run(Functions.Target target, Call call) {
        var configuration = target.version().configuration();
        try (var leave = enter(target)) {
            count(configuration, "ConcurrentExecutions", leave.running());
            var warm = environments.warm(configuration);
            return warm == null ? cold(target.version(), call) : run(warm, configuration, call, null);
        } catch (FunctionFailure e) {
            throw LambdaFaults.failed(e.getMessage());
        }
    }

    private Concurrency.Leave enter(Functions.Target target) {
        var configuration = target.function().latest().configuration();
        try {
            return concurrency.enter(
                    configuration.functionArn(), target.function().reserved(), reservations.total());
        } catch (TooManyRequestsException e) {
            count(configuration, "Throttles", 1);
            throw e;
        }
    }

    private void count(FunctionConfiguration configuration, String name, double value) {
        platform.metrics()
                .add("AWS/Lambda", name, Map.of("FunctionName", configuration.functionName()), "Count", value);
    }

    private Result cold(StoredVersion version, Call call) {
        var configuration = version.configuration();
        var timeout = Duration.ofSeconds(configuration.timeout());
        var started = environments.start(version);
        var outcome = started.process().initialise(INIT_MAX);
        if (outcome.kind() == Kind.TIMED_OUT) {
            started.log()
                    .say("INIT_REPORT Init Duration: " + INIT_MAX.toMillis() + ".00 ms\tPhase: init\tStatus: timeout");
            started = environments.start(version);
            outcome = started.process().initialise(timeout);
        }
        if (outcome.kind() == Kind.ANSWERED) {
            return run(started, configuration, call, outcome.duration());
        }
        started.process().close();
        var reports = new Reports(configuration);
        started.log().begin();
        reports.start(
                started.log(),
                call.requestId(),
                configuration.version(),
                platform.clock().instant());
        return ended(started, reports, configuration, call, outcome, null);
    }

    private Result run(
            Warm environment, FunctionConfiguration configuration, Call call, @Nullable Duration initialised) {
        var reports = new Reports(configuration);
        environment.log().begin();
        reports.start(
                environment.log(),
                call.requestId(),
                configuration.version(),
                platform.clock().instant());
        var outcome = environment
                .process()
                .invoke(new FunctionEvent(
                        call.requestId(),
                        call.arn(),
                        call.payload(),
                        call.clientContext(),
                        call.trace(),
                        Duration.ofSeconds(configuration.timeout()),
                        call.reply()));
        var result = ended(environment, reports, configuration, call, outcome, initialised);
        environments.keep(environment);
        return result;
    }

    private Result ended(
            Warm environment,
            Reports reports,
            FunctionConfiguration configuration,
            Call call,
            FunctionOutcome outcome,
            @Nullable Duration initialised) {
        var now = platform.clock().instant();
        var message = message(outcome, configuration, call.requestId());
        if (outcome.kind() == Kind.TIMED_OUT) {
            environment.log().say(now + " " + call.requestId() + " " + message + "\n");
        } else if (outcome.kind() == Kind.EXITED || outcome.kind() == Kind.OUT_OF_MEMORY) {
            environment.log().say("RequestId: " + call.requestId() + " Error: " + message);
        }
        var took = outcome.kind() == Kind.TIMED_OUT ? Duration.ofSeconds(configuration.timeout()) : outcome.duration();
        reports.end(environment.log(), call.requestId(), outcome, took, initialised, now);
        count(configuration, "Invocations", 1);
        count(configuration, "Errors", outcome.kind() == Kind.ANSWERED ? 0 : 1);
        platform.metrics()
                .add(
                        "AWS/Lambda",
                        "Duration",
                        Map.of("FunctionName", configuration.functionName()),
                        "Milliseconds",
                        took.toNanos() / NANOS_PER_MILLI);
        var tail = environment.log().tail();
        var version = configuration.version();
        return switch (outcome.kind()) {
            case ANSWERED -> new Result(null, outcome.payload(), tail, version, outcome.contentType());
            case FAILED -> new Result("Unhandled", outcome.payload(), tail, version, "");
            case TOO_LARGE -> broken("Function.ResponseSizeTooLarge", message, tail, version);
            case TIMED_OUT ->
                broken("Sandbox.Timedout", "RequestId: " + call.requestId() + " Error: " + message, tail, version);
            case EXITED ->
                broken("Runtime.ExitError", "RequestId: " + call.requestId() + " Error: " + message, tail, version);
            case OUT_OF_MEMORY ->
                broken("Runtime.OutOfMemory", "RequestId: " + call.requestId() + " Error: " + message, tail, version);
        };
    }

    private static String message(FunctionOutcome outcome, FunctionConfiguration configuration, String request) {
        return switch (outcome.kind()) {
            case TIMED_OUT ->
                String.format(Locale.ROOT, "Task timed out after %.2f seconds", (double) configuration.timeout());
            case EXITED, OUT_OF_MEMORY ->
                "Runtime exited "
                        + (outcome.detail().equals("exit status 0")
                                ? "without providing a reason"
                                : "with error: " + outcome.detail());
            case TOO_LARGE -> "Response payload size exceeded maximum allowed payload size (6291556 bytes).";
            case ANSWERED, FAILED -> request;
        };
    }

    private static Result broken(String type, String message, byte[] tail, String version) {
        var payload = "{\"errorType\":\"" + type + "\",\"errorMessage\":\"" + message + "\"}";
        return new Result("Unhandled", payload.getBytes(StandardCharsets.UTF_8), tail, version, "");
    }
}
