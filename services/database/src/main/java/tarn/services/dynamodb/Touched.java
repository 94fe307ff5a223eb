package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/**
 * Which items and attributes a request touches, for policies that let somebody see only its own.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
final class Touched {

    /** The values of partition keys in a request for a table: {@code dynamodb:LeadingKeys}. A scan has none. */
    static List<String> leading(SdkRequest request, Table table) {
        var name = table.keys().partition().name();
        return switch (request) {
            case GetItemRequest get -> texts(name, List.of(get.key()));
            case PutItemRequest put -> texts(name, List.of(put.item()));
            case UpdateItemRequest update -> texts(name, List.of(update.key()));
            case DeleteItemRequest delete -> texts(name, List.of(delete.key()));
            case BatchGetItemRequest batch -> {
                var asked = batch.requestItems().get(table.name());
                yield asked == null ? List.of() : texts(name, asked.keys());
            }
            case BatchWriteItemRequest batch -> {
                var keys = new ArrayList<Map<String, AttributeValue>>();
                for (var write : batch.requestItems().getOrDefault(table.name(), List.of())) {
                    keys.add(
                            write.putRequest() != null
                                    ? write.putRequest().item()
                                    : write.deleteRequest().key());
                }
                yield texts(name, keys);
            }
            case QueryRequest query -> {
                var index = Reading.index(table, query.indexName(), false);
                var keys = index == null ? table.keys() : index.keys();
                yield Refusals.of(() -> List.of(
                        text(Plans.of(query).keys().on(keys.forExpressions()).partition())));
            }
            default -> List.of();
        };
    }

    private static List<String> texts(String name, Collection<Map<String, AttributeValue>> keys) {
        return keys.stream()
                .map(key -> key.get(name))
                .filter(Objects::nonNull)
                .map(Touched::text)
                .toList();
    }

    private static String text(AttributeValue value) {
        return value.s() != null
                ? value.s()
                : value.n() != null
                        ? value.n()
                        : value.b() != null
                                ? Base64.getEncoder().encodeToString(value.b().asByteArray())
                                : "";
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.S(var text) -> text;
            case N number -> number.text();
            case Value.B(var bytes) -> Base64.getEncoder().encodeToString(bytes.asByteArray());
            default -> "";
        };
    }

    /** The attributes that a request names: {@code dynamodb:Attributes}; of a read of everything, none. */
    static List<String> attributes(SdkRequest request) {
        var names = new TreeSet<String>();
        switch (request) {
            case GetItemRequest get -> {
                names.addAll(get.key().keySet());
                names.addAll(Refusals.of(() -> Plans.of(get)).attributes());
            }
            case PutItemRequest put -> {
                names.addAll(put.item().keySet());
                names.addAll(put.expressionAttributeNames().values());
            }
            case UpdateItemRequest update -> {
                names.addAll(update.key().keySet());
                names.addAll(Refusals.of(() -> Plans.of(update)).update().attributes());
                names.addAll(update.expressionAttributeNames().values());
            }
            case DeleteItemRequest delete -> {
                names.addAll(delete.key().keySet());
                names.addAll(delete.expressionAttributeNames().values());
            }
            case QueryRequest query -> {
                names.addAll(Refusals.of(() -> Plans.of(query)).projection().attributes());
                names.addAll(query.expressionAttributeNames().values());
            }
            case ScanRequest scan -> {
                names.addAll(Refusals.of(() -> Plans.of(scan)).projection().attributes());
                names.addAll(scan.expressionAttributeNames().values());
            }
            case BatchGetItemRequest batch ->
                batch.requestItems().values().forEach(asked -> {
                    asked.keys().forEach(key -> names.addAll(key.keySet()));
                    names.addAll(Refusals.of(() -> Plans.of(asked)).attributes());
                });
            case BatchWriteItemRequest batch ->
                batch.requestItems()
                        .values()
                        .forEach(writes -> writes.forEach(write -> names.addAll(
                                write.putRequest() != null
                                        ? write.putRequest().item().keySet()
                                        : write.deleteRequest().key().keySet())));
            default -> {}
        }
        return List.copyOf(names);
    }

    private Touched() {}
}
