package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.accessDenied;
import static tarn.services.sqs.SqsFaults.invalidAttribute;
import static tarn.services.sqs.SqsFaults.invalidParameter;
import static tarn.services.sqs.SqsFaults.purgeInProgress;
import static tarn.services.sqs.SqsFaults.queueExists;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Key;

/** Makes, finds, empties and deletes queues. */
final class Lifecycle implements SqsClient, Part {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\\.fifo");
    private static final Duration BETWEEN_PURGES = Duration.ofSeconds(60);
    private static final String HEX = "0123456789abcdef";
    private static final int ID_LENGTH = 16;

    private final Platform platform;
    private final Queues queues;
    private final Lines lines;
    private final Expiry expiry;

    Lifecycle(Platform platform, Queues queues, Lines lines, Expiry expiry) {
        this.platform = platform;
        this.queues = queues;
        this.lines = lines;
        this.expiry = expiry;
    }

    @Override
    public CreateQueueResponse createQueue(CreateQueueRequest request) {
        var name = request.queueName();
        boolean fifo = name.endsWith(".fifo");
        if (!NAME.matcher(name).matches()) {
            throw invalidParameter(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
        Tagging.check(request.tags());
        boolean asked = "true".equals(request.attributes().get(QueueAttributeName.FIFO_QUEUE));
        if (asked && !fifo) {
            throw invalidParameter("The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
                    + " underscores, must end with .fifo suffix and be 1 to 80 in length.");
        }
        var attributes = Settings.checked(request.attributesAsStrings(), fifo);
        if (fifo && !asked) {
            throw invalidAttribute("The attribute FifoQueue must be true for a queue whose name ends with .fifo.");
        }
        var now = platform.clock().instant();
        var set = new TreeMap<>(attributes);
        set.values().removeIf(String::isEmpty);
        var queue = new StoredQueue(
                name,
                Caller.current().arn("sqs", name).toString(),
                platform.ids().random(HEX, ID_LENGTH),
                now,
                now,
                Map.copyOf(set),
                Map.copyOf(request.tags()),
                0,
                null);
        Attributes.checkRedrive(queues, queue);
        var batch = platform.batch().insert(queues.store(), Key.of(name), queue);
        expiry.watch(batch, queue);
        if (!batch.commit()) {
            var present = queues.named(name);
            attributes.forEach((key, value) -> {
                var kept = present.attribute(QueueAttributeName.fromValue(key)).orElse("");
                if (!kept.equals(value)) {
                    throw queueExists(key);
                }
            });
            return CreateQueueResponse.builder().queueUrl(Queues.url(present)).build();
        }
        return CreateQueueResponse.builder().queueUrl(Queues.url(queue)).build();
    }

    @Override
    public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
        var caller = Caller.current();
        var owner = request.queueOwnerAWSAccountId();
        if (owner == null || owner.equals(caller.account())) {
            return GetQueueUrlResponse.builder()
                    .queueUrl(Queues.url(queues.named(request.queueName())))
                    .build();
        }
        if (platform.permissions().enforced(owner)) {
            throw accessDenied();
        }
        return caller.of(owner)
                .call(() -> GetQueueUrlResponse.builder()
                        .queueUrl(Queues.url(queues.named(request.queueName())))
                        .build());
    }

    @Override
    public ListQueuesResponse listQueues(ListQueuesRequest request) {
        var prefix = request.queueNamePrefix() == null ? "" : request.queueNamePrefix();
        var page = new Pages(platform.tokens())
                .page(
                        "ListQueues",
                        request.nextToken(),
                        request.maxResults(),
                        (range, limit) -> queues.store().list(range.startingWith(prefix), limit));
        return ListQueuesResponse.builder()
                .queueUrls(Entries.some(page.items().stream()
                        .map(entry -> Queues.url(entry.value()))
                        .toList()))
                .nextToken(page.token())
                .build();
    }

    @Override
    public DeleteQueueResponse deleteQueue(DeleteQueueRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var seen = queues.store().entry(Key.of(queue.name())).orElseThrow(SqsFaults::queueNotFound);
            var batch = platform.batch().delete(queues.store(), seen.key());
            lines.leave(batch, seen.value(), Long.MAX_VALUE);
            expiry.forget(batch, queue);
            batch.commit();
            lines.close(seen.value());
            return DeleteQueueResponse.builder().build();
        });
    }

    @Override
    public PurgeQueueResponse purgeQueue(PurgeQueueRequest request) {
        return queues.at(request.queueUrl(), queue -> {
            var line = lines.of(queue);
            while (true) {
                var seen = queues.store().entry(Key.of(queue.name())).orElseThrow(SqsFaults::queueNotFound);
                var now = platform.clock().instant();
                var last = seen.value().purged();
                if (last != null && last.plus(BETWEEN_PURGES).isAfter(now)) {
                    throw purgeInProgress(queue.name());
                }
                long before = line.next();
                var batch = platform.batch()
                        .replace(queues.store(), seen, seen.value().purged(before, now));
                lines.leave(batch, queue, before);
                if (batch.commit()) {
                    line.purge(before);
                    return PurgeQueueResponse.builder().build();
                }
            }
        });
    }
}
