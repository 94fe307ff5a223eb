package tarn.services.athena;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ResultReuseConfiguration;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Results that later queries may be given instead of running again: if they ask for it, are the same to the letter, of
 * the same work group, catalog, database and output folder, and not older than they say. As on AWS nobody looks whether
 * the data has changed since.
 */
final class Reuse {

    private static final int MINUTES_USUAL = 60;
    private static final int MINUTES_MAX = 10_080;

    private final Platform platform;
    private final InstantSource clock;
    private final Store<Result> results;
    private final History history;

    /** The query whose result it is. */
    record Result(String id, String fingerprint) {}

    Reuse(Platform platform, History history) {
        this.platform = platform;
        this.clock = platform.clock();
        this.history = history;
        this.results = platform.store("athena/results", Scope.REGION, Formats.record(Result.class));
    }

    /** How old a result may be that a request is content with; null if it wants none. */
    static @Nullable Integer minutes(@Nullable ResultReuseConfiguration asked) {
        var byAge = asked == null ? null : asked.resultReuseByAgeConfiguration();
        if (byAge == null || !byAge.enabled()) {
            return null;
        }
        int minutes = byAge.maxAgeInMinutes() == null ? MINUTES_USUAL : byAge.maxAgeInMinutes();
        if (minutes < 0 || minutes > MINUTES_MAX) {
            throw AthenaFaults.reuseAgeInvalid();
        }
        return minutes;
    }

    private static boolean canBeReused(Execution execution) {
        return execution.form() == StatementKind.Output.CSV
                && execution.substatement().equals("SELECT");
    }

    private static String fingerprint(Execution execution) {
        var folder = execution.output().substring(0, execution.output().lastIndexOf('/'));
        return List.of(
                        execution.workGroup(),
                        String.valueOf(execution.catalog()),
                        String.valueOf(execution.database()),
                        folder,
                        execution.settings(),
                        execution.parameters(),
                        String.valueOf(execution.prepared()),
                        execution.query())
                .toString();
    }

    private static Key key(String fingerprint) {
        return Key.of(UUID.nameUUIDFromBytes(fingerprint.getBytes(StandardCharsets.UTF_8))
                .toString());
    }

    /** Notes the result of a query that has succeeded. */
    void offer(Execution execution) {
        if (canBeReused(execution)) {
            var fingerprint = fingerprint(execution);
            results.put(key(fingerprint), new Result(execution.id(), fingerprint));
        }
    }

    /** The earlier query whose result serves a new one as well. */
    Optional<Execution> find(Execution asking) {
        var minutes = asking.reuseMinutes();
        if (minutes == null || !canBeReused(asking)) {
            return Optional.empty();
        }
        var fingerprint = fingerprint(asking);
        var oldest = clock.instant().minus(Duration.ofMinutes(minutes)).toEpochMilli();
        return results.get(key(fingerprint))
                .filter(result -> result.fingerprint().equals(fingerprint))
                .flatMap(result -> history.find(result.id()))
                .filter(earlier -> earlier.progress() instanceof Progress.Succeeded it
                        && it.completedMillis() >= oldest
                        && isThere(earlier));
    }

    private boolean isThere(Execution earlier) {
        var path = S3Path.parse(earlier.output()).orElseThrow();
        try {
            var head = platform.client(S3Client.class)
                    .headObject(request -> request.bucket(path.bucket()).key(path.key()));
            return Objects.nonNull(head.eTag());
        } catch (S3Exception gone) {
            return false;
        }
    }
}
