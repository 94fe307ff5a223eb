package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Random writes and queries against DynamoDB and a sorted map beside it, reopened now and then. */
class ItemsSimulation {

    private static final int STEPS = 900;
    private static final List<String> NUMBERS =
            List.of("-1e100", "-70", "-7.5", "-7", "-0.001", "0", "1e-99", "0.5", "5", "50", "50.1", "1e38", "9e125");
    private static final List<String> PARTITIONS = List.of("a", "a\0", "ä", "🙂", "b");

    @TempDir
    Path folder;

    /** What an item is called. */
    private record Name(String p, BigDecimal s) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int first = p.compareTo(other.p);
            return first == 0 ? s.compareTo(other.s) : first;
        }
    }

    private final TreeMap<Name, Map<String, AttributeValue>> expected = new TreeMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void queriesFindWhatWasWritten(long seed) {
        var random = new Random(seed);
        int left = STEPS;
        boolean first = true;
        while (left > 0) {
            try (var platform = LocalPlatform.open(folder.resolve("seed-" + seed), TestPlatform.options(seed))) {
                platform.services().add(DynamoDbClient.class, () -> DynamoDb.on(platform));
                platform.ready();
                var dynamodb = platform.client(DynamoDbClient.class);
                boolean create = first;
                int steps = Math.min(left, 1 + random.nextInt(STEPS / 3));
                TestPlatform.CALLER.run(() -> {
                    if (create) {
                        create(dynamodb);
                    }
                    for (int i = 0; i < steps; i++) {
                        step(dynamodb, random, "seed " + seed);
                    }
                    var all = dynamodb.scan(s -> s.tableName("simulated")).items();
                    assertThat(all).as("seed " + seed).containsExactlyInAnyOrderElementsOf(expected.values());
                });
                left -= steps;
                first = false;
            }
        }
    }

    private static void create(DynamoDbClient dynamodb) {
        dynamodb.createTable(CreateTableRequest.builder()
                .tableName("simulated")
                .attributeDefinitions(
                        TablesTest.defined("p", "S"),
                        TablesTest.defined("s", "N"),
                        TablesTest.defined("x", "N"),
                        TablesTest.defined("g", "S"))
                .keySchema(TablesTest.key("p", KeyType.HASH), TablesTest.key("s", KeyType.RANGE))
                .localSecondaryIndexes(LocalSecondaryIndex.builder()
                        .indexName("local")
                        .keySchema(TablesTest.key("p", KeyType.HASH), TablesTest.key("x", KeyType.RANGE))
                        .projection(p -> p.projectionType("ALL"))
                        .build())
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("global")
                        .keySchema(TablesTest.key("g", KeyType.HASH), TablesTest.key("x", KeyType.RANGE))
                        .projection(p -> p.projectionType("ALL"))
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .build());
    }

    private void step(DynamoDbClient dynamodb, Random random, String when) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> put(dynamodb, random);
            case 3 -> update(dynamodb, random);
            case 4 -> delete(dynamodb, random);
            case 5 -> batch(dynamodb, random);
            default -> query(dynamodb, random, when);
        }
    }

    private static <T> T any(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Name name(Random random) {
        return new Name(any(random, PARTITIONS), new BigDecimal(any(random, NUMBERS)));
    }

    private static Map<String, AttributeValue> key(Name name) {
        return Map.of(
                "p",
                QueriesTest.s(name.p),
                "s",
                QueriesTest.n(name.s.stripTrailingZeros().toPlainString()));
    }

    private static Map<String, AttributeValue> item(Random random, Name name) {
        var item = new HashMap<>(key(name));
        if (random.nextInt(3) > 0) {
            item.put(
                    "x",
                    QueriesTest.n(new BigDecimal(any(random, NUMBERS))
                            .stripTrailingZeros()
                            .toPlainString()));
        }
        if (random.nextInt(3) > 0) {
            item.put("g", QueriesTest.s(any(random, PARTITIONS)));
        }
        return item;
    }

    private void put(DynamoDbClient dynamodb, Random random) {
        var name = name(random);
        var item = item(random, name);
        dynamodb.putItem(p -> p.tableName("simulated").item(item));
        expected.put(name, item);
    }

    private void update(DynamoDbClient dynamodb, Random random) {
        var name = name(random);
        var x = new BigDecimal(any(random, NUMBERS)).stripTrailingZeros().toPlainString();
        dynamodb.updateItem(u -> u.tableName("simulated")
                .key(key(name))
                .updateExpression("SET x = :x REMOVE g")
                .expressionAttributeValues(Map.of(":x", QueriesTest.n(x))));
        var next = new HashMap<>(expected.getOrDefault(name, key(name)));
        next.put("x", QueriesTest.n(x));
        next.remove("g");
        expected.put(name, next);
    }

    private void delete(DynamoDbClient dynamodb, Random random) {
        var name = name(random);
        dynamodb.deleteItem(d -> d.tableName("simulated").key(key(name)));
        expected.remove(name);
    }

    private void batch(DynamoDbClient dynamodb, Random random) {
        var writes = new TreeMap<Name, @Nullable Map<String, AttributeValue>>();
        for (int i = 0; i < 5; i++) {
            var name = name(random);
            writes.put(name, random.nextBoolean() ? item(random, name) : null);
        }
        var requests = writes.entrySet().stream()
                .map(write -> write.getValue() == null
                        ? WriteRequest.builder()
                                .deleteRequest(d -> d.key(key(write.getKey())))
                                .build()
                        : WriteRequest.builder()
                                .putRequest(p -> p.item(write.getValue()))
                                .build())
                .toList();
        dynamodb.batchWriteItem(b -> b.requestItems(Map.of("simulated", requests)));
        writes.forEach((name, item) -> {
            if (item == null) {
                expected.remove(name);
            } else {
                expected.put(name, item);
            }
        });
    }

    private static BigDecimal number(Map<String, AttributeValue> item, String name) {
        return new BigDecimal(QueriesTest.of(item, name).n());
    }

    private void query(DynamoDbClient dynamodb, Random random, String when) {
        var index = any(random, List.of("", "local", "global"));
        var partition = index.equals("global") ? "g" : "p";
        var sort = index.isEmpty() ? "s" : "x";
        var value = QueriesTest.s(any(random, PARTITIONS));
        var one = new BigDecimal(any(random, NUMBERS));
        var two = new BigDecimal(any(random, NUMBERS));
        boolean forward = random.nextBoolean();
        int limit = 1 + random.nextInt(4);
        var found = new ArrayList<Map<String, AttributeValue>>();
        Map<String, AttributeValue> start = null;
        do {
            var from = start;
            var page = dynamodb.query(q -> q.tableName("simulated")
                    .indexName(index.isEmpty() ? null : index)
                    .keyConditionExpression("#p = :p AND #s BETWEEN :l AND :h")
                    .expressionAttributeNames(Map.of("#p", partition, "#s", sort))
                    .expressionAttributeValues(Map.of(
                            ":p", value,
                            ":l", QueriesTest.n(one.min(two).toPlainString()),
                            ":h", QueriesTest.n(one.max(two).toPlainString())))
                    .scanIndexForward(forward)
                    .limit(limit)
                    .exclusiveStartKey(from));
            found.addAll(page.items());
            start = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
        } while (start != null);
        var wanted = expected.values().stream()
                .filter(item -> value.equals(item.get(partition)) && item.containsKey(sort))
                .filter(item -> number(item, sort).compareTo(one.min(two)) >= 0
                        && number(item, sort).compareTo(one.max(two)) <= 0)
                .toList();
        assertThat(found).as(when).containsExactlyInAnyOrderElementsOf(wanted);
        Comparator<Map<String, AttributeValue>> order = Comparator.comparing(item -> number(item, sort));
        assertThat(found).as(when).isSortedAccordingTo(forward ? order : order.reversed());
    }
}
