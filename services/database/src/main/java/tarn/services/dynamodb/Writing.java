package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.conditionFailed;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.itemTooLarge;
import static tarn.services.dynamodb.DynamoFaults.updatedItemTooLarge;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import tarn.kernel.Part;
import tarn.services.dynamodb.expression.Condition;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;

/** PutItem, UpdateItem and DeleteItem. */
final class Writing implements DynamoDbClient, Part {

    static final int ITEM_BYTES_MAX = 400 << 10;

    private final Items items;
    private final ItemCollections collections;
    private final Gauges gauges;

    Writing(Items items, ItemCollections collections, Gauges gauges) {
        this.items = items;
        this.collections = collections;
        this.gauges = gauges;
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        return gauges.told("PutItem", request.tableName(), () -> put(request));
    }

    private PutItemResponse put(PutItemRequest request) {
        boolean answers = answersOld(request.returnValues());
        var condition = Refusals.of(() -> Plans.of(request));
        var item = Refusals.item(request.item(), Wording.ENVELOPED);
        if (item.sizeBytes() > ITEM_BYTES_MAX) {
            throw itemTooLarge();
        }
        var change = items.write(request.tableName(), new Items.Intent() {
            @Override
            public Item key(Table table) {
                return table.checked(item);
            }

            @Override
            public boolean looks(Table table) {
                return answers || !condition.isNone() || asks(request.returnConsumedCapacity());
            }

            @Override
            public Item decide(Table table, @Nullable Item old) {
                check(condition, table, old, request.returnValuesOnConditionCheckFailure());
                return item;
            }
        });
        return PutItemResponse.builder()
                .attributes(answers ? answered(change.old()) : null)
                .consumedCapacity(change.consumed(request.returnConsumedCapacity()))
                .itemCollectionMetrics(collections.told(request.returnItemCollectionMetrics(), change.table(), item))
                .build();
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        return gauges.told("DeleteItem", request.tableName(), () -> delete(request));
    }

    private DeleteItemResponse delete(DeleteItemRequest request) {
        boolean answers = answersOld(request.returnValues());
        var condition = Refusals.of(() -> Plans.of(request));
        var key = Refusals.item(request.key(), Wording.ENVELOPED);
        var change = items.write(request.tableName(), new Items.Intent() {
            @Override
            public Item key(Table table) {
                return table.checkedKey(key);
            }

            @Override
            public boolean looks(Table table) {
                return answers || !condition.isNone() || asks(request.returnConsumedCapacity());
            }

            @Override
            public @Nullable Item decide(Table table, @Nullable Item old) {
                check(condition, table, old, request.returnValuesOnConditionCheckFailure());
                return null;
            }
        });
        return DeleteItemResponse.builder()
                .attributes(answers ? answered(change.old()) : null)
                .consumedCapacity(change.consumed(request.returnConsumedCapacity()))
                .itemCollectionMetrics(collections.told(request.returnItemCollectionMetrics(), change.table(), key))
                .build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        return gauges.told("UpdateItem", request.tableName(), () -> update(request));
    }

    private UpdateItemResponse update(UpdateItemRequest request) {
        var plan = Refusals.of(() -> Plans.of(request));
        var key = Refusals.item(request.key(), Wording.ENVELOPED);
        var change = items.write(request.tableName(), new Items.Intent() {
            @Override
            public Item key(Table table) {
                var checked = table.checkedKey(key);
                Refusals.of(() -> {
                    plan.update().checkKeys(table.keys().names());
                    return checked;
                });
                return checked;
            }

            @Override
            public boolean looks(Table table) {
                return true;
            }

            @Override
            public Item decide(Table table, @Nullable Item old) {
                check(plan.condition(), table, old, request.returnValuesOnConditionCheckFailure());
                var next = Refusals.of(() -> plan.update().apply(old == null ? key : old));
                if (next.sizeBytes() > ITEM_BYTES_MAX) {
                    throw updatedItemTooLarge();
                }
                table.checkIndexed(next);
                return next;
            }
        });
        var old = change.old();
        var next = Objects.requireNonNull(change.next());
        var returned = request.returnValues();
        var attributes = switch (returned == null ? ReturnValue.NONE : returned) {
            case ALL_OLD -> old;
            case ALL_NEW -> next;
            case UPDATED_OLD -> old == null ? null : plan.update().touched(old);
            case UPDATED_NEW -> plan.update().touched(next);
            case NONE, UNKNOWN_TO_SDK_VERSION -> null;
        };
        return UpdateItemResponse.builder()
                .attributes(answered(attributes))
                .consumedCapacity(change.consumed(request.returnConsumedCapacity()))
                .itemCollectionMetrics(collections.told(request.returnItemCollectionMetrics(), change.table(), key))
                .build();
    }

    /** Refuses a write whose condition does not hold. */
    static void check(
            Condition condition,
            Table table,
            @Nullable Item old,
            @Nullable ReturnValuesOnConditionCheckFailure returned) {
        if (condition.isNone()) {
            return;
        }
        boolean holds = Refusals.of(() -> {
            condition.checkKeys(table.keys().names());
            return condition.test(old == null ? Item.EMPTY : old);
        });
        if (!holds) {
            throw conditionFailed(
                    old != null && returned == ReturnValuesOnConditionCheckFailure.ALL_OLD ? old.toSdk() : null);
        }
    }

    private static @Nullable Map<String, AttributeValue> answered(@Nullable Item item) {
        return item == null || item.attributes().isEmpty() ? null : item.toSdk();
    }

    private static boolean asks(@Nullable ReturnConsumedCapacity asked) {
        return asked != null && asked != ReturnConsumedCapacity.NONE;
    }

    private static boolean answersOld(@Nullable ReturnValue returned) {
        return switch (returned == null ? ReturnValue.NONE : returned) {
            case NONE -> false;
            case ALL_OLD -> true;
            case ALL_NEW, UPDATED_OLD, UPDATED_NEW, UNKNOWN_TO_SDK_VERSION ->
                throw invalid("ReturnValues can only be ALL_OLD or NONE");
        };
    }
}
