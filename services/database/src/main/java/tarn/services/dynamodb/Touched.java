package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import tarn.kernel.Arn;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/**
 * Which items and attributes of one table a request touches, for policies that let somebody see only its own.
 *
 * <p>Attributes are those that are named anywhere: in keys and items, in what is projected or changed, in conditions and
 * filters, by which one could learn what is in an attribute without reading it.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
final class Touched {

    private final Table table;
    private final List<Map<String, AttributeValue>> keys = new ArrayList<>();
    private final List<String> leading = new ArrayList<>();
    private final Set<String> attributes = new TreeSet<>();
    private final Set<String> selects = new TreeSet<>();
    private final Set<String> returns = new TreeSet<>();

    private Touched(Table table) {
        this.table = table;
    }

    /** What a request touches of a table. */
    static Touched by(SdkRequest request, Table table) {
        var touched = new Touched(table);
        Refusals.of(() -> {
            touched.look(request);
            return touched;
        });
        return touched;
    }

    /** The values of partition keys: {@code dynamodb:LeadingKeys}. A scan has none. */
    List<String> leading() {
        var values = new ArrayList<>(leading);
        values.addAll(texts(table.keys().partition().name(), keys));
        return values;
    }

    /** The attributes that are named: {@code dynamodb:Attributes}. */
    List<String> attributes() {
        var names = new TreeSet<>(attributes);
        keys.forEach(key -> names.addAll(key.keySet()));
        return List.copyOf(names);
    }

    /** What reads ask for: {@code dynamodb:Select}, also where it follows from whether there is a projection. */
    List<String> selects() {
        return List.copyOf(selects);
    }

    /** What writes return: {@code dynamodb:ReturnValues}. */
    List<String> returns() {
        return List.copyOf(returns);
    }

    private void look(SdkRequest request) {
        switch (request) {
            case GetItemRequest get -> {
                keys.add(get.key());
                read(Plans.of(get).attributes(), Plans.of(get).isAll());
            }
            case PutItemRequest put -> {
                keys.add(put.item());
                attributes.addAll(Plans.of(put).attributes());
                returns(put.returnValues());
            }
            case UpdateItemRequest update -> {
                var plan = Plans.of(update);
                keys.add(update.key());
                attributes.addAll(plan.update().attributes());
                attributes.addAll(plan.condition().attributes());
                returns(update.returnValues());
            }
            case DeleteItemRequest delete -> {
                keys.add(delete.key());
                attributes.addAll(Plans.of(delete).attributes());
                returns(delete.returnValues());
            }
            case QueryRequest query -> look(query);
            case ScanRequest scan -> {
                var plan = Plans.of(scan);
                attributes.addAll(plan.filter().attributes());
                read(plan.projection().attributes(), plan.projection().isAll(), scan.select(), scan.indexName());
            }
            case BatchGetItemRequest batch ->
                batch.requestItems().forEach((name, asked) -> {
                    if (isTable(name)) {
                        look(asked);
                    }
                });
            case BatchWriteItemRequest batch ->
                batch.requestItems().forEach((name, writes) -> {
                    if (isTable(name)) {
                        writes.forEach(this::look);
                    }
                });
            case TransactGetItemsRequest transaction ->
                transaction.transactItems().forEach(each -> {
                    if (isTable(each.get().tableName())) {
                        keys.add(each.get().key());
                        read(
                                Plans.of(each.get()).attributes(),
                                Plans.of(each.get()).isAll());
                    }
                });
            case TransactWriteItemsRequest transaction ->
                transaction.transactItems().forEach(this::look);
            default -> {}
        }
    }

    private void look(QueryRequest query) {
        var plan = Plans.of(query);
        var index = Reading.index(table, query.indexName(), false);
        var of = index == null ? table.keys() : index.keys();
        leading.add(text(plan.keys().on(of.forExpressions()).partition()));
        attributes.addAll(plan.keys().attributes());
        attributes.addAll(plan.filter().attributes());
        read(plan.projection().attributes(), plan.projection().isAll(), query.select(), query.indexName());
    }

    private void look(KeysAndAttributes asked) {
        keys.addAll(asked.keys());
        read(Plans.of(asked).attributes(), Plans.of(asked).isAll());
    }

    private void look(WriteRequest write) {
        if (write.putRequest() != null) {
            keys.add(write.putRequest().item());
        }
        if (write.deleteRequest() != null) {
            keys.add(write.deleteRequest().key());
        }
    }

    private void look(TransactWriteItem each) {
        var put = each.put();
        if (put != null && isTable(put.tableName())) {
            keys.add(put.item());
            attributes.addAll(Plans.of(put).attributes());
        }
        var update = each.update();
        if (update != null && isTable(update.tableName())) {
            var plan = Plans.of(update);
            keys.add(update.key());
            attributes.addAll(plan.update().attributes());
            attributes.addAll(plan.condition().attributes());
        }
        var delete = each.delete();
        if (delete != null && isTable(delete.tableName())) {
            keys.add(delete.key());
            attributes.addAll(Plans.of(delete).attributes());
        }
        var check = each.conditionCheck();
        if (check != null && isTable(check.tableName())) {
            keys.add(check.key());
            attributes.addAll(Plans.of(check).attributes());
        }
    }

    /** Whether a name, or an ARN, is this table's. */
    private boolean isTable(String reference) {
        return reference.equals(table.name())
                || Arn.parse(reference)
                        .filter(arn -> arn.resource().equals("table/" + table.name()))
                        .isPresent();
    }

    private void read(Set<String> projected, boolean isAll) {
        read(projected, isAll, null, null);
    }

    private void read(Set<String> projected, boolean isAll, @Nullable Select asked, @Nullable String index) {
        attributes.addAll(projected);
        var usual = !isAll
                ? Select.SPECIFIC_ATTRIBUTES
                : index == null ? Select.ALL_ATTRIBUTES : Select.ALL_PROJECTED_ATTRIBUTES;
        selects.add((asked == null ? usual : asked).toString());
    }

    private void returns(@Nullable ReturnValue asked) {
        returns.add((asked == null ? ReturnValue.NONE : asked).toString());
    }

    private static List<String> texts(String name, Collection<Map<String, AttributeValue>> keys) {
        return keys.stream()
                .map(key -> key.get(name))
                .filter(Objects::nonNull)
                .map(Touched::text)
                .toList();
    }

    /** A value of a key as policies compare it. */
    static String text(AttributeValue value) {
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
}
