package tarn.services.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;
import tarn.kernel.Platform;
import tarn.services.dynamodb.expression.Condition;
import tarn.services.dynamodb.expression.Expressions;
import tarn.services.dynamodb.partiql.Placeholding;
import tarn.services.dynamodb.partiql.Statement;
import tarn.services.dynamodb.partiql.Term;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;

/**
 * SELECT: a query for each partition key that the statement names, or a scan. What else it says filters what has been
 * read, so that it saves no capacity.
 */
final class Selects {

    private final Platform platform;
    private final Tables tables;
    private final Reading reading;

    Selects(Platform platform, Tables tables, Reading reading) {
        this.platform = platform;
        this.tables = tables;
        this.reading = reading;
    }

    /** What is read, page by page. */
    private record Plan(
            Statement.Select select,
            Table table,
            @Nullable StoredIndex index,
            Keys keys,
            List<AttributeValue> partitions,
            @Nullable Term sort,
            Condition filter) {}

    /** One page of one query or scan. */
    private record Page(
            List<Map<String, AttributeValue>> items,
            int scanned,
            Map<String, AttributeValue> last,
            @Nullable ConsumedCapacity consumed) {}

    /** Where the next page begins: in which partition, after which key. */
    private record Position(int partition, Map<String, AttributeValue> after) {}

    ExecuteStatementResponse select(Statement.Select select, ExecuteStatementRequest request) {
        var plan = plan(select, Boolean.TRUE.equals(request.consistentRead()));
        var operation = "dynamodb/ExecuteStatement/"
                + Objects.hash(request.statement(), request.hasParameters() ? request.parameters() : List.of());
        var position = request.nextToken() == null
                ? new Position(0, Map.of())
                : platform.tokens()
                        .open(operation, request.nextToken())
                        .map(Selects::position)
                        .orElseThrow(() -> DynamoFaults.invalid("Invalid NextToken"));
        var items = new ArrayList<Map<String, AttributeValue>>();
        Integer left = request.limit();
        ConsumedCapacity consumed = null;
        while (true) {
            var page = read(plan, position, left, request);
            consumed = sum(consumed, page.consumed());
            for (var item : page.items()) {
                if (plan.filter().test(Item.of(item, Wording.CURRENT))) {
                    items.add(columns(select, item));
                }
            }
            boolean isPageFull = !page.last().isEmpty();
            left = left == null ? null : left - page.scanned();
            if (!isPageFull) {
                position = new Position(position.partition() + 1, Map.of());
            } else {
                position = new Position(position.partition(), page.last());
            }
            boolean isOver =
                    !isPageFull && position.partition() >= plan.partitions().size();
            if (isOver || isPageFull || (left != null && left <= 0)) {
                return ExecuteStatementResponse.builder()
                        .items(items)
                        .consumedCapacity(consumed)
                        .lastEvaluatedKey(isPageFull ? page.last() : null)
                        .nextToken(isOver ? null : platform.tokens().seal(operation, bytes(position)))
                        .build();
            }
        }
    }

    private Plan plan(Statement.Select select, boolean isConsistent) {
        var table = tables.named(select.table());
        var index =
                select.index() == null ? null : table.readable(select.index()).orElseThrow(StatementFaults::noIndex);
        if (index != null && index.global() && isConsistent) {
            throw DynamoFaults.invalid("Strongly consistent read is not supported on Global Secondary Indexes");
        }
        var keys = index == null ? table.keys() : index.keys();
        var terms = new ArrayList<>(select.where());
        checkCovered(select, table, index, terms);
        var partitions = partitions(terms, keys.partition().name());
        if (select.order() != null && partitions.isEmpty()) {
            throw DynamoFaults.invalid(
                    "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.");
        }
        if (select.order() != null && !keys.has(select.order().by().attribute())) {
            throw DynamoFaults.invalid("Variable reference "
                    + select.order().by().attribute() + " in ORDER BY clause must be part of the primary key");
        }
        var sort = partitions.isEmpty() ? null : takeSort(terms, keys);
        return new Plan(select, table, index, keys, partitions, sort, filter(terms));
    }

