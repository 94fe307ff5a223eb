package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.conflict;
import static tarn.services.lambda.LambdaFaults.invalid;
import static tarn.services.lambda.LambdaFaults.notFound;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.pattern.EventPattern;
import tarn.pattern.InvalidPatternException;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Event sources that are polled for functions: queues of SQS, streams of DynamoDB and of Kinesis; others are refused. */
final class Mappings implements LambdaClient, Part {

    static final String MAPPINGS = "lambda/mappings";

    private static final int QUEUE_BATCH_DEFAULT = 10;
    private static final int STREAM_BATCH_DEFAULT = 100;
    private static final int STREAM_BATCH_MAX = 10_000;
    private static final int QUEUE_BATCH_MAX = 10_000;
    private static final int BATCH_WITHOUT_WINDOW_MAX = 10;

    private final Platform platform;
    private final Functions functions;
    private final Pages pages;
    private final Store<StoredMapping> store;
    private final Polling polling;
    private final MappingTags tags;

    Mappings(
            Platform platform,
            Functions functions,
            Executions executions,
            StreamReading streams,
            Pages pages,
            MappingTags tags) {
        this.tags = tags;
        this.platform = platform;
        this.functions = functions;
        this.pages = pages;
        this.store = platform.store(MAPPINGS, Scope.REGION, Formats.record(StoredMapping.class));
        this.polling = new Polling(platform, store, functions, executions, streams);
    }

    @Override
    public CreateEventSourceMappingResponse createEventSourceMapping(CreateEventSourceMappingRequest request) {
        var reference = Reference.of(request.functionName());
        var target = functions.target(reference);
        var source = source(request.eventSourceArn());
        boolean stream = !source.service().equals("sqs");
        if (stream) {
            requireStream(source, request);
        } else {
            requireQueue(source, target, request.batchSize(), request.maximumBatchingWindowInSeconds());
            refuseForQueues(request);
        }
        for (var mapping : store.scan(Range.all())) {
            var known = mapping.value().configuration();
            if (known.eventSourceArn().equals(source.toString())
                    && known.functionArn().equals(reference.qualifiedArn())) {
                throw conflict(
                        "An event source mapping with " + (stream ? "event source" : "SQS") + " arn (\" " + source
                                + " \") and function (\" " + reference.name()
                                + " \") already exists. Please update or delete the existing mapping with UUID "
                                + known.uuid());
            }
        }
        filters(request.filterCriteria());
        var uuid = platform.ids().uuid().toString();
        var made = EventSourceMappingConfiguration.builder()
                .uuid(uuid)
                .eventSourceMappingArn(Caller.current()
                        .arn("lambda", "event-source-mapping:" + uuid)
                        .toString())
                .eventSourceArn(source.toString())
                .functionArn(reference.qualifiedArn())
                .batchSize(
                        request.batchSize() != null
                                ? request.batchSize()
                                : stream ? STREAM_BATCH_DEFAULT : QUEUE_BATCH_DEFAULT)
                .startingPosition(request.startingPosition())
                .startingPositionTimestamp(begin(source, request))
                .parallelizationFactor(stream ? 1 : null)
                .bisectBatchOnFunctionError(stream ? Boolean.TRUE.equals(request.bisectBatchOnFunctionError()) : null)
                .maximumRetryAttempts(stream ? or(request.maximumRetryAttempts(), -1) : null)
                .maximumRecordAgeInSeconds(stream ? or(request.maximumRecordAgeInSeconds(), -1) : null)
                .tumblingWindowInSeconds(stream ? 0 : null)
                .destinationConfig(request.destinationConfig())
                .maximumBatchingWindowInSeconds(
                        request.maximumBatchingWindowInSeconds() == null ? 0 : request.maximumBatchingWindowInSeconds())
                .filterCriteria(request.filterCriteria())
                .scalingConfig(request.scalingConfig())
                .functionResponseTypesWithStrings(request.functionResponseTypesAsStrings())
                .lastModified(platform.clock().instant())
                .stateTransitionReason("USER_INITIATED")
                .build();
        var mapping = new StoredMapping(made, !Boolean.FALSE.equals(request.enabled()));
        tags.begin(uuid, request.tags());
        polling.keep(mapping, null);
        return Shapes.copy(state(mapping, "Creating"), CreateEventSourceMappingResponse.builder())
                .build();
    }

    private static EventSourceMappingConfiguration state(StoredMapping mapping, @Nullable String passing) {
        var state = mapping.enabled() ? "Enabled" : "Disabled";
        return mapping.configuration().toBuilder()
                .state(passing == null ? state : passing)
                .build();
    }

