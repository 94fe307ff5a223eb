package tarn.services.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import tarn.kernel.Part;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.value.Wording;

/** GetItem. */
final class Getting implements DynamoDbClient, Part {

    private final Tables tables;
    private final Items items;
    private final Meter meter;

    Getting(Tables tables, Items items, Meter meter) {
        this.tables = tables;
        this.meter = meter;
        this.items = items;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        var projection = Refusals.of(() -> Plans.of(request));
        var key = Refusals.item(request.key(), Wording.CURRENT);
        var table = tables.named(request.tableName());
        var where = table.key(table.checkedKey(key));
        var partition = key.get(table.keys().partition().name());
        meter.admitRead(table, null, partition);
        var found = items.read(where);
        var consumed = new Consumed(table)
                .read(null, found.map(StoredItem::sizeBytes).orElse(0), Boolean.TRUE.equals(request.consistentRead()));
        meter.read(consumed, null, partition);
        return GetItemResponse.builder()
                .consumedCapacity(consumed.told(request.returnConsumedCapacity()))
                .item(found.map(item -> ItemAnswers.projected(item, projection)).orElse(null))
                .build();
    }
}
