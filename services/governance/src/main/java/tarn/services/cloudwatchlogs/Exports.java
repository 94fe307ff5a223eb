package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.notFound;
import static tarn.services.cloudwatchlogs.LogFaults.notPossible;
import static tarn.services.cloudwatchlogs.LogFaults.resourceLimitExceeded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.CancelExportTaskRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CancelExportTaskResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateExportTaskRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateExportTaskResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeExportTasksRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeExportTasksResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ExportTask;
import software.amazon.awssdk.services.cloudwatchlogs.model.ExportTaskStatusCode;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.lines.ChunkFile.Position;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Export tasks: a group's lines of a time as gzip files in a bucket, one task at a time. A task that ran when the process
 * ended has failed and can be made anew.
 */
final class Exports implements CloudWatchLogsClient, Part {

    private static final String PREFIX = "exportedlogs";
    private static final int FILE_BYTES_MAX = 8 << 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final Holdings holdings;
    private final Store<ExportTask> store;
    private final Pages pages;
    private final Map<String, AtomicBoolean> running = new ConcurrentHashMap<>();

    Exports(Holdings holdings) {
        this.platform = holdings.platform();
        this.holdings = holdings;
        this.store = platform.store("cloudwatchlogs/exports", Scope.REGION, Formats.record(ExportTask.class));
        this.pages = new Pages(platform.tokens());
    }

    @Override
    public CreateExportTaskResponse createExportTask(CreateExportTaskRequest request) {
        var group = holdings.group(request.logGroupName());
        if (request.to() < request.from()) {
            throw invalid("The 'to' time must not be before the 'from' time.");
        }
        if (!running.isEmpty()) {
            throw resourceLimitExceeded();
        }
        var prefix = request.destinationPrefix() == null ? PREFIX : request.destinationPrefix();
        try {
            put(
                    request.destination(),
                    prefix + "/aws-logs-write-test",
                    "Permission Check Successful".getBytes(StandardCharsets.US_ASCII));
        } catch (SdkException e) {
            throw invalid("PutObject call on the given bucket failed. Please check if CloudWatch Logs has been granted "
                    + "permission to perform this operation.");
        }
        var id = platform.ids().uuid().toString();
        long now = holdings.nowMillis();
        var task = ExportTask.builder()
                .taskId(id)
                .taskName(request.taskName())
                .logGroupName(request.logGroupName())
                .from(request.from())
                .to(request.to())
                .destination(request.destination())
                .destinationPrefix(prefix)
                .status(status -> status.code(ExportTaskStatusCode.RUNNING).message("Started"))
                .executionInfo(times -> times.creationTime(now))
                .build();
        store.put(Key.of(id), task);
        var stopped = new AtomicBoolean();
        running.put(id, stopped);
        var streams = request.logStreamNamePrefix() == null ? "" : request.logStreamNamePrefix();
        platform.background().run("logs-export", () -> {
            try {
                export(task, group, streams, stopped);
            } finally {
                running.remove(id);
            }
        });
        return CreateExportTaskResponse.builder().taskId(id).build();
    }

    private void put(String bucket, String key, byte[] bytes) {
        var caller = Caller.current();
        Caller.service(
                        caller.account(),
                        caller.region(),
                        "logs." + caller.region() + ".amazonaws.com",
                        caller.requestId())
                .run(() -> platform.client(S3Client.class)
                        .putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(bytes)));
    }

    private void export(ExportTask task, KeptGroup group, String prefix, AtomicBoolean stopped) {
        try {
            for (var stream : holdings.streams(group, prefix)) {
                if (!stopped.get()) {
                    export(task, group, stream, stopped);
                }
            }
            end(
                    task,
                    stopped.get() ? ExportTaskStatusCode.CANCELLED : ExportTaskStatusCode.COMPLETED,
                    stopped.get() ? "Cancelled" : "Completed successfully");
        } catch (SdkException e) {
            end(task, ExportTaskStatusCode.FAILED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void export(ExportTask task, KeptGroup group, KeptStream stream, AtomicBoolean stopped) throws IOException {
        long start = Math.max(task.from(), group.oldestShown(platform.clock().instant()));
        var lines = holdings.lines(group, stream).forward(Position.before(start), task.to() + 1);
        var place = task.destinationPrefix() + "/" + task.taskId() + "/"
                + stream.name().replace('/', '-') + "/";
        for (int file = 0; lines.hasNext() && !stopped.get(); file++) {
            var packed = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(packed)) {
                while (lines.hasNext() && packed.size() < FILE_BYTES_MAX) {
                    var line = lines.next();
                    out.write((TIME.format(Instant.ofEpochMilli(line.timestamp())) + " " + line.message() + "\n")
                            .getBytes(StandardCharsets.UTF_8));
                }
            }
            put(task.destination(), place + "%06d.gz".formatted(file), packed.toByteArray());
        }
    }

    private void end(ExportTask task, ExportTaskStatusCode code, String message) {
        store.put(
                Key.of(task.taskId()),
                task.toBuilder()
                        .status(status -> status.code(code).message(message))
                        .executionInfo(
                                times -> times.creationTime(task.executionInfo().creationTime())
                                        .completionTime(holdings.nowMillis()))
                        .build());
    }

    /** A task as it stands. */
    private ExportTask settled(ExportTask seen) {
        if (seen.status().code() != ExportTaskStatusCode.RUNNING || running.containsKey(seen.taskId())) {
            return seen;
        }
        var now = store.get(Key.of(seen.taskId())).orElse(seen);
        return now.status().code() == ExportTaskStatusCode.RUNNING
                ? now.toBuilder()
                        .status(status ->
                                status.code(ExportTaskStatusCode.FAILED).message("Interrupted"))
                        .build()
                : now;
    }

    @Override
    public DescribeExportTasksResponse describeExportTasks(DescribeExportTasksRequest request) {
        List<ExportTask> found = new ArrayList<>();
        for (var entry : store.scan(Range.all())) {
            var task = settled(entry.value());
            if ((request.taskId() == null || request.taskId().equals(task.taskId()))
                    && (request.statusCodeAsString() == null
                            || request.statusCodeAsString().equals(task.status().codeAsString()))) {
                found.add(task);
            }
        }
        var page = pages.page("DescribeExportTasks", request.nextToken(), request.limit(), found, ExportTask::taskId);
        return DescribeExportTasksResponse.builder()
                .exportTasks(page.items())
                .nextToken(page.token())
                .build();
    }

    @Override
    public CancelExportTaskResponse cancelExportTask(CancelExportTaskRequest request) {
        if (store.get(Key.of(request.taskId())).isEmpty()) {
            throw notFound("The specified export task does not exist.");
        }
        var stopping = running.get(request.taskId());
        if (stopping == null) {
            throw notPossible("The specified export task has already finished");
        }
        stopping.set(true);
        return CancelExportTaskResponse.builder().build();
    }
}
