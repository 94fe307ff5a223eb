package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** What queries, scans, updates and batches find and leave behind. */
class QueriesTest {

    private final LocalPlatform platform = TestPlatform.open();
    private DynamoDbClient dynamodb;

    @BeforeEach
    void add() {
        platform.services().add(DynamoDbClient.class, () -> DynamoDb.on(platform));
        dynamodb = platform.client(DynamoDbClient.class);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(Object number) {
        return AttributeValue.fromN(number.toString());
    }

    static AttributeValue of(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name));
    }

    private void games() {
        dynamodb.createTable(CreateTableRequest.builder()
                .tableName("games")
                .attributeDefinitions(
                        TablesTest.defined("player", "S"),
                        TablesTest.defined("at", "N"),
                        TablesTest.defined("score", "N"),
                        TablesTest.defined("level", "S"))
                .keySchema(TablesTest.key("player", KeyType.HASH), TablesTest.key("at", KeyType.RANGE))
                .localSecondaryIndexes(LocalSecondaryIndex.builder()
                        .indexName("byScore")
                        .keySchema(TablesTest.key("player", KeyType.HASH), TablesTest.key("score", KeyType.RANGE))
                        .projection(p -> p.projectionType("KEYS_ONLY"))
                        .build())
                .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                        .indexName("byLevel")
                        .keySchema(TablesTest.key("level", KeyType.HASH), TablesTest.key("score", KeyType.RANGE))
                        .projection(p -> p.projectionType("INCLUDE").nonKeyAttributes("note"))
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .build());
    }

    private void put(String player, Object at, Map<String, AttributeValue> more) {
        var item = new HashMap<>(more);
        item.put("player", s(player));
        item.put("at", n(at));
        dynamodb.putItem(p -> p.tableName("games").item(item));
    }

    private List<String> numbers(String attribute, Consumer<QueryRequest.Builder> asked) {
        return dynamodb.query(asked).items().stream()
                .map(item -> of(item, attribute).n())
                .toList();
    }

    @Test
    void aQueryReadsAPartitionInOrderOfItsNumbers() {
        TestPlatform.CALLER.run(() -> {
            games();
            for (var at : List.of("-1e10", "-12.5", "-12", "0", "1e-5", "0.5", "7", "10", "99.5", "100", "1e20")) {
                put("ann", at, Map.of());
                put("bob", at, Map.of());
            }
            Map<String, AttributeValue> ann = Map.of(":p", s("ann"));
            assertThat(numbers(
                            "at",
                            q -> q.tableName("games")
                                    .keyConditionExpression("player = :p")
                                    .expressionAttributeValues(ann)))
                    .containsExactly(
                            "-10000000000",
                            "-12.5",
                            "-12",
                            "0",
                            "0.00001",
                            "0.5",
                            "7",
                            "10",
                            "99.5",
                            "100",
                            "100000000000000000000");
            assertThat(numbers(
                            "at",
                            q -> q.tableName("games")
                                    .keyConditionExpression("player = :p AND #a BETWEEN :l AND :h")
                                    .expressionAttributeNames(Map.of("#a", "at"))
                                    .expressionAttributeValues(Map.of(":p", s("ann"), ":l", n(-12), ":h", n("7.0")))
                                    .scanIndexForward(false)))
                    .containsExactly("7", "0.5", "0.00001", "0", "-12");
            assertThat(numbers(
                            "at",
                            q -> q.tableName("games")
                                    .keyConditionExpression("player = :p AND #a > :l")
                                    .expressionAttributeNames(Map.of("#a", "at"))
                                    .expressionAttributeValues(Map.of(":p", s("ann"), ":l", n(100)))))
                    .containsExactly("100000000000000000000");
        });
    }

    @Test
    void aQueryGoesOnWhereItsLastPageEnded() {
        TestPlatform.CALLER.run(() -> {
            games();
            for (int i = 0; i < 10; i++) {
                put("ann", i, Map.of("level", s("one"), "score", n(5)));
            }
            for (var index : List.of("", "byScore", "byLevel")) {
                for (boolean forward : List.of(true, false)) {
                    var seen = new ArrayList<String>();
                    Map<String, AttributeValue> start = null;
                    int pages = 0;
                    do {
                        var from = start;
                        var page = dynamodb.query(q -> q.tableName("games")
                                .indexName(index.isEmpty() ? null : index)
                                .keyConditionExpression(index.equals("byLevel") ? "#k = :l" : "#k = :p")
                                .expressionAttributeNames(Map.of("#k", index.equals("byLevel") ? "level" : "player"))
                                .expressionAttributeValues(
                                        index.equals("byLevel") ? Map.of(":l", s("one")) : Map.of(":p", s("ann")))
                                .scanIndexForward(forward)
                                .exclusiveStartKey(from)
                                .limit(3));
                        page.items().forEach(item -> seen.add(of(item, "at").n()));
                        start = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
                        pages++;
                    } while (start != null);
                    assertThat(seen).hasSize(10).doesNotHaveDuplicates();
                    assertThat(seen.getFirst()).isEqualTo(forward ? "0" : "9");
                    assertThat(pages).isEqualTo(4);
                }
            }
        });
    }

    @Test
    void indexesAreSparseProjectAndFollowTheItem() {
        TestPlatform.CALLER.run(() -> {
            games();
            put("ann", 1, Map.of("level", s("one"), "score", n(7), "note", s("a"), "other", s("b")));
            put("ann", 2, Map.of("score", n(3), "other", s("c")));
            put("ann", 3, Map.of("other", s("d")));
            Consumer<QueryRequest.Builder> one = q -> q.tableName("games")
                    .indexName("byLevel")
                    .keyConditionExpression("#l = :l")
                    .expressionAttributeNames(Map.of("#l", "level"))
                    .expressionAttributeValues(Map.of(":l", s("one")));
            assertThat(dynamodb.query(one).items())
                    .containsExactly(
                            Map.of("player", s("ann"), "at", n(1), "level", s("one"), "score", n(7), "note", s("a")));
            Consumer<QueryRequest.Builder> scores = q -> q.tableName("games")
                    .indexName("byScore")
                    .keyConditionExpression("player = :p")
                    .expressionAttributeValues(Map.of(":p", s("ann")));
            assertThat(dynamodb.query(scores).items())
                    .containsExactly(
                            Map.of("player", s("ann"), "at", n(2), "score", n(3)),
                            Map.of("player", s("ann"), "at", n(1), "score", n(7)));
            assertThat(dynamodb.query(scores.andThen(
                                    q -> q.select("ALL_ATTRIBUTES").consistentRead(true)))
                            .items())
                    .extracting(item -> of(item, "other").s())
                    .containsExactly("c", "b");
            dynamodb.updateItem(u -> u.tableName("games")
                    .key(Map.of("player", s("ann"), "at", n(1)))
                    .updateExpression("SET score = score - :x REMOVE #l")
                    .expressionAttributeNames(Map.of("#l", "level"))
                    .expressionAttributeValues(Map.of(":x", n(6))));
            assertThat(dynamodb.query(one).items()).isEmpty();
            assertThat(numbers("score", scores)).containsExactly("1", "3");
            dynamodb.deleteItem(d -> d.tableName("games").key(Map.of("player", s("ann"), "at", n(2))));
            assertThat(numbers("score", scores)).containsExactly("1");
            assertThatThrownBy(() -> dynamodb.query(one.andThen(q -> q.consistentRead(true))))
                    .isInstanceOf(DynamoDbException.class)
                    .hasMessageContaining("Consistent reads are not supported on global secondary indexes");
            assertThatThrownBy(() -> dynamodb.query(one.andThen(q -> q.select("ALL_ATTRIBUTES"))))
                    .hasMessageContaining("Select type ALL_ATTRIBUTES is not supported for global secondary index "
                            + "byLevel because its projection type is not ALL");
        });
    }

    @Test
    void anIndexKeyOfAWrongTypeIsRefused() {
        TestPlatform.CALLER.run(() -> {
            games();
            assertThatThrownBy(() -> put("ann", 1, Map.of("level", n(5))))
                    .hasMessageContaining("Type mismatch for Index Key level Expected: S Actual: N IndexName: byLevel");
            assertThatThrownBy(() -> put("ann", 1, Map.of("level", s(""))))
                    .hasMessageContaining("empty string value. IndexName: byLevel, IndexKey: level");
        });
    }

    @Test
    void segmentsOfAScanHaveEveryItemOnce() {
        TestPlatform.CALLER.run(() -> {
            games();
            for (int i = 0; i < 200; i++) {
                put("player" + i, i, Map.of("score", n(i % 2)));
            }
            var seen = new ArrayList<String>();
            for (int segment = 0; segment < 7; segment++) {
                int each = segment;
                Map<String, AttributeValue> start = null;
                do {
                    var from = start;
                    var page = dynamodb.scan(q -> q.tableName("games")
                            .segment(each)
                            .totalSegments(7)
                            .limit(10)
                            .exclusiveStartKey(from));
                    page.items().forEach(item -> seen.add(of(item, "player").s()));
                    start = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
                } while (start != null);
            }
            assertThat(seen).hasSize(200).doesNotHaveDuplicates();
            var counted = dynamodb.scan(q -> q.tableName("games")
                    .filterExpression("score = :s")
                    .expressionAttributeValues(Map.of(":s", n(1)))
                    .select("COUNT"));
            assertThat(counted.count()).isEqualTo(100);
            assertThat(counted.scannedCount()).isEqualTo(200);
            assertThat(counted.hasItems()).isFalse();
        });
    }

    @Test
    void aPageEndsAtAMegabyte() {
        TestPlatform.CALLER.run(() -> {
            games();
            for (int i = 0; i < 20; i++) {
                put("ann", i, Map.of("payload", s("x".repeat(60_000))));
            }
            var page = dynamodb.query(q -> q.tableName("games")
                    .keyConditionExpression("player = :p")
                    .expressionAttributeValues(Map.of(":p", s("ann"))));
            assertThat(page.count()).isEqualTo(18);
            assertThat(page.lastEvaluatedKey()).isEqualTo(Map.of("player", s("ann"), "at", n(17)));
        });
    }

    @Test
    void aConditionThatDoesNotHoldChangesNothingAndTellsTheItem() {
        TestPlatform.CALLER.run(() -> {
            games();
            put("ann", 1, Map.of("score", n(1)));
            assertThatThrownBy(() -> dynamodb.putItem(p -> p.tableName("games")
                            .item(Map.of("player", s("ann"), "at", n(1)))
                            .conditionExpression("attribute_not_exists(player)")
                            .returnValuesOnConditionCheckFailure("ALL_OLD")))
                    .isInstanceOfSatisfying(
                            ConditionalCheckFailedException.class,
                            e -> assertThat(e.item()).containsEntry("score", n(1)))
                    .hasMessageContaining("The conditional request failed");
            assertThat(dynamodb.getItem(g -> g.tableName("games").key(Map.of("player", s("ann"), "at", n(1))))
                            .item())
                    .containsEntry("score", n(1));
        });
    }

    @Test
    void anUpdateTellsWhatItWasAskedToTell() {
        TestPlatform.CALLER.run(() -> {
            games();
            var key = Map.of("player", s("ann"), "at", n(1));
            var made = dynamodb.updateItem(u -> u.tableName("games")
                    .key(key)
                    .updateExpression("SET note = :n ADD score :one")
                    .expressionAttributeValues(Map.of(":n", s("x"), ":one", n(1)))
                    .returnValues("ALL_NEW"));
            assertThat(made.attributes())
                    .isEqualTo(Map.of("player", s("ann"), "at", n(1), "note", s("x"), "score", n(1)));
            var changed = dynamodb.updateItem(u -> u.tableName("games")
                    .key(key)
                    .updateExpression("ADD score :one")
                    .expressionAttributeValues(Map.of(":one", n(1)))
                    .returnValues("UPDATED_OLD"));
            assertThat(changed.attributes()).isEqualTo(Map.of("score", n(1)));
        });
    }

    @Test
    void batchesWriteAndReadManyItems() {
        TestPlatform.CALLER.run(() -> {
            games();
            var writes = new ArrayList<WriteRequest>();
            for (int i = 0; i < 25; i++) {
                var item = Map.of("player", s("p" + i), "at", n(i), "level", s("l"), "score", n(i));
                writes.add(WriteRequest.builder()
                        .putRequest(PutRequest.builder().item(item).build())
                        .build());
            }
            assertThat(dynamodb.batchWriteItem(b -> b.requestItems(Map.of("games", writes)))
                            .hasUnprocessedItems())
                    .isTrue();
            assertThat(numbers(
                            "score",
                            q -> q.tableName("games")
                                    .indexName("byLevel")
                                    .keyConditionExpression("#l = :l")
                                    .expressionAttributeNames(Map.of("#l", "level"))
                                    .expressionAttributeValues(Map.of(":l", s("l")))))
                    .hasSize(25)
                    .startsWith("0", "1", "2");
            var keys = new ArrayList<Map<String, AttributeValue>>();
            for (int i = 0; i < 30; i++) {
                keys.add(Map.of("player", s("p" + i), "at", n(i)));
            }
            var read = dynamodb.batchGetItem(b -> b.requestItems(Map.of(
                    "games",
                    software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes.builder()
                            .keys(keys)
                            .projectionExpression("score")
                            .build())));
            assertThat(new HashSet<>(read.responses().get("games"))).hasSize(25);
            var twice = List.of(writes.getFirst(), writes.getFirst());
            assertThatThrownBy(() -> dynamodb.batchWriteItem(b -> b.requestItems(Map.of("games", twice))))
                    .hasMessageContaining("Provided list of item keys contains duplicates");
        });
    }

    @Test
    void bytesSortUnsignedAndZerosAreTold() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(CreateTableRequest.builder()
                    .tableName("blobs")
                    .attributeDefinitions(TablesTest.defined("p", "B"), TablesTest.defined("s", "B"))
                    .keySchema(TablesTest.key("p", KeyType.HASH), TablesTest.key("s", KeyType.RANGE))
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .build());
            var sorted = List.of(
                    new byte[] {0}, new byte[] {0, 0}, new byte[] {0, -1}, new byte[] {1}, new byte[] {-1}, new byte[] {
                        -1, -1
                    });
            for (var bytes : sorted.reversed()) {
                dynamodb.putItem(p -> p.tableName("blobs")
                        .item(Map.of(
                                "p",
                                AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {-1})),
                                "s",
                                AttributeValue.fromB(SdkBytes.fromByteArray(bytes)))));
            }
            Consumer<QueryRequest.Builder> begin = q -> q.tableName("blobs")
                    .keyConditionExpression("p = :p AND begins_with(s, :b)")
                    .expressionAttributeValues(Map.of(
                            ":p", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {-1})),
                            ":b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0}))));
            assertThat(dynamodb.query(begin).items())
                    .extracting(item -> of(item, "s").b().asByteArray())
                    .containsExactly(sorted.get(0), sorted.get(1), sorted.get(2));
        });
    }
}
