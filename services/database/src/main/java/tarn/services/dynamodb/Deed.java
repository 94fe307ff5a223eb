package tarn.services.dynamodb;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import tarn.services.dynamodb.expression.Condition;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.expression.Update;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;

/**
 * One action of a transaction, before the tables are known.
 *
 * @param item the whole item of a put, of all others the key
 * @param update what an update does
 * @param tellsOld whether the item is told if the condition fails
 * @param text all of it, by which a repetition is known
 */
record Deed(Kind kind, String table, Item item, Condition condition, Update update, boolean tellsOld, String text) {

    enum Kind {
        PUT,
        UPDATE,
        DELETE,
        CHECK
    }

    /** The action of a request. Throws what AWS says before it looks at any table. */
    static Deed of(TransactWriteItem action) {
        return Refusals.of(() -> {
            int actions = (action.put() == null ? 0 : 1)
                    + (action.update() == null ? 0 : 1)
                    + (action.delete() == null ? 0 : 1)
                    + (action.conditionCheck() == null ? 0 : 1);
            if (actions > 1) {
                throw DynamoFaults.invalid("TransactItems can only contain one of Check, Put, Update or Delete");
            }
            if (action.put() != null) {
                return put(action.put());
            }
            if (action.update() != null) {
                return update(action.update());
            }
            if (action.delete() != null) {
                return delete(action.delete());
            }
            if (action.conditionCheck() != null) {
                return check(action.conditionCheck());
            }
            throw DynamoFaults.invalid(
                    "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
        });
    }

    private static Deed put(software.amazon.awssdk.services.dynamodb.model.Put put) {
        var item = Item.of(put.item(), Wording.OLDER);
        return new Deed(
                Kind.PUT,
                put.tableName(),
                item,
                Plans.of(put),
                Update.NONE,
                tells(put.returnValuesOnConditionCheckFailure()),
                text(
                        Kind.PUT,
                        put.tableName(),
                        item,
                        null,
                        put.conditionExpression(),
                        put.expressionAttributeNames(),
                        put.expressionAttributeValues()));
    }

    private static Deed update(software.amazon.awssdk.services.dynamodb.model.Update update) {
        var key = Item.of(update.key(), Wording.OLDER);
        var plan = Plans.of(update);
        return new Deed(
                Kind.UPDATE,
                update.tableName(),
                key,
                plan.condition(),
                plan.update(),
                tells(update.returnValuesOnConditionCheckFailure()),
                text(
                        Kind.UPDATE,
                        update.tableName(),
                        key,
                        update.updateExpression(),
                        update.conditionExpression(),
                        update.expressionAttributeNames(),
                        update.expressionAttributeValues()));
    }

    private static Deed delete(software.amazon.awssdk.services.dynamodb.model.Delete delete) {
        var key = Item.of(delete.key(), Wording.OLDER);
        return new Deed(
                Kind.DELETE,
                delete.tableName(),
                key,
                Plans.of(delete),
                Update.NONE,
                tells(delete.returnValuesOnConditionCheckFailure()),
                text(
                        Kind.DELETE,
                        delete.tableName(),
                        key,
                        null,
                        delete.conditionExpression(),
                        delete.expressionAttributeNames(),
                        delete.expressionAttributeValues()));
    }

    private static Deed check(software.amazon.awssdk.services.dynamodb.model.ConditionCheck check) {
        var key = Item.of(check.key(), Wording.OLDER);
        return new Deed(
                Kind.CHECK,
                check.tableName(),
                key,
                Plans.of(check),
                Update.NONE,
                tells(check.returnValuesOnConditionCheckFailure()),
                text(
                        Kind.CHECK,
                        check.tableName(),
                        key,
                        null,
                        check.conditionExpression(),
                        check.expressionAttributeNames(),
                        check.expressionAttributeValues()));
    }

    private static boolean tells(@Nullable ReturnValuesOnConditionCheckFailure returned) {
        return returned == ReturnValuesOnConditionCheckFailure.ALL_OLD;
    }

    private static String text(
            Kind kind,
            String table,
            Item item,
            @Nullable String update,
            @Nullable String condition,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        return String.join(
                "\n",
                kind.name(),
                table,
                item.toString(),
                String.valueOf(update),
                String.valueOf(condition),
                new TreeMap<>(names).toString(),
                Item.of(values, Wording.OLDER).toString());
    }

    /** The key of the item in its table, checked; the item of a put is checked for the table's indexes, too. */
    Item key(Table table) {
        for (var name : table.keys().names()) {
            var value = item.get(name);
            if (value != null && value.sizeBytes() == 0) {
                throw DynamoFaults.keyEmpty(name, value instanceof Value.B ? "binary" : "string");
            }
        }
        if (kind == Kind.PUT) {
            return table.keys().of(table.checked(item));
        }
        return table.checkedKey(item);
    }

    /** Whether the item may be as it is. */
    boolean holds(Table table, @Nullable Item old) {
        condition.checkKeys(table.keys().names());
        return condition.test(old == null ? Item.EMPTY : old);
    }

    /** What the item shall be, if the condition holds; null for none. */
    @Nullable
    Item next(Table table, @Nullable Item old) {
        return switch (kind) {
            case PUT -> item;
            case DELETE -> null;
            case CHECK -> old;
            case UPDATE -> {
                update.checkKeys(table.keys().names());
                var next = update.apply(Objects.requireNonNullElse(old, item));
                if (next.sizeBytes() > Writing.ITEM_BYTES_MAX) {
                    throw DynamoFaults.updatedItemTooLarge();
                }
                table.checkIndexed(next);
                yield next;
            }
        };
    }
}