    /** From when on Kinesis is read; what comes from now on begins now, whenever the first look is. */
    private java.time.@Nullable Instant begin(Arn source, CreateEventSourceMappingRequest request) {
        return source.service().equals("kinesis") && request.startingPosition() == EventSourcePosition.LATEST
                ? platform.clock().instant()
                : request.startingPositionTimestamp();
    }

    private static Integer or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static Arn source(@Nullable String source) {
        if (source == null) {
            throw invalid("Tarn reads queues of SQS and streams of DynamoDB and of Kinesis: EventSourceArn is needed");
        }
        return Arn.parse(source)
                .filter(arn -> arn.service().equals("sqs")
                        || (arn.service().equals("dynamodb") && arn.resource().contains("/stream/"))
                        || (arn.service().equals("kinesis")
                                && arn.resource().startsWith("stream/")
                                && !arn.resource().contains("/consumer/")))
                .orElseThrow(() ->
                        invalid("Tarn reads queues of SQS and streams of DynamoDB and of Kinesis, and not " + source));
    }

    private void requireStream(Arn stream, CreateEventSourceMappingRequest request) {
        var start = request.startingPosition();
        boolean timed =
                start == EventSourcePosition.AT_TIMESTAMP && stream.service().equals("kinesis");
        if (start != EventSourcePosition.LATEST && start != EventSourcePosition.TRIM_HORIZON && !timed) {
            throw invalid("1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint:"
                    + " Member must not be null, and of streams of DynamoDB it is LATEST or TRIM_HORIZON.");
        }
        if (timed != (request.startingPositionTimestamp() != null)) {
            throw invalid("StartingPositionTimestamp belongs to the StartingPosition AT_TIMESTAMP.");
        }
        if (request.parallelizationFactor() != null && request.parallelizationFactor() > 1) {
            throw invalid("Tarn runs one batch of a shard at a time: ParallelizationFactor is 1");
        }
        if (request.tumblingWindowInSeconds() != null && request.tumblingWindowInSeconds() > 0) {
            throw invalid("Tarn has no tumbling windows");
        }
        if (request.batchSize() != null && request.batchSize() > STREAM_BATCH_MAX) {
            throw invalid("Batch size must be from 1 to " + STREAM_BATCH_MAX);
        }
        if (request.scalingConfig() != null) {
            throw invalid("Unsupported parameter for given event source mapping type.");
        }
        try {
            RecordStream.of(platform, stream.toString()).shards();
        } catch (AwsServiceException e) {
            throw invalid("Cannot access stream " + stream + ". Please ensure the role can perform the GetRecords,"
                    + " GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM. ("
                    + e.awsErrorDetails().errorMessage() + ")");
        }
    }

    private void requireQueue(Arn queue, Functions.Target target, @Nullable Integer batch, @Nullable Integer window) {
        if (!queue.region().equals(Caller.current().region())) {
            throw invalid("The queue must be in the function's region: " + queue);
        }
        int size = batch == null ? QUEUE_BATCH_DEFAULT : batch;
        boolean fifo = queue.resource().endsWith(".fifo");
        int max = fifo ? BATCH_WITHOUT_WINDOW_MAX : QUEUE_BATCH_MAX;
        if (size < 1 || size > max) {
            throw invalid("Batch size must be from 1 to " + max);
        }
        if (fifo && window != null && window > 0) {
            throw invalid("Maximum batch window in seconds is not supported for FIFO queues");
        }
        if (size > BATCH_WITHOUT_WINDOW_MAX && (window == null || window < 1)) {
            throw invalid(
                    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10");
        }
        try {
            var attributes = platform.client(SqsClient.class)
                    .getQueueAttributes(get ->
                            get.queueUrl(Polling.url(queue)).attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT));
            int timeout = target.version().configuration().timeout();
            var visible = attributes.attributes().get(QueueAttributeName.VISIBILITY_TIMEOUT);
            if (visible != null && Integer.parseInt(visible) < timeout) {
                throw invalid("Queue visibility timeout: " + visible + " seconds is less than Function timeout: "
                        + timeout + " seconds");
            }
        } catch (software.amazon.awssdk.services.sqs.model.SqsException e) {
            throw invalid("Error occurred while ReceiveMessage. SQS Error Code: "
                    + e.awsErrorDetails().errorCode() + ". SQS Error Message: "
                    + e.awsErrorDetails().errorMessage());
        }
    }

    private static void refuseForQueues(CreateEventSourceMappingRequest request) {
        if (request.startingPosition() != null) {
            throw invalid("StartingPosition is not valid for SQS event sources.");
        }
        if (request.bisectBatchOnFunctionError() != null
                || request.parallelizationFactor() != null
                || request.tumblingWindowInSeconds() != null
                || request.maximumRetryAttempts() != null
                || request.maximumRecordAgeInSeconds() != null
                || request.destinationConfig() != null) {
            throw invalid("Unsupported parameter for given event source mapping type.");
        }
        if (request.provisionedPollerConfig() != null || request.kmsKeyArn() != null) {
            throw invalid("Tarn has neither provisioned pollers nor keys for filters");
        }
    }

