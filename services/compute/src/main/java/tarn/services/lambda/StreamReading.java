package tarn.services.lambda;

import static java.lang.System.Logger.Level.DEBUG;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.pattern.EventPattern;
import tarn.services.lambda.RecordStream.Change;
import tarn.store.Batch;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Reads the shards of streams for functions: one batch of a shard at a time, in order, parents before their children. A
 * batch that the function fails is tried again until it succeeds, or has been tried often enough or is too old; then what
 * it was goes to the mapping's destination. Where a shard stands is kept with what ends a batch.
 */
final class StreamReading {

    static final String POSITIONS = "lambda/positions";

    private static final System.Logger LOG = System.getLogger(StreamReading.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final int BYTES_MAX = 5_500_000;
    private static final int FIND_LIMIT = 1000;

    private final Platform platform;
    private final Functions functions;
    private final Executions executions;
    private final Destinations destinations;
    private final Store<StoredPosition> positions;

    StreamReading(Platform platform, Functions functions, Executions executions, Destinations destinations) {
        this.platform = platform;
        this.functions = functions;
        this.executions = executions;
        this.destinations = destinations;
        this.positions = platform.store(POSITIONS, Scope.REGION, Formats.record(StoredPosition.class));
    }

    /** Says where a new mapping begins: with what comes from now on, or with the oldest that is there. */
    void place(Batch batch, EventSourceMappingConfiguration mapping) {
        if (mapping.startingPosition() != EventSourcePosition.LATEST || mapping.startingPositionTimestamp() != null) {
            return;
        }
        var stream = RecordStream.of(platform, mapping.eventSourceArn());
        for (var shard : stream.shards()) {
            var last = "";
            var read = stream.read(shard.id(), last, FIND_LIMIT, null);
            while (!read.changes().isEmpty()) {
                last = read.changes().getLast().number();
                read = stream.read(shard.id(), last, FIND_LIMIT, null);
            }
            batch.put(positions, Key.of(mapping.uuid(), shard.id()), new StoredPosition(last, read.closed()));
        }
    }

    void forget(Batch batch, String uuid) {
        positions.scan(Range.under(Key.of(uuid))).forEach(entry -> batch.delete(positions, entry));
    }

    /**
     * Goes once through the shards; says whether there was anything to do.
     *
     * @param role as which the stream is read
     * @param wanted whether the mapping is still to be read
     */
    boolean pass(EventSourceMappingConfiguration mapping, Caller role, BooleanSupplier wanted) {
        var stream = RecordStream.of(platform, mapping.eventSourceArn());
        var shards = role.call(stream::shards);
        var open = new HashSet<String>();
        boolean any = false;
        for (var shard : shards) {
            var position = positions.get(Key.of(mapping.uuid(), shard.id())).orElse(new StoredPosition("", false));
            if (!position.closed()) {
                open.add(shard.id());
                if (shard.parents().stream().noneMatch(open::contains)) {
                    any |= advance(mapping, role, stream, shard.id(), position, wanted);
                }
            }
        }
        return any;
    }

    private boolean advance(
            EventSourceMappingConfiguration mapping,
            Caller role,
            RecordStream stream,
            String shard,
            StoredPosition position,
            BooleanSupplier wanted) {
        int limit = mapping.batchSize();
        var read = role.call(() -> stream.read(shard, position.after(), limit, mapping.startingPositionTimestamp()));
        if (read.changes().isEmpty()) {
            if (read.closed()) {
                positions.put(Key.of(mapping.uuid(), shard), new StoredPosition(position.after(), true));
            }
            return false;
        }
        var window = mapping.maximumBatchingWindowInSeconds();
        if (window != null && window > 0 && read.changes().size() < mapping.batchSize()) {
            LockSupport.parkNanos(Duration.ofSeconds(window).toNanos());
            read = role.call(() -> stream.read(shard, position.after(), limit, mapping.startingPositionTimestamp()));
        }
        var patterns = mapping.filterCriteria() == null
                ? List.<EventPattern>of()
                : mapping.filterCriteria().filters().stream()
                        .map(Filter::pattern)
                        .map(EventPattern::parse)
                        .toList();
        var fitting = fitting(read.changes());
        var asked = fitting.stream()
                .filter(change -> patterns.isEmpty()
                        || patterns.stream()
                                .anyMatch(pattern -> pattern.matches(
                                        EventPattern.event(change.filtered().toString()))))
                .toList();
        var last = fitting.getLast().number();
        if (asked.isEmpty()) {
            done(mapping, shard, last, null);
            return true;
        }
        new Attempt(mapping, shard, last, wanted).run(asked);
        return true;
    }

    /** As many as one call may carry. */
    private static List<Change> fitting(List<Change> changes) {
        int bytes = 0;
        for (int i = 0; i < changes.size(); i++) {
            bytes += changes.get(i).event().toString().length();
            if (bytes > BYTES_MAX && i > 0) {
                return changes.subList(0, i);
            }
        }
        return changes;
    }

    private void done(
            EventSourceMappingConfiguration mapping,
            String shard,
            String last,
            @org.jspecify.annotations.Nullable StoredDispatch given) {
        var batch = platform.batch().put(positions, Key.of(mapping.uuid(), shard), new StoredPosition(last, false));
        if (given != null) {
            destinations.send(batch, given);
        }
        batch.commit();
    }

    /** A batch on its way through the function, until all of it is done with. */
    private final class Attempt {
        private final EventSourceMappingConfiguration mapping;
        private final String shard;

        /** The last record of the batch, those included that the function is not asked about. */
        private final String last;

        private final BooleanSupplier wanted;

        Attempt(EventSourceMappingConfiguration mapping, String shard, String last, BooleanSupplier wanted) {
            this.mapping = mapping;
            this.shard = shard;
            this.last = last;
            this.wanted = wanted;
        }

        void run(List<Change> all) {
            if (through(all)) {
                done(mapping, shard, last, null);
            }
        }

        /** Whether the records are done with; if not, the mapping is to be left. */
        private boolean through(List<Change> given) {
            var rest = given;
            var pause = PAUSE;
            int failures = 0;
            while (wanted.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                var failed = failed(rest);
                if (failed == rest.size()) {
                    return true;
                }
                if (failed >= 0) {
                    // What comes before the first failure is done.
                    if (failed > 0) {
                        done(mapping, shard, rest.get(failed - 1).number(), null);
                        rest = rest.subList(failed, rest.size());
                    }
                    failures++;
                    boolean spent = spent(rest, failures);
                    if (rest.size() > 1 && Boolean.TRUE.equals(mapping.bisectBatchOnFunctionError())) {
                        int half = rest.size() / 2;
                        return through(rest.subList(0, half)) && through(rest.subList(half, rest.size()));
                    }
                    if (spent) {
                        done(mapping, shard, rest.getLast().number(), dispatch(rest));
                        return true;
                    }
                }
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
            }
            return false;
        }

        private boolean spent(List<Change> rest, int failures) {
            var retries = mapping.maximumRetryAttempts();
            var age = mapping.maximumRecordAgeInSeconds();
            return (retries != null && retries >= 0 && failures > retries)
                    || (age != null
                            && age >= 0
                            && rest.getFirst()
                                    .created()
                                    .plusSeconds(age)
                                    .isBefore(platform.clock().instant()));
        }

        /** The index of the first record that failed, as many as there are if none did, -1 if there was no room for the call. */
        private int failed(List<Change> rest) {
            var event = JSON.createObjectNode();
            var records = event.putArray("Records");
            rest.forEach(change -> records.add(change.event()));
            var reference = Reference.of(mapping.functionArn());
            Executions.Result result;
            try {
                result = executions.run(
                        functions.target(reference),
                        new Executions.Call(
                                platform.ids().uuid().toString(),
                                reference.qualifiedArn(),
                                event.toString().getBytes(StandardCharsets.UTF_8),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
            } catch (AwsServiceException e) {
                LOG.log(DEBUG, "A batch waits: " + e.getMessage());
                return -1;
            }
            return result.error() == null ? reported(rest, result) : 0;
        }

        private int reported(List<Change> rest, Executions.Result result) {
            if (!mapping.functionResponseTypes().contains(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)) {
                return rest.size();
            }
            JsonNode failures;
            try {
                failures = JSON.readTree(result.payload()).path("batchItemFailures");
            } catch (IOException e) {
                return 0;
            }
            int first = rest.size();
            for (var failure : failures) {
                var number = failure.path("itemIdentifier").asText();
                int at = 0;
                while (at < rest.size() && !rest.get(at).number().equals(number)) {
                    at++;
                }
                first = Math.min(first, at == rest.size() ? 0 : at);
            }
            return first;
        }

        /** What is told of records that are given up: where they are, not what they say. Null if nobody wants to know. */
        private @org.jspecify.annotations.Nullable StoredDispatch dispatch(List<Change> rest) {
            var wish = mapping.destinationConfig();
            if (wish == null || wish.onFailure() == null || wish.onFailure().destination() == null) {
                return null;
            }
            var configuration = functions
                    .target(Reference.of(mapping.functionArn()))
                    .version()
                    .configuration();
            var message = JSON.createObjectNode();
            message.putObject("requestContext")
                    .put("requestId", platform.ids().uuid().toString())
                    .put("functionArn", mapping.functionArn())
                    .put("condition", "RetryAttemptsExhausted")
                    .put(
                            "approximateInvokeCount",
                            Optional.ofNullable(mapping.maximumRetryAttempts()).orElse(0) + 1);
            message.putObject("responseContext")
                    .put("statusCode", 200)
                    .put("executedVersion", configuration.version())
                    .put("functionError", "Unhandled");
            message.put("version", "1.0");
            message.put("timestamp", platform.clock().instant().toString());
            message.putObject(
                            RecordStream.of(platform, mapping.eventSourceArn()).reportName())
                    .put("shardId", shard)
                    .put("startSequenceNumber", rest.getFirst().number())
                    .put("endSequenceNumber", rest.getLast().number())
                    .put(
                            "approximateArrivalOfFirstRecord",
                            rest.getFirst().created().toString())
                    .put(
                            "approximateArrivalOfLastRecord",
                            rest.getLast().created().toString())
                    .put("batchSize", rest.size())
                    .put("streamArn", mapping.eventSourceArn());
            return new StoredDispatch(
                    wish.onFailure().destination(),
                    configuration.role(),
                    mapping.functionArn(),
                    message.toString(),
                    Map.of(),
                    "Lambda Function Invocation Result - Failure");
        }
    }
}
