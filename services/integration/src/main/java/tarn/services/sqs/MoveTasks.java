package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalidParameter;
import static tarn.services.sqs.SqsFaults.resourceNotFound;
import static tarn.services.sqs.SqsFaults.unsupported;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResponse;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.sqs.MoveTask.Status;
import tarn.store.Range;

/** Says whose dead letters a queue has, and sends them back. */
final class MoveTasks implements SqsClient, Part {

    private static final int PER_SECOND_MAX = 500;
    private static final int LISTED_MAX = 10;

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;
    private final Moving moving;

    MoveTasks(Platform platform, Queues queues, Lines lines, Moving moving) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        this.moving = moving;
    }

    @Override
    public ListDeadLetterSourceQueuesResponse listDeadLetterSourceQueues(ListDeadLetterSourceQueuesRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var page = new Pages(platform.tokens())
                    .page("ListDeadLetterSourceQueues", request.nextToken(), request.maxResults(), (range, limit) -> {
                        var found = new java.util.ArrayList<tarn.store.Entry<StoredQueue>>();
                        for (var entry : queues.store().scan(range)) {
                            if (found.size() < limit && isSource(entry.value(), queue)) {
                                found.add(entry);
                            }
                        }
                        return found;
                    });
            return ListDeadLetterSourceQueuesResponse.builder()
                    .queueUrls(page.items().stream()
                            .map(entry -> Queues.url(entry.value()))
                            .toList())
                    .nextToken(page.token())
                    .build();
        });
    }

    private static boolean isSource(StoredQueue queue, StoredQueue target) {
        return queue.redrive()
                .filter(redrive -> redrive.target().equals(target.arn()))
                .isPresent();
    }

    private boolean isDeadLetterQueue(StoredQueue queue) {
        for (var other : queues.store().scan(Range.all())) {
            if (isSource(other.value(), queue)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public StartMessageMoveTaskResponse startMessageMoveTask(StartMessageMoveTaskRequest request) {
        var source = queues.byArn(request.sourceArn())
                .orElseThrow(() -> resourceNotFound(
                        "The resource that you specified for the SourceArn parameter doesn't" + " exist."));
        if (!isDeadLetterQueue(source)) {
            throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
        }
        var target = request.destinationArn();
        if (target != null) {
            var queue = queues.byArn(target)
                    .orElseThrow(() -> resourceNotFound(
                            "The resource that you specified for the DestinationArn parameter" + " doesn't exist."));
            if (queue.arn().equals(source.arn())) {
                throw invalidParameter("Source queue arn and destination queue arn must be different.");
            }
            if (queue.fifo() != source.fifo()) {
                throw unsupported("Source and destination queues must be of the same type.");
            }
        }
        var rate = request.maxNumberOfMessagesPerSecond();
        if (rate != null && (rate < 1 || rate > PER_SECOND_MAX)) {
            throw invalidParameter(
                    "Value " + rate + " for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: must"
                            + " be between 1 and 500.");
        }
        var task = new MoveTask(
                platform.ids().uuid().toString(),
                source.arn(),
                target,
                rate,
                Status.RUNNING,
                lines.of(source).counts(platform.clock().millis()).visible(),
                0,
                platform.clock().instant(),
                null);
        if (!moving.begin(source, task)) {
            throw unsupported(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a"
                            + " given time.");
        }
        return StartMessageMoveTaskResponse.builder().taskHandle(handle(task)).build();
    }

    /** The handle of a task, in AWS's form: a JSON document in base64. */
    private static String handle(MoveTask task) {
        var json = "{\"taskId\":\"" + task.id() + "\",\"sourceArn\":\"" + task.source() + "\"}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The ARN of the queue that a task's handle speaks of. */
    static Optional<String> source(String handle) {
        return part(handle, "\"sourceArn\":\"");
    }

    private static Optional<String> part(String handle, String before) {
        try {
            var json = new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
            int start = json.indexOf(before);
            int end = json.indexOf('"', start + before.length());
            return start < 0 || end < 0 ? Optional.empty() : Optional.of(json.substring(start + before.length(), end));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public ListMessageMoveTasksResponse listMessageMoveTasks(ListMessageMoveTasksRequest request) {
        var source = queues.byArn(request.sourceArn())
                .orElseThrow(() -> resourceNotFound(
                        "The resource that you specified for the SourceArn parameter doesn't" + " exist."));
        int most = request.maxResults() == null ? 1 : request.maxResults();
        if (most < 1 || most > LISTED_MAX) {
            throw invalidParameter(
                    "Value " + most + " for parameter MaxResults is invalid. Reason: must be between 1 and" + " 10.");
        }
        return ListMessageMoveTasksResponse.builder()
                .results(moving.latest(source, most).stream()
                        .map(MoveTasks::shown)
                        .toList())
                .build();
    }

    private static ListMessageMoveTasksResultEntry shown(MoveTask task) {
        return ListMessageMoveTasksResultEntry.builder()
                .taskHandle(task.status() == Status.RUNNING ? handle(task) : null)
                .status(task.status().name())
                .sourceArn(task.source())
                .destinationArn(task.target())
                .maxNumberOfMessagesPerSecond(task.perSecondMax())
                .approximateNumberOfMessagesToMove(task.toMove())
                .approximateNumberOfMessagesMoved(task.moved())
                .failureReason(task.failure())
                .startedTimestamp(task.started().toEpochMilli())
                .build();
    }

    @Override
    public CancelMessageMoveTaskResponse cancelMessageMoveTask(CancelMessageMoveTaskRequest request) {
        var id = part(request.taskHandle(), "\"taskId\":\"")
                .orElseThrow(() -> invalidParameter("Value for parameter TaskHandle is invalid."));
        var moved = source(request.taskHandle())
                .flatMap(queues::byArn)
                .flatMap(source -> moving.cancel(source, id))
                .orElseThrow(() -> resourceNotFound("Task does not exist."));
        return CancelMessageMoveTaskResponse.builder()
                .approximateNumberOfMessagesMoved(moved.moved())
                .build();
    }
}
