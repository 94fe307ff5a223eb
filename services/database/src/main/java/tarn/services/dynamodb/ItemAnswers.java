package tarn.services.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.expression.Projection;

/** Stored items as they are answered. */
final class ItemAnswers {

    static StoredItem projected(StoredItem item, Projection projection) {
        return projection.isAll() ? item : ItemCodec.encode(projection.of(ItemCodec.decode(item)));
    }

    static Map<String, AttributeValue> toSdk(StoredItem item, Projection projection) {
        return projection.isAll()
                ? ItemCodec.toSdk(item)
                : projection.of(ItemCodec.decode(item)).toSdk();
    }

    private ItemAnswers() {}
}
