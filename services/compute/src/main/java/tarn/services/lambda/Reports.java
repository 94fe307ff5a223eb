package tarn.services.lambda;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.LogFormat;
import software.amazon.awssdk.services.lambda.model.SystemLogLevel;
import tarn.engines.functions.FunctionOutcome;

/** What the platform says about invocations, as text or JSON. */
final class Reports {

    private static final double NANOS_PER_MILLI = 1e6;

    private final boolean json;
    private final boolean silent;
    private final int memoryMb;

    Reports(FunctionConfiguration configuration) {
        var logging = configuration.loggingConfig();
        this.json = logging.logFormat() == LogFormat.JSON;
        this.silent = json && logging.systemLogLevel() == SystemLogLevel.WARN;
        this.memoryMb = configuration.memorySize();
    }

    void start(EnvironmentLog log, String request, String version, Instant now) {
        if (!silent) {
            log.say(
                    json
                            ? "{\"time\":\"%s\",\"type\":\"platform.start\",\"record\":{\"requestId\":\"%s\",\"version\":\"%s\"}}"
                                    .formatted(now, request, version)
                            : "START RequestId: " + request + " Version: " + version);
        }
    }

    /** @param initialised how long that took; null if it was done before */
    void end(
            EnvironmentLog log,
            String request,
            FunctionOutcome outcome,
            Duration took,
            @Nullable Duration initialised,
            Instant now) {
        if (silent) {
            return;
        }
        double millis = took.toNanos() / NANOS_PER_MILLI;
        double before = initialised == null ? 0 : initialised.toNanos() / NANOS_PER_MILLI;
        long billed = (long) Math.ceil(millis + before);
        if (json) {
            var status = status(outcome);
            log.say(("{\"time\":\"%s\",\"type\":\"platform.report\",\"record\":{\"requestId\":\"%s\",\"metrics\":{"
                            + "\"durationMs\":%s,\"billedDurationMs\":%d,\"memorySizeMB\":%d,\"maxMemoryUsedMB\":%d%s},"
                            + "\"status\":\"%s\"}}")
                    .formatted(
                            now,
                            request,
                            rounded(millis),
                            billed,
                            memoryMb,
                            outcome.memoryMbMax(),
                            initialised == null ? "" : ",\"initDurationMs\":" + rounded(before),
                            status));
            return;
        }
        log.say("END RequestId: " + request);
        var report = new StringBuilder("REPORT RequestId: ").append(request);
        report.append("\tDuration: ")
                .append(rounded(millis))
                .append(" ms\tBilled Duration: ")
                .append(billed);
        report.append(" ms\tMemory Size: ").append(memoryMb).append(" MB\tMax Memory Used: ");
        report.append(outcome.memoryMbMax()).append(" MB\t");
        if (initialised != null) {
            report.append("Init Duration: ").append(rounded(before)).append(" ms\t");
        }
        var status = status(outcome);
        if (!status.equals("success")) {
            report.append("Status: ").append(status);
        }
        log.say(report.toString());
    }

    private static String status(FunctionOutcome outcome) {
        return switch (outcome.kind()) {
            case ANSWERED -> "success";
            case FAILED, TOO_LARGE, EXITED, OUT_OF_MEMORY -> "error";
            case TIMED_OUT -> "timeout";
        };
    }

    private static String rounded(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }
}
