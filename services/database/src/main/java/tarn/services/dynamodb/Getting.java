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

    Getting(Tables tables, Items items) {
        this.tables = tables;
        this.items = items;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        var projection = Refusals.of(() -> Plans.of(request));
        var key = Refusals.item(request.key(), Wording.CURRENT);
        var table = tables.named(request.tableName());
        var found = items.read(table.key(table.checkedKey(key)));
        return GetItemResponse.builder()
                .item(found.map(item -> ItemAnswers.projected(item, projection)).orElse(null))
                .build();
    }
}
