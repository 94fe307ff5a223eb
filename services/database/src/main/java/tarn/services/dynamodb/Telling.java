package tarn.services.dynamodb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.ApproximateCreationDateTimePrecision;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.dynamodb.text.JsonItems;
import tarn.services.dynamodb.value.Item;

/**
 * Tells data streams of Kinesis of changes, in AWS's JSON.
 *
 * <p>The changes of one item go to one shard, in order: no two of them are sent together, and none before the one before
 * it has arrived. What a stream does not take for a day is given up, as AWS does.
 */
final class Telling implements Lanes.Follower {

    private static final System.Logger LOG = System.getLogger(Telling.class.getName());
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int RECORD_BYTES_MAX = 1 << 20;
    private static final int TOGETHER_BYTES = 4 << 20;
    private static final int TRIES = 3;
    private static final long MICROS = 1000;

    private final Platform platform;
    private final Tables tables;

    Telling(Platform platform, Tables tables) {
        this.platform = platform;
        this.tables = tables;
    }

    @Override
    public int tell(Lanes.Lane lane, List<Lanes.Change> changes) {
        var destination = tables.find(lane.table())
                .filter(table -> table.stored().number() == lane.number())
                .flatMap(table -> table.stored().tied().destinations().stream()
                        .filter(Ties.Destination::isOn)
                        .findFirst());
        if (destination.isEmpty()) {
            return changes.size();
        }
        int told = 0;
        while (told < changes.size()) {
            var group = together(lane, destination.get(), changes.subList(told, changes.size()));
            if (!sent(destination.get().stream(), group.records())) {
                return told;
            }
            told += group.changes();
        }
        return told;
    }

    /** The records of the first changes, which are of different items. */
    private record Group(int changes, List<PutRecordsRequestEntry> records) {}

    private Group together(Lanes.Lane lane, Ties.Destination destination, List<Lanes.Change> changes) {
        long oldest = platform.clock().instant().minus(KEPT).toEpochMilli();
        Set<Item> seen = new HashSet<>();
        var records = new ArrayList<PutRecordsRequestEntry>();
        int taken = 0;
        long bytes = 0;
        for (var change : changes) {
            if (!seen.add(change.what().keys()) || bytes > TOGETHER_BYTES) {
                break;
            }
            taken++;
            var record = text(lane, destination, change);
            if (change.what().millis() < oldest || record.length > RECORD_BYTES_MAX) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "A change of {0} was not told to {1}: it is too old or too large",
                        lane.table(),
                        destination.stream());
                continue;
            }
            bytes += record.length;
            records.add(PutRecordsRequestEntry.builder()
                    .partitionKey(partition(change.what().keys()))
                    .data(SdkBytes.fromByteArrayUnsafe(record))
                    .build());
        }
        return new Group(taken, records);
    }

    private static String partition(Item keys) {
        var bytes = ItemCodec.encode(keys).bytes();
        return UUID.nameUUIDFromBytes(bytes).toString().replace("-", "");
    }

    /** Sends records until all have arrived; says whether they have. */
    private boolean sent(String stream, List<PutRecordsRequestEntry> records) {
        var left = records;
        try {
            for (int i = 0; i < TRIES && !left.isEmpty(); i++) {
                var sending = left;
                var answer = platform.client(KinesisClient.class)
                        .putRecords(p -> p.streamARN(stream).records(sending));
                var failed = new ArrayList<PutRecordsRequestEntry>();
                for (int at = 0; at < sending.size(); at++) {
                    if (answer.records().get(at).errorCode() != null) {
                        failed.add(sending.get(at));
                    }
                }
                left = failed;
            }
        } catch (AwsServiceException e) {
            LOG.log(System.Logger.Level.DEBUG, "The stream " + stream + " does not take changes", e);
            return false;
        }
        return left.isEmpty();
    }

    private static byte[] text(Lanes.Lane lane, Ties.Destination destination, Lanes.Change change) {
        var text = new ByteArrayOutputStream();
        try (var out = JSON.createGenerator(text)) {
            write(lane, destination, change, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    private static void write(Lanes.Lane lane, Ties.Destination destination, Lanes.Change change, JsonGenerator out)
            throws IOException {
        var what = change.what();
        var id = lane.account() + lane.region() + lane.number() + "/" + change.number();
        out.writeStartObject();
        out.writeStringField("awsRegion", Caller.current().region());
        out.writeStringField(
                "eventID",
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString());
        out.writeStringField("eventName", !what.before() ? "INSERT" : what.after() ? "MODIFY" : "REMOVE");
        if (what.expired()) {
            out.writeObjectFieldStart("userIdentity");
            out.writeStringField("type", "Service");
            out.writeStringField("principalId", "dynamodb.amazonaws.com");
            out.writeEndObject();
        } else {
            out.writeNullField("userIdentity");
        }
        out.writeStringField("recordFormat", "application/json");
        out.writeStringField("tableName", lane.table());
        out.writeObjectFieldStart("dynamodb");
        boolean micros = destination.precision() == ApproximateCreationDateTimePrecision.MICROSECOND;
        out.writeNumberField("ApproximateCreationDateTime", micros ? what.millis() * MICROS : what.millis());
        image("Keys", what.keys(), out);
        var next = what.newImage();
        if (next != null) {
            image("NewImage", next, out);
        }
        var old = what.oldImage();
        if (old != null) {
            image("OldImage", old, out);
        }
        out.writeNumberField("SizeBytes", what.sizeBytes());
        out.writeStringField("ApproximateCreationDateTimePrecision", micros ? "MICROSECOND" : "MILLISECOND");
        out.writeEndObject();
        out.writeStringField("eventSource", "aws:dynamodb");
        out.writeEndObject();
    }

    private static void image(String name, Item item, JsonGenerator out) throws IOException {
        out.writeFieldName(name);
        JsonItems.write(item.attributes(), out);
    }
}
