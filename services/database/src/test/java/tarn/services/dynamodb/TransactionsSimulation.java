package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import tarn.kernel.testing.TestPlatform;

/**
 * Many at once append their number to the lists of some items, in transactions, by single updates and under conditions
 * that do not always hold, while others read some items in transactions. Each list tells in which order its writers came,
 * each read behind whom it came and before whom. If there is an order of all that agrees with all lists and reads, they
 * were serialisable; if not, somebody came before himself. So does Elle (https://arxiv.org/abs/2003.10554) find it out.
 */
class TransactionsSimulation {

    private static final int ITEMS = 6;
    private static final int WORKERS = 8;
    private static final int STEPS = 60;

    private record Read(int number, Map<String, List<Integer>> seen) {}

    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Read> reads = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void thereIsAnOrderOfAllThatHappened(long seed) throws InterruptedException {
        try (var platform = TestPlatform.open(seed)) {
            platform.services().add(DynamoDbClient.class, () -> DynamoDb.on(platform));
            var dynamodb = platform.client(DynamoDbClient.class);
            TestPlatform.CALLER.run(() -> prepare(dynamodb));
            var workers = new ArrayList<Thread>();
            var failures = new ConcurrentLinkedQueue<Throwable>();
            for (int w = 0; w < WORKERS; w++) {
                var random = new Random(seed * 1_000 + w);
                workers.add(Thread.ofVirtual()
                        .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                        .start(() -> TestPlatform.CALLER.run(() -> work(dynamodb, random))));
            }
            for (var worker : workers) {
                worker.join();
            }
            assertThat(failures).as("seed %s", seed).isEmpty();
            TestPlatform.CALLER.run(() -> check(dynamodb, seed));
        }
    }

    private static void prepare(DynamoDbClient dynamodb) {
        dynamodb.createTable(t -> t.tableName("lists")
                .attributeDefinitions(TablesTest.defined("pk", "S"))
                .keySchema(TablesTest.key("pk", KeyType.HASH))
                .billingMode(BillingMode.PAY_PER_REQUEST));
        for (int i = 0; i < ITEMS; i++) {
            var key = "i" + i;
            dynamodb.putItem(p -> p.tableName("lists").item(Map.of("pk", fromS(key), "l", fromL(List.of()))));
        }
    }

    private void work(DynamoDbClient dynamodb, Random random) {
        for (int step = 0; step < STEPS; step++) {
            int number = numbers.incrementAndGet();
            var items = chosen(random);
            switch (random.nextInt(4)) {
                case 0 -> {
                    var seen = new HashMap<String, List<Integer>>();
                    var answers = dynamodb.transactGetItems(t -> t.transactItems(items.stream()
                            .map(item -> TransactGetItem.builder()
                                    .get(g -> g.tableName("lists").key(key(item)))
                                    .build())
                            .toList()));
                    for (int i = 0; i < items.size(); i++) {
                        seen.put(items.get(i), list(answers.responses().get(i).item()));
                    }
                    reads.add(new Read(number, seen));
                }
                case 1 -> {
                    try {
                        dynamodb.updateItem(u -> u.tableName("lists")
                                .key(key(items.getFirst()))
                                .updateExpression("SET l = list_append(l, :v)")
                                .expressionAttributeValues(Map.of(":v", fromL(List.of(fromN("" + number))))));
                    } catch (TransactionConflictException e) {
                        refused.add(number);
                    }
                }
                default -> {
                    boolean isConditional = random.nextBoolean();
                    int bound = random.nextInt(60);
                    try {
                        dynamodb.transactWriteItems(t -> t.transactItems(items.stream()
                                .map(item -> append(item, number, isConditional ? bound : Integer.MAX_VALUE))
                                .toList()));
                    } catch (TransactionCanceledException e) {
                        refused.add(number);
                    }
                }
            }
        }
    }

    private static List<String> chosen(Random random) {
        var chosen = new HashSet<String>();
        int count = 1 + random.nextInt(3);
        while (chosen.size() < count) {
            chosen.add("i" + random.nextInt(ITEMS));
        }
        return List.copyOf(chosen);
    }

    private static TransactWriteItem append(String item, int number, int bound) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName("lists")
                        .key(key(item))
                        .updateExpression("SET l = list_append(l, :v)")
                        .conditionExpression("size(l) < :bound")
                        .expressionAttributeValues(
                                Map.of(":v", fromL(List.of(fromN("" + number))), ":bound", fromN("" + bound))))
                .build();
    }

    private static Map<String, AttributeValue> key(String item) {
        return Map.of("pk", fromS(item));
    }

    private static List<Integer> list(Map<String, AttributeValue> item) {
        return Objects.requireNonNull(item.get("l")).l().stream()
                .map(each -> Integer.valueOf(each.n()))
                .toList();
    }

    private void check(DynamoDbClient dynamodb, long seed) {
        var after = new HashMap<Integer, Set<Integer>>();
        var lists = new HashMap<String, List<Integer>>();
        for (int i = 0; i < ITEMS; i++) {
            var name = "i" + i;
            var list = list(
                    dynamodb.getItem(g -> g.tableName("lists").key(key(name))).item());
            assertThat(list).as("seed %s: nobody came twice", seed).doesNotHaveDuplicates();
            assertThat(list).as("seed %s: nobody came who was refused", seed).doesNotContainAnyElementsOf(refused);
            lists.put(name, list);
            for (int at = 1; at < list.size(); at++) {
                after.computeIfAbsent(list.get(at - 1), n -> new HashSet<>()).add(list.get(at));
            }
        }
        for (var read : reads) {
            read.seen().forEach((name, seen) -> {
                var list = Objects.requireNonNull(lists.get(name));
                assertThat(list.subList(0, seen.size()))
                        .as("seed %s: a read sees how a list began", seed)
                        .isEqualTo(seen);
                if (!seen.isEmpty()) {
                    after.computeIfAbsent(seen.getLast(), n -> new HashSet<>()).add(read.number());
                }
                if (seen.size() < list.size()) {
                    after.computeIfAbsent(read.number(), n -> new HashSet<>()).add(list.get(seen.size()));
                }
            });
        }
        assertThat(cycle(after))
                .as("seed %s: somebody came before himself", seed)
                .isFalse();
    }

    /** Whether there is a way from somebody back to himself. */
    private static boolean cycle(Map<Integer, Set<Integer>> after) {
        var indegree = new HashMap<Integer, Integer>();
        after.forEach((from, tos) -> {
            indegree.putIfAbsent(from, 0);
            tos.forEach(to -> indegree.merge(to, 1, Integer::sum));
        });
        var free = new ArrayList<Integer>();
        indegree.forEach((number, before) -> {
            if (before == 0) {
                free.add(number);
            }
        });
        int done = 0;
        while (!free.isEmpty()) {
            done++;
            for (int to : after.getOrDefault(free.removeLast(), Set.of())) {
                if (indegree.merge(to, -1, Integer::sum) == 0) {
                    free.add(to);
                }
            }
        }
        return done < indegree.size();
    }
}
