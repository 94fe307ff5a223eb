package tarn.services.athena.sources;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;
import tarn.kernel.Caller;

/**
 * DynamoDB's tables in the schema {@code default}. A table's columns are its keys and the attributes of the items that the
 * first page of a scan has; an item met later whose attribute is of another type fails the statement. A partition key
 * that is said to equal a text is queried for, everything else is scanned.
 */
final class DynamoSource implements LakeSource {

    private static final String SCHEMA = "default";

    private final DynamoDbClient dynamo;
    private final Caller caller;
    private final Map<String, Optional<Table>> known = new ConcurrentHashMap<>();

    /**
     * A table.
     *
     * @param names of attributes by columns'
     */
    private record Table(
            String name,
            Optional<String> textKey,
            String hash,
            Map<String, DynamoType> types,
            Map<String, String> names) {}

    DynamoSource(DynamoDbClient dynamo, Caller caller) {
        this.dynamo = dynamo;
        this.caller = caller;
    }

    private <T> T ask(Supplier<T> question) {
        return Sources.as(caller, question);
    }

    @Override
    public List<String> schemas() {
        return List.of(SCHEMA);
    }

    private List<String> names() {
        return ask(() ->
                dynamo.listTablesPaginator(request -> {}).tableNames().stream().toList());
    }

    @Override
    public List<String> tables(String schema) {
        return schema.equals(SCHEMA)
                ? names().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList()
                : List.of();
    }

    @Override
    public Optional<List<Column>> columns(String schema, String table) {
        return schema.equals(SCHEMA)
                ? table(table)
                        .map(found -> found.types().entrySet().stream()
                                .map(column -> new Column(
                                        column.getKey(), column.getValue().sql()))
                                .toList())
                : Optional.empty();
    }

    private Optional<Table> table(String name) {
        return known.computeIfAbsent(
                name,
                asked -> names().stream()
                        .filter(one -> one.toLowerCase(Locale.ROOT).equals(asked))
                        .findFirst()
                        .flatMap(this::look));
    }

    private Optional<Table> look(String name) {
        try {
            var table = ask(() -> dynamo.describeTable(request -> request.tableName(name)))
                    .table();
            var types = new LinkedHashMap<String, DynamoType>();
            var names = new HashMap<String, String>();
            for (var key : table.keySchema()) {
                var kind = table.attributeDefinitions().stream()
                        .filter(attribute -> attribute.attributeName().equals(key.attributeName()))
                        .findFirst()
                        .orElseThrow()
                        .attributeType();
                types.put(lower(key.attributeName()), keyType(kind));
                names.put(lower(key.attributeName()), key.attributeName());
            }
            ask(() -> dynamo.scan(request -> request.tableName(name))).items().forEach(item -> {
                DynamoType.fields(item).forEach((column, type) -> types.merge(column, type, DynamoType::both));
                item.keySet().forEach(attribute -> names.putIfAbsent(lower(attribute), attribute));
            });
            var hash = table.keySchema().stream()
                    .filter(key -> key.keyType() == KeyType.HASH)
                    .map(KeySchemaElement::attributeName)
                    .findFirst()
                    .orElseThrow();
            boolean isText = types.get(lower(hash)) instanceof DynamoType.Scalar(var type, var sql)
                    && type == AttributeValue.Type.S;
            return Optional.of(new Table(name, isText ? Optional.of(hash) : Optional.empty(), hash, types, names));
        } catch (LakeFailure failure) {
            if (failure.kind() == LakeFailure.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static DynamoType keyType(ScalarAttributeType type) {
        return switch (type) {
            case N -> new DynamoType.Scalar(AttributeValue.Type.N, "decimal(38,9)");
            case B -> new DynamoType.Scalar(AttributeValue.Type.B, "varbinary");
            default -> new DynamoType.Scalar(AttributeValue.Type.S, "varchar");
        };
    }

    @Override
    public Rows read(Read read) {
        var table = table(read.table()).orElseThrow(() -> Sources.invalid("No such table: " + read.table()));
        var names = new LinkedHashMap<String, String>();
        var columns = read.columns().isEmpty() ? List.of(lower(table.hash())) : read.columns();
        columns.forEach(column -> names.put("#c" + names.size(), table.names().getOrDefault(column, column)));
        var key = table.textKey().flatMap(hash -> equal(hash, read.conditions()).map(value -> Map.entry(hash, value)));
        return new Pages(read, table, names, key);
    }

    /** The only text that a column may be. */
    private static Optional<String> equal(String column, List<LakeCondition> conditions) {
        return conditions.stream()
                .filter(LakeCondition.OneOf.class::isInstance)
                .map(LakeCondition.OneOf.class::cast)
                .filter(one -> one.key().equals(lower(column)) && one.values().size() == 1)
                .map(one -> one.values().getFirst())
                .findFirst();
    }

    /** Items page by page. */
    private final class Pages implements Rows {

        private final Read read;
        private final Table table;
        private final Map<String, String> names;
        private final Optional<Map.Entry<String, String>> key;
        private List<Map<String, AttributeValue>> items = List.of();
        private Map<String, AttributeValue> last = Map.of();
        private int next;
        private boolean begun;

        Pages(Read read, Table table, Map<String, String> names, Optional<Map.Entry<String, String>> key) {
            this.read = read;
            this.table = table;
            this.names = names;
            this.key = key;
        }

        @Override
        public boolean hasNext() {
            while (next == items.size() && (!begun || !last.isEmpty())) {
                begun = true;
                next = 0;
                ask(() -> key.isPresent() ? query(key.get()) : scan());
            }
            return next < items.size();
        }

        private @Nullable Integer limit() {
            return read.limit().isPresent() ? Math.clamp(read.limit().getAsLong(), 1, 10_000) : null;
        }

        private boolean scan() {
            var page = dynamo.scan(request -> request.tableName(table.name())
                    .projectionExpression(String.join(", ", names.keySet()))
                    .expressionAttributeNames(names)
                    .limit(limit())
                    .exclusiveStartKey(last.isEmpty() ? null : last));
            items = page.items();
            last = page.lastEvaluatedKey();
            return true;
        }

        private boolean query(Map.Entry<String, String> equal) {
            var all = new HashMap<>(names);
            all.put("#key", equal.getKey());
            var page = dynamo.query(request -> request.tableName(table.name())
                    .keyConditionExpression("#key = :key")
                    .projectionExpression(String.join(", ", names.keySet()))
                    .expressionAttributeNames(all)
                    .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(equal.getValue())))
                    .exclusiveStartKey(last.isEmpty() ? null : last));
            items = page.items();
            last = page.lastEvaluatedKey();
            return true;
        }

        @Override
        public List<@Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var values = DynamoType.row(table.types(), items.get(next++));
            var row = new ArrayList<@Nullable Object>(read.columns().size());
            read.columns().forEach(column -> row.add(values.get(column)));
            return row;
        }

        @Override
        public void close() {}
    }
}
