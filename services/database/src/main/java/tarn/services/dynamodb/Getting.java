package tarn.services.dynamodb;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import tarn.kernel.JsonAnswer;
import tarn.kernel.Part;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.value.Wording;

/** GetItem. */
final class Getting implements DynamoDbClient, Part {

    private final Tables tables;
    private final Items items;
    private final Meter meter;
    private final Gauges gauges;

    Getting(Tables tables, Items items, Meter meter, Gauges gauges) {
        this.tables = tables;
        this.meter = meter;
        this.items = items;
        this.gauges = gauges;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        return gauges.told("GetItem", request.tableName(), () -> get(request));
    }

    private GetItemResponse get(GetItemRequest request) {
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
        gauges.consumed(consumed);
        var told = consumed.told(request.returnConsumedCapacity());
        var json = told == null && found.isPresent() ? JsonAnswer.to("GetItem") : Optional.<JsonAnswer>empty();
        if (json.isPresent()) {
            var item = ItemAnswers.projected(found.get(), projection);
            new ItemJson(ItemJson.expectedBytes(List.of(item)))
                    .raw("{\"Item\":")
                    .item(item)
                    .raw("}")
                    .into(json.get());
            return GetItemResponse.builder().build();
        }
        return GetItemResponse.builder()
                .consumedCapacity(told)
                .item(found.map(item -> ItemAnswers.toSdk(item, projection)).orElse(null))
                .build();
    }
}
