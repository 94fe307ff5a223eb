package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.itemTooLarge;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import tarn.kernel.Part;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.Wording;

/** PutItem and DeleteItem. */
final class Writing implements DynamoDbClient, Part {

    static final int ITEM_BYTES_MAX = 400 << 10;

    private final Items items;

    Writing(Items items) {
        this.items = items;
    }

    static Item read(Map<String, AttributeValue> attributes, Wording wording) {
        try {
            return Item.of(attributes, wording);
        } catch (MalformedValueException e) {
            throw DynamoFaults.invalid(e.getMessage());
        }
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        var item = read(request.item(), Wording.ENVELOPED);
        if (item.sizeBytes() > ITEM_BYTES_MAX) {
            throw itemTooLarge();
        }
        boolean answers = request.returnValues() == ReturnValue.ALL_OLD;
        var change = items.write(request.tableName(), new Items.Intent() {
            @Override
            public Item key(Table table) {
                return table.checked(item);
            }

            @Override
            public boolean looks(Table table) {
                return answers;
            }

            @Override
            public Item decide(Table table, @Nullable Item old) {
                return item;
            }
        });
        return PutItemResponse.builder()
                .attributes(answers && change.old() != null ? change.old().toSdk() : null)
                .build();
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        var key = read(request.key(), Wording.ENVELOPED);
        boolean answers = request.returnValues() == ReturnValue.ALL_OLD;
        var change = items.write(request.tableName(), new Items.Intent() {
            @Override
            public Item key(Table table) {
                return table.checkedKey(key);
            }

            @Override
            public boolean looks(Table table) {
                return answers;
            }

            @Override
            public @Nullable Item decide(Table table, @Nullable Item old) {
                return null;
            }
        });
        return DeleteItemResponse.builder()
                .attributes(answers && change.old() != null ? change.old().toSdk() : null)
                .build();
    }
}
