package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.duplicateKeys;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.itemTooLarge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
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

    Batching(Tables tables, Items items) {
        this.tables = tables;
        this.items = items;
    }

    private record Wanted(String name, KeysAndAttributes asked, Table table, Projection projection, List<Key> keys) {}

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
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
        return read(wanted);
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
        return new Wanted(name, asked, table, Refusals.of(() -> Plans.of(asked)), keys);
    }

    private BatchGetItemResponse read(List<Wanted> wanted) {
        var responses = new HashMap<String, List<Map<String, AttributeValue>>>();
        var unread = new HashMap<String, KeysAndAttributes>();
        long bytes = 0;
        for (var each : wanted) {
            var found = new ArrayList<Map<String, AttributeValue>>();
            for (int i = 0; i < each.keys().size(); i++) {
                var item = items.read(each.keys().get(i));
                if (item.isEmpty()) {
                    continue;
                }
                bytes += item.get().sizeBytes();
                if (bytes > ANSWER_BYTES_MAX) {
                    var left = each.asked().keys().subList(i, each.keys().size());
                    unread.put(each.name(), each.asked().toBuilder().keys(left).build());
                    break;
                }
                found.add(ItemAnswers.projected(item.get(), each.projection()));
            }
            responses.put(each.name(), found);
        }
        return BatchGetItemResponse.builder()
                .responses(responses)
                .unprocessedKeys(unread)
                .build();
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        if (request.requestItems().isEmpty()) {
            throw invalid("The requestItems parameter is required for BatchWriteItem");
        }
        var writes = new ArrayList<Items.Write>();
        request.requestItems().forEach((name, asked) -> asked.forEach(write -> writes.add(write(name, write))));
        if (writes.size() > WRITES_MAX) {
            throw invalid("Too many items requested for the BatchWriteItem call");
        }
        if (writes.isEmpty()) {
            throw invalid("The batch write request list for a table cannot be null or empty: "
                    + request.requestItems().keySet().iterator().next());
        }
        items.write(writes);
        return BatchWriteItemResponse.builder().unprocessedItems(Map.of()).build();
    }

    private static Items.Write write(String table, WriteRequest write) {
        if ((write.putRequest() == null) == (write.deleteRequest() == null)) {
            throw invalid(
                    write.putRequest() == null
                            ? "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                            : "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
                                    + "supported datatypes");
        }
        if (write.putRequest() == null) {
            return new Items.Write(table, Refusals.item(write.deleteRequest().key(), Wording.OLDER), null);
        }
        var item = Refusals.item(write.putRequest().item(), Wording.OLDER);
        if (item.sizeBytes() > Writing.ITEM_BYTES_MAX) {
            throw itemTooLarge();
        }
        return new Items.Write(table, Item.EMPTY, item);
    }
}