    private static void filters(@Nullable FilterCriteria criteria) {
        if (criteria == null) {
            return;
        }
        for (var filter : criteria.filters()) {
            try {
                EventPattern.parse(filter.pattern());
            } catch (InvalidPatternException e) {
                throw invalid("Invalid filter pattern definition. " + e.getMessage());
            }
        }
    }

    private StoredMapping mapping(String uuid) {
        return store.get(Key.of(uuid)).orElseThrow(() -> notFound("The resource you requested does not exist."));
    }

    @Override
    public GetEventSourceMappingResponse getEventSourceMapping(GetEventSourceMappingRequest request) {
        return Shapes.copy(state(mapping(request.uuid()), null), GetEventSourceMappingResponse.builder())
                .build();
    }

    @Override
    public ListEventSourceMappingsResponse listEventSourceMappings(ListEventSourceMappingsRequest request) {
        var function = request.functionName() == null
                ? null
                : Reference.of(request.functionName()).qualifiedArn();
        var source = request.eventSourceArn();
        var page = pages.records(
                "ListEventSourceMappings",
                request.marker(),
                request.maxItems(),
                store,
                Range.all(),
                entry -> (function == null || entry.value().function().equals(function))
                        && (source == null
                                || entry.value()
                                        .configuration()
                                        .eventSourceArn()
                                        .equals(source)));
        return ListEventSourceMappingsResponse.builder()
                .eventSourceMappings(
                        page.items().stream().map(one -> state(one, null)).toList())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public UpdateEventSourceMappingResponse updateEventSourceMapping(UpdateEventSourceMappingRequest request) {
        var old = mapping(request.uuid());
        var next = old.configuration().toBuilder().lastModified(platform.clock().instant());
        if (request.functionName() != null) {
            var reference = Reference.of(request.functionName());
            functions.target(reference);
            next.functionArn(reference.qualifiedArn());
        }
        if (request.batchSize() != null) {
            next.batchSize(request.batchSize());
        }
        if (request.maximumBatchingWindowInSeconds() != null) {
            next.maximumBatchingWindowInSeconds(request.maximumBatchingWindowInSeconds());
        }
        if (request.filterCriteria() != null) {
            filters(request.filterCriteria());
            next.filterCriteria(request.filterCriteria());
        }
        if (request.scalingConfig() != null) {
            next.scalingConfig(request.scalingConfig());
        }
        if (request.hasFunctionResponseTypes()) {
            next.functionResponseTypesWithStrings(request.functionResponseTypesAsStrings());
        }
        if (Polling.isStream(old)) {
            streamed(next, request);
        }
        var changed = next.build();
        if (!Polling.isStream(old)) {
            requireQueue(
                    source(changed.eventSourceArn()),
                    functions.target(Reference.of(changed.functionArn())),
                    changed.batchSize(),
                    changed.maximumBatchingWindowInSeconds());
        }
        var mapping = new StoredMapping(changed, request.enabled() == null ? old.enabled() : request.enabled());
        polling.keep(mapping, old);
        return Shapes.copy(state(mapping, "Updating"), UpdateEventSourceMappingResponse.builder())
                .build();
    }

    private static void streamed(
            EventSourceMappingConfiguration.Builder next, UpdateEventSourceMappingRequest request) {
        if (request.bisectBatchOnFunctionError() != null) {
            next.bisectBatchOnFunctionError(request.bisectBatchOnFunctionError());
        }
        if (request.maximumRetryAttempts() != null) {
            next.maximumRetryAttempts(request.maximumRetryAttempts());
        }
        if (request.maximumRecordAgeInSeconds() != null) {
            next.maximumRecordAgeInSeconds(request.maximumRecordAgeInSeconds());
        }
        if (request.destinationConfig() != null) {
            next.destinationConfig(request.destinationConfig());
        }
        if ((request.parallelizationFactor() != null && request.parallelizationFactor() > 1)
                || (request.tumblingWindowInSeconds() != null && request.tumblingWindowInSeconds() > 0)) {
            throw invalid("Tarn runs one batch of a shard at a time, without tumbling windows");
        }
    }

    @Override
    public DeleteEventSourceMappingResponse deleteEventSourceMapping(DeleteEventSourceMappingRequest request) {
        var mapping = mapping(request.uuid());
        polling.end(request.uuid());
        tags.end(request.uuid());
        return Shapes.copy(state(mapping, "Deleting"), DeleteEventSourceMappingResponse.builder())
                .build();
    }
}
