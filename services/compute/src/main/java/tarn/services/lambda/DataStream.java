package tarn.services.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/** A data stream of Kinesis. */
final class DataStream implements RecordStream {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double MILLIS = 1000;

    private final Platform platform;
    private final String arn;
    private final String region;

    DataStream(Platform platform, String arn) {
        this.platform = platform;
        this.arn = arn;
        this.region = arn.split(":", -1)[3];
    }

    private KinesisClient kinesis() {
        return platform.client(KinesisClient.class);
    }

    @Override
    public String reportName() {
        return "KinesisBatchInfo";
    }

    @Override
    public List<Shard> shards() {
        var all = new ArrayList<Shard>();
        String next = null;
        do {
            var token = next;
            var answer = token == null
                    ? kinesis().listShards(list -> list.streamARN(arn))
                    : kinesis().listShards(list -> list.nextToken(token));
            answer.shards()
                    .forEach(shard ->
                            all.add(Shard.of(shard.shardId(), shard.parentShardId(), shard.adjacentParentShardId())));
            next = answer.nextToken();
        } while (next != null);
        return all;
    }

    @Override
    public Read read(String shard, String after, int limit, @Nullable Instant since) {
        var iterator = kinesis()
                .getShardIterator(get -> {
                    get.streamARN(arn).shardId(shard);
                    if (!after.isEmpty()) {
                        get.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                .startingSequenceNumber(after);
                    } else if (since != null) {
                        get.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(since);
                    } else {
                        get.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                    }
                })
                .shardIterator();
        var answer = kinesis()
                .getRecords(get -> get.streamARN(arn).shardIterator(iterator).limit(limit));
        var changes =
                answer.records().stream().map(record -> change(shard, record)).toList();
        return new Read(changes, changes.isEmpty() && answer.nextShardIterator() == null);
    }

    private Change change(String shard, Record record) {
        var bytes = record.data().asByteArray();
        var event = JSON.createObjectNode();
        var kinesis = event.putObject("kinesis");
        kinesis.put("kinesisSchemaVersion", "1.0");
        kinesis.put("partitionKey", record.partitionKey());
        kinesis.put("sequenceNumber", record.sequenceNumber());
        kinesis.put("data", Base64.getEncoder().encodeToString(bytes));
        kinesis.put(
                "approximateArrivalTimestamp",
                record.approximateArrivalTimestamp().toEpochMilli() / MILLIS);
        event.put("eventSource", "aws:kinesis");
        event.put("eventVersion", "1.0");
        event.put("eventID", shard + ":" + record.sequenceNumber());
        event.put("eventName", "aws:kinesis:record");
        event.put("invokeIdentityArn", Caller.current().principal());
        event.put("awsRegion", region);
        event.put("eventSourceARN", arn);
        var filtered = kinesis.deepCopy();
        filtered.set("data", data(bytes, kinesis.get("data")));
        return new Change(record.sequenceNumber(), record.approximateArrivalTimestamp(), event, filtered);
    }

    /** Filters see what the data say, if they are JSON. */
    private static JsonNode data(byte[] bytes, JsonNode otherwise) {
        try {
            var read = JSON.readTree(bytes);
            return read != null && read.isContainerNode() ? read : otherwise;
        } catch (IOException e) {
            return otherwise;
        }
    }
}
