package tarn.services.lambda;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import tarn.kernel.Platform;

/** A stream of DynamoDB as functions read it; asked as the role that is current. */
final class TableStream implements RecordStream {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double MILLIS = 1000;

    private final Platform platform;
    private final String arn;
    private final String region;

    TableStream(Platform platform, String arn) {
        this.platform = platform;
        this.arn = arn;
        this.region = arn.split(":", -1)[3];
    }

    private DynamoDbStreamsClient streams() {
        return platform.client(DynamoDbStreamsClient.class);
    }

    @Override
    public String reportName() {
        return "DDBStreamBatchInfo";
    }

    @Override
    public List<Shard> shards() {
        var all = new ArrayList<Shard>();
        String last = null;
        do {
            var from = last;
            var description = streams()
                    .describeStream(describe -> describe.streamArn(arn).exclusiveStartShardId(from))
                    .streamDescription();
            description.shards().forEach(shard -> all.add(Shard.of(shard.shardId(), shard.parentShardId())));
            last = description.lastEvaluatedShardId();
        } while (last != null);
        return all;
    }

    @Override
    public Read read(String shard, String after, int limit, @Nullable Instant since) {
        var iterator = streams()
                .getShardIterator(get -> {
                    get.streamArn(arn).shardId(shard);
                    if (after.isEmpty()) {
                        get.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    } else {
                        get.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .sequenceNumber(after);
                    }
                })
                .shardIterator();
        var answer = streams().getRecords(get -> get.shardIterator(iterator).limit(limit));
        var changes = answer.records().stream().map(this::change).toList();
        return new Read(changes, changes.isEmpty() && answer.nextShardIterator() == null);
    }

    private Change change(Record record) {
        var event = JSON.createObjectNode();
        event.put("eventID", record.eventID());
        event.put("eventName", record.eventNameAsString());
        event.put("eventVersion", "1.1");
        event.put("eventSource", "aws:dynamodb");
        event.put("awsRegion", region);
        if (record.userIdentity() != null) {
            event.putObject("userIdentity")
                    .put("principalId", record.userIdentity().principalId())
                    .put("type", record.userIdentity().type());
        }
        var told = record.dynamodb();
        var change = event.putObject("dynamodb");
        change.put(
                "ApproximateCreationDateTime",
                told.approximateCreationDateTime().toEpochMilli() / MILLIS);
        item(change, "Keys", told.keys());
        if (told.hasNewImage()) {
            item(change, "NewImage", told.newImage());
        }
        if (told.hasOldImage()) {
            item(change, "OldImage", told.oldImage());
        }
        change.put("SequenceNumber", told.sequenceNumber());
        change.put("SizeBytes", told.sizeBytes());
        change.put("StreamViewType", told.streamViewTypeAsString());
        event.put("eventSourceARN", arn);
        return new Change(told.sequenceNumber(), told.approximateCreationDateTime(), event, event);
    }

    private static void item(ObjectNode into, String name, Map<String, AttributeValue> item) {
        var node = into.putObject(name);
        item.forEach((key, value) -> node.set(key, value(value)));
    }

    private static ObjectNode value(AttributeValue value) {
        var node = JSON.createObjectNode();
        switch (value.type()) {
            case S -> node.put("S", value.s());
            case N -> node.put("N", value.n());
            case B -> node.put("B", text(value.b()));
            case BOOL -> node.put("BOOL", value.bool());
            case NUL -> node.put("NULL", true);
            case SS -> value.ss().forEach(node.putArray("SS")::add);
            case NS -> value.ns().forEach(node.putArray("NS")::add);
            case BS -> {
                var set = node.putArray("BS");
                value.bs().forEach(one -> set.add(text(one)));
            }
            case L -> {
                var list = node.putArray("L");
                value.l().forEach(one -> list.add(value(one)));
            }
            case M -> item(node, "M", value.m());
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("A value without a type");
        }
        return node;
    }

    private static String text(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArray());
    }
}
