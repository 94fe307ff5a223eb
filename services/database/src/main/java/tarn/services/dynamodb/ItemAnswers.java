package tarn.services.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.Projection;

/** Stored items as they are answered. */
final class ItemAnswers {

    static Map<String, AttributeValue> projected(StoredItem item, Projection projection) {
        return projection.isAll()
                ? ItemCodec.toSdk(item)
                : projection.of(ItemCodec.decode(item)).toSdk();
    }

    private ItemAnswers() {}
}
