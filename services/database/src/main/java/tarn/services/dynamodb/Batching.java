package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.duplicateKeys;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.itemTooLarge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import tarn.kernel.Part;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.expression.Projection;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;
import tarn.store.Key;

/** BatchGetItem and BatchWriteItem. Where AWS writes one item after the other, we write all of a batch at once. */
final class Batching implements DynamoDbClient, Part {

    private static final int READS_MAX = 100;
    private static final int WRITES_MAX = 25;
    private static final int ANSWER_BYTES_MAX = 16 << 20;

    private final Tables tables;
    private final Items items;
    private final Meter meter;
    private final Gauges gauges;

    Batching(Tables tables, Items items, Meter meter, Gauges gauges) {
        this.tables = tables;
        this.meter = meter;
        this.items = items;
        this.gauges = gauges;
    }

    /** The table of a request for one; null if there are several. */
    private static @Nullable String only(Map<String, ?> tables) {
        return tables.size() == 1 ? tables.keySet().iterator().next() : null;
    }

    private record Wanted(
            String name,
            KeysAndAttributes asked,
            Table table,
            Projection projection,
            List<Item> names,
            List<Key> keys) {}

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        return gauges.told("BatchGetItem", only(request.requestItems()), () -> got(request));
    }

    private BatchGetItemResponse got(BatchGetItemRequest request) {
        if (request.requestItems().isEmpty()) {
            throw invalid("The requestItems parameter is required for BatchGetItem");
        }
        int count = 0;
        for (var asked : request.requestItems().entrySet()) {
            if (asked.getValue().keys().size() > READS_MAX) {
                throw invalid("1 validation error detected: Value at 'RequestItems." + asked.getKey()
                        + ".member.Keys' failed to satisfy constraint: Member must have length less than or equal to "
                        + READS_MAX);
            }
            count += asked.getValue().keys().size();
        }
        if (count > READS_MAX) {
            throw invalid("Too many items requested for the BatchGetItem call");
        }
        var wanted = new ArrayList<Wanted>();
        // What is wrong with a projection is told before a table is missed.
        request.requestItems().values().forEach(asked -> Refusals.of(() -> Plans.of(asked)));
        request.requestItems().forEach((name, asked) -> wanted.add(wanted(name, asked)));
        return read(wanted, request.returnConsumedCapacity());
    }

    private Wanted wanted(String name, KeysAndAttributes asked) {
        var items = asked.keys().stream()
                .map(key -> Refusals.item(key, Wording.CURRENT))
                .toList();
        var table = tables.named(name);
        var keys = items.stream().map(table::checkedKey).map(table::key).toList();
        if (new HashSet<>(keys).size() < keys.size()) {
            throw duplicateKeys();
        }
        return new Wanted(name, asked, table, Refusals.of(() -> Plans.of(asked)), items, keys);
    }

    private BatchGetItemResponse read(List<Wanted> wanted, @Nullable ReturnConsumedCapacity asked) {
        var responses = new HashMap<String, List<Map<String, AttributeValue>>>();
        var unread = new HashMap<String, KeysAndAttributes>();
        var units = new ArrayList<ConsumedCapacity>();
        var answer = new Answer();
        for (var each : wanted) {
            var found = new ArrayList<Map<String, AttributeValue>>();
            var left = new ArrayList<Map<String, AttributeValue>>();
            var consumed = new Consumed(each.table());
            for (int i = 0; i < each.keys().size(); i++) {
                if (answer.isFull() || !read(each, i, consumed, answer, found)) {
                    left.add(each.asked().keys().get(i));
                }
            }
            responses.put(each.name(), found);
            if (!left.isEmpty()) {
                unread.put(each.name(), each.asked().toBuilder().keys(left).build());
            }
            if (consumed.reads() > 0) {
                gauges.consumed(consumed);
            }
            var told = consumed.told(asked);
            if (told != null) {
                units.add(told);
            }
        }
        if (answer.turnedAway != null && answer.read == 0) {
            throw answer.turnedAway;
        }
        return BatchGetItemResponse.builder()
                .responses(responses)
                .unprocessedKeys(unread)
                .consumedCapacity(units.isEmpty() ? null : units)
                .build();
    }

    /** What an answer has so far. */
    private static final class Answer {
        private long bytes;
        private int read;
        private @Nullable DynamoDbException turnedAway;

        boolean isFull() {
            return bytes >= ANSWER_BYTES_MAX;
        }
    }

    /** Reads one item; says whether there was capacity for it. */
    private boolean read(
            Wanted each, int i, Consumed consumed, Answer answer, List<Map<String, AttributeValue>> found) {
        var partition = each.names().get(i).get(each.table().keys().partition().name());
        try {
            meter.admitRead(each.table(), null, partition);
        } catch (DynamoDbException e) {
            answer.turnedAway = e;
            return false;
        }
        var item = items.read(each.keys().get(i));
        int size = item.map(StoredItem::sizeBytes).orElse(0);
        boolean isConsistent = Boolean.TRUE.equals(each.asked().consistentRead());
        consumed.read(null, size, isConsistent);
        meter.read(new Consumed(each.table()).read(null, size, isConsistent), null, partition);
        item.ifPresent(there -> found.add(ItemAnswers.toSdk(there, each.projection())));
        answer.bytes += size;
        answer.read++;
        return true;
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        return gauges.told("BatchWriteItem", only(request.requestItems()), () -> written(request));
    }

    private BatchWriteItemResponse written(BatchWriteItemRequest request) {
        if (request.requestItems().isEmpty()) {
            throw invalid("The requestItems parameter is required for BatchWriteItem");
        }
        var writes = new ArrayList<Items.Write>();
        request.requestItems().forEach((name, asked) -> {
            for (int i = 0; i < asked.size(); i++) {
                writes.add(write(name, i, asked.get(i)));
            }
        });
        if (writes.size() > WRITES_MAX) {
            throw invalid("Too many items requested for the BatchWriteItem call");
        }
        if (writes.isEmpty()) {
            throw invalid("The batch write request list for a table cannot be null or empty: "
                    + request.requestItems().keySet().iterator().next());
        }
        var done = items.write(writes);
        var unwritten = new HashMap<String, List<WriteRequest>>();
        done.turnedAway()
                .forEach(write -> unwritten
                        .computeIfAbsent(write.table(), name -> new ArrayList<>())
                        .add(asked(write, request.requestItems())));
        var units = done.consumed().stream()
                .map(consumed -> consumed.told(request.returnConsumedCapacity()))
                .filter(Objects::nonNull)
                .toList();
        return BatchWriteItemResponse.builder()
                .unprocessedItems(unwritten)
                .consumedCapacity(units.isEmpty() ? null : units)
                .build();
    }

    /** The request that a write was made of. */
    private static WriteRequest asked(Items.Write write, Map<String, List<WriteRequest>> asked) {
        return asked.getOrDefault(write.table(), List.of()).get(write.position());
    }

    private static Items.Write write(String table, int position, WriteRequest write) {
        if ((write.putRequest() == null) == (write.deleteRequest() == null)) {
            throw invalid(
                    write.putRequest() == null
                            ? "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                            : "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
                                    + "supported datatypes");
        }
        if (write.putRequest() == null) {
            return new Items.Write(
                    table, position, Refusals.item(write.deleteRequest().key(), Wording.OLDER), null);
        }
        var item = Refusals.item(write.putRequest().item(), Wording.OLDER);
        if (item.sizeBytes() > Writing.ITEM_BYTES_MAX) {
            throw itemTooLarge();
        }
        return new Items.Write(table, position, Item.EMPTY, item);
    }
}