    private static void checkCovered(
            Statement.Select select, Table table, @Nullable StoredIndex index, List<Term> terms) {
        if (index == null) {
            return;
        }
        var missing = missing(table, index, Term.attributes(terms));
        if (!missing.isEmpty()) {
            throw DynamoFaults.parametersInvalid(
                    "Secondary index " + index.name() + " does not project one or more filter attributes: " + missing);
        }
        var unselected = missing(table, index, Term.attributes(List.copyOf(select.columns())));
        if (index.global() && !unselected.isEmpty()) {
            throw DynamoFaults.parametersInvalid(
                    "Global secondary index " + index.name() + " does not project " + unselected);
        }
    }

    private static List<String> missing(Table table, StoredIndex index, Iterable<String> names) {
        var missing = new ArrayList<String>();
        for (var name : names) {
            if (index.projection() != ProjectionType.ALL && !table.covers(index, List.of(name))) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** The partition keys that the terms name, which are taken from them; none for a scan. */
    static List<AttributeValue> partitions(List<Term> terms, String name) {
        var one = Statement.takeEqual(terms, name);
        if (one.isPresent()) {
            return List.of(one.get());
        }
        for (var term : terms) {
            if (term instanceof Term.In(var of, var among)
                    && of instanceof Term.Path path
                    && path.isAttribute(name)
                    && among.stream().allMatch(Term.Literal.class::isInstance)) {
                terms.remove(term);
                return among.stream()
                        .map(each -> ((Term.Literal) each).value())
                        .distinct()
                        .toList();
            }
        }
        return List.of();
    }

    /** A term that a query can go by; it is taken from the others. */
    private static @Nullable Term takeSort(List<Term> terms, Keys keys) {
        var sort = keys.sort();
        if (sort == null) {
            return null;
        }
        for (var term : terms) {
            var operands = switch (term) {
                case Term.Binary(var sign, var left, var right)
                when !sign.equals("<>") -> left instanceof Term.Path ? List.of(left, right) : List.of(right, left);
                case Term.Between(var of, var low, var high) -> List.of(of, low, high);
                case Term.Call(var function, var arguments) when function.equals("begins_with") -> arguments;
                default -> List.<Term>of();
            };
            if (operands.size() > 1
                    && operands.getFirst() instanceof Term.Path path
                    && path.isAttribute(sort.name())
                    && operands.subList(1, operands.size()).stream().allMatch(each -> isOf(each, sort.type()))) {
                terms.remove(term);
                return term;
            }
        }
        return null;
    }

    private static boolean isOf(Term term, String type) {
        return term instanceof Term.Literal(var value)
                && value.type() != null
                && value.type().name().equals(type);
    }

    private static Condition filter(List<Term> terms) {
        if (terms.isEmpty()) {
            return Condition.NONE;
        }
        var placeholding = new Placeholding();
        var text = Term.all(terms).written(placeholding);
        return StatementFaults.told(
                () -> new Expressions(placeholding.names(), placeholding.values(), Wording.CURRENT).condition(text));
    }

    private Page read(Plan plan, Position position, @Nullable Integer limit, ExecuteStatementRequest request) {
        var start = position.after().isEmpty() ? null : position.after();
        var index = plan.index() == null ? null : plan.index().name();
        boolean isWhole = plan.index() != null
                && !plan.index().global()
                && !missing(
                                plan.table(),
                                plan.index(),
                                Term.attributes(List.copyOf(plan.select().columns())))
                        .isEmpty();
        if (plan.partitions().isEmpty()) {
            var scanned = StatementFaults.told(() -> reading.scan(ScanRequest.builder()
                    .tableName(plan.table().name())
                    .indexName(index)
                    .limit(limit)
                    .exclusiveStartKey(start)
                    .consistentRead(request.consistentRead())
                    .select(isWhole ? Select.ALL_ATTRIBUTES : null)
                    .returnConsumedCapacity(request.returnConsumedCapacity())
                    .build()));
            return new Page(
                    scanned.items(), scanned.scannedCount(), scanned.lastEvaluatedKey(), scanned.consumedCapacity());
        }
        var placeholding = new Placeholding();
        var equal = new Term.Binary(
                "=",
                Term.Path.of(plan.keys().partition().name()),
                new Term.Literal(plan.partitions().get(position.partition())));
        var condition = plan.sort() == null ? List.<Term>of(equal) : List.of(equal, plan.sort());
        var text = Term.all(condition).written(placeholding);
        var order = plan.select().order();
        var queried = StatementFaults.told(() -> reading.query(QueryRequest.builder()
                .tableName(plan.table().name())
                .indexName(index)
                .keyConditionExpression(text)
                .expressionAttributeNames(placeholding.names())
                .expressionAttributeValues(placeholding.values())
                .limit(limit)
                .exclusiveStartKey(start)
                .scanIndexForward(order == null || !order.isDescending())
                .consistentRead(request.consistentRead())
                .select(isWhole ? Select.ALL_ATTRIBUTES : null)
                .returnConsumedCapacity(request.returnConsumedCapacity())
                .build()));
        return new Page(
                queried.items(), queried.scannedCount(), queried.lastEvaluatedKey(), queried.consumedCapacity());
    }

    /** The columns that a SELECT names, by their last names; all of an item if it names none. */
    static Map<String, AttributeValue> columns(Statement.Select select, Map<String, AttributeValue> item) {
        if (select.columns().isEmpty()) {
            return item;
        }
        var picked = new LinkedHashMap<String, AttributeValue>();
        for (var column : select.columns()) {
            Optional.ofNullable(column.in(item)).ifPresent(value -> picked.put(column.label(), value));
        }
        return picked;
    }

    /** Of several queries the units together. */
    static @Nullable ConsumedCapacity sum(@Nullable ConsumedCapacity one, @Nullable ConsumedCapacity other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        var table = one.table();
        return one.toBuilder()
                .capacityUnits(one.capacityUnits() + other.capacityUnits())
                .table(
                        table == null || other.table() == null
                                ? table
                                : table.toBuilder()
                                        .capacityUnits(table.capacityUnits()
                                                + other.table().capacityUnits())
                                        .build())
                .build();
    }

    private static byte[] bytes(Position position) {
        var base64 = Base64.getEncoder();
        var text = new StringBuilder().append(position.partition());
        position.after()
                .forEach((name, value) -> text.append('\n')
                        .append(base64.encodeToString(name.getBytes(StandardCharsets.UTF_8)))
                        .append('\n')
                        .append(value.type())
                        .append('\n')
                        .append(
                                switch (value.type()) {
                                    case S -> base64.encodeToString(value.s().getBytes(StandardCharsets.UTF_8));
                                    case N -> value.n();
                                    case B -> base64.encodeToString(value.b().asByteArrayUnsafe());
                                    default -> throw new IllegalStateException("A key has no " + value.type());
                                }));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Position position(byte[] bytes) {
        var base64 = Base64.getDecoder();
        var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        var after = new HashMap<String, AttributeValue>();
        for (int i = 1; i < lines.length; i += 3) {
            var name = new String(base64.decode(lines[i]), StandardCharsets.UTF_8);
            var value = lines[i + 2];
            after.put(
                    name,
                    switch (AttributeValue.Type.valueOf(lines[i + 1])) {
                        case S -> AttributeValue.fromS(new String(base64.decode(value), StandardCharsets.UTF_8));
                        case N -> AttributeValue.fromN(value);
                        case B -> AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(base64.decode(value)));
                        default -> throw new IllegalStateException("A key has no " + lines[i + 1]);
                    });
        }
        return new Position(Integer.parseInt(lines[0]), after);
    }
}
