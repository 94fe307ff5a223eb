package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.Golden;
import tarn.kernel.testing.TestPlatform;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;

/** Transactions, in process; faults as they were recorded at AWS. */
class TransactionsTest {

    private final LocalPlatform platform = TestPlatform.open();
    private DynamoDbClient dynamodb;

    @BeforeEach
    void add() {
        platform.services().add(DynamoDbClient.class, () -> DynamoDb.on(platform));
        dynamodb = platform.client(DynamoDbClient.class);
        TestPlatform.CALLER.run(() -> dynamodb.createTable(t -> t.tableName("accounts")
                .attributeDefinitions(TablesTest.defined("pk", "S"))
                .keySchema(TablesTest.key("pk", KeyType.HASH))
                .billingMode(BillingMode.PAY_PER_REQUEST)));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static TransactWriteItem put(String pk, Map<String, AttributeValue> more) {
        var item = new HashMap<>(more);
        item.put("pk", fromS(pk));
        return TransactWriteItem.builder()
                .put(p -> p.tableName("accounts").item(item))
                .build();
    }

    private static TransactWriteItem putNew(String pk) {
        return TransactWriteItem.builder()
                .put(p -> p.tableName("accounts")
                        .item(Map.of("pk", fromS(pk)))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private static TransactWriteItem update(String pk, String expression, AttributeValue value) {
        return TransactWriteItem.builder()
                .update(u -> u.tableName("accounts")
                        .key(Map.of("pk", fromS(pk)))
                        .updateExpression(expression)
                        .expressionAttributeValues(Map.of(":v", value)))
                .build();
    }

    private static TransactGetItem got(String pk, @Nullable String projection) {
        return TransactGetItem.builder()
                .get(g -> g.tableName("accounts").key(Map.of("pk", fromS(pk))).projectionExpression(projection))
                .build();
    }

    private void write(TransactWriteItem... actions) {
        dynamodb.transactWriteItems(t -> t.transactItems(actions));
    }

    private Map<String, AttributeValue> get(String pk) {
        return dynamodb.getItem(g -> g.tableName("accounts").key(Map.of("pk", fromS(pk))))
                .item();
    }

    private List<CancellationReason> reasons(TransactWriteItem... actions) {
        try {
            write(actions);
        } catch (TransactionCanceledException e) {
            return e.cancellationReasons();
        }
        return List.of();
    }

    @Test
    void allActionsHappenOrNone() {
        TestPlatform.CALLER.run(() -> {
            write(put("a", Map.of("n", fromN("1"))), put("gone", Map.of()));
            write(
                    update("a", "ADD n :v", fromN("2")),
                    update("new", "SET x = :v", fromS("y")),
                    TransactWriteItem.builder()
                            .delete(d -> d.tableName("accounts").key(Map.of("pk", fromS("gone"))))
                            .build());
            assertThat(get("a")).containsEntry("n", fromN("3"));
            assertThat(get("new")).containsEntry("x", fromS("y"));
            assertThat(get("gone")).isEmpty();
            assertThatThrownBy(() -> write(put("never", Map.of()), putNew("a"), putNew("new")))
                    .isInstanceOf(TransactionCanceledException.class)
                    .hasMessageStartingWith("Transaction cancelled, please refer cancellation reasons for specific"
                            + " reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]");
            assertThat(get("never")).isEmpty();
        });
    }

    @Test
    void reasonsComeInTheOrderOfTheActionsWithTheItemThatWasThere() {
        TestPlatform.CALLER.run(() -> {
            write(put("a", Map.of("n", fromN("1"))));
            var reasons = reasons(
                    put("b", Map.of()), putNew("a"), update("c", "SET x = y + :v", fromN("1")), put("d", Map.of()));
            assertThat(reasons)
                    .extracting(CancellationReason::code)
                    .containsExactly("None", "ConditionalCheckFailed", "ValidationError", "None");
            assertThat(reasons.get(1).message()).isEqualTo("The conditional request failed");
            assertThat(reasons.get(1).item()).containsEntry("n", fromN("1"));
            assertThat(reasons.get(2).message())
                    .isEqualTo("The provided expression refers to an attribute that does not exist in the item");
        });
    }

    @Test
    void keysThatDoNotFitCancelButEmptyOnesAreRefusedBefore() {
        TestPlatform.CALLER.run(() -> {
            var wrong = TransactWriteItem.builder()
                    .put(p -> p.tableName("accounts").item(Map.of("pk", fromN("5"))))
                    .build();
            assertThat(reasons(wrong).getFirst().message())
                    .isEqualTo(
                            "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N");
            assertThat(reasons(update("a", "SET pk = :v", fromS("b")))
                            .getFirst()
                            .message())
                    .isEqualTo(
                            "One or more parameter values were invalid: Cannot update attribute pk. This attribute is"
                                    + " part of the key");
            assertThatThrownBy(() -> write(put("", Map.of())))
                    .isInstanceOf(DynamoDbException.class)
                    .hasMessageStartingWith("One or more parameter values are not valid. The AttributeValue for a key"
                            + " attribute cannot contain an empty string value. Key: pk");
        });
    }

    @Test
    void whatIsWrongOfItselfIsToldBeforeAnyTableIsLookedFor() {
        TestPlatform.CALLER.run(() -> {
            var elsewhere = TransactWriteItem.builder()
                    .put(p -> p.tableName("nowhere").item(Map.of("pk", fromS("x"))))
                    .build();
            assertThatThrownBy(() -> write(elsewhere)).isInstanceOf(ResourceNotFoundException.class);
            assertThatThrownBy(() -> write(elsewhere, update("a", "SET b = ", fromS("x"))))
                    .hasMessageStartingWith("Invalid UpdateExpression: Syntax error; token: \"<EOF>\"");
            assertThatThrownBy(() -> write(put("a", Map.of()), put("a", Map.of())))
                    .hasMessageStartingWith("Transaction request cannot include multiple operations on one item");
            assertThatThrownBy(() -> write(IntStream.range(0, 11)
                            .mapToObj(i -> put("big" + i, Map.of("x", fromS("x".repeat(390 << 10)))))
                            .toArray(TransactWriteItem[]::new)))
                    .hasMessageStartingWith("Transaction payload size cannot exceed 4MB.");
        });
    }

    @Test
    void aTokenMakesARepetitionANoOpForTenMinutes() {
        TestPlatform.CALLER.run(() -> {
            var add = update("a", "ADD n :v", fromN("1"));
            var first = dynamodb.transactWriteItems(t ->
                    t.transactItems(add).clientRequestToken("t").returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
            var again = dynamodb.transactWriteItems(t ->
                    t.transactItems(add).clientRequestToken("t").returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
            assertThat(get("a")).containsEntry("n", fromN("1"));
            assertThat(first.consumedCapacity().getFirst().writeCapacityUnits()).isEqualTo(2);
            assertThat(again.consumedCapacity().getFirst().writeCapacityUnits()).isNull();
            assertThat(again.consumedCapacity().getFirst().readCapacityUnits()).isEqualTo(2);
            assertThatThrownBy(() -> dynamodb.transactWriteItems(t ->
                            t.transactItems(update("a", "ADD n :v", fromN("2"))).clientRequestToken("t")))
                    .isInstanceOf(IdempotentParameterMismatchException.class);
            platform.clock().advance(Duration.ofMinutes(11));
            dynamodb.transactWriteItems(t -> t.transactItems(add).clientRequestToken("t"));
            assertThat(get("a")).containsEntry("n", fromN("2"));
        });
    }

    @Test
    void tokensThatAreOverGo() {
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < 20; i++) {
                int number = i;
                dynamodb.transactWriteItems(
                        t -> t.transactItems(put("x" + number, Map.of())).clientRequestToken("t" + number));
                platform.clock().advance(Duration.ofMinutes(2));
            }
            var store = platform.store("dynamodb/replays", Scope.REGION, Replays.FORMAT);
            assertThat(store.list(Range.all(), 100)).hasSizeLessThan(2 * 8);
        });
    }

    @Test
    void readsAreOfOneMomentInTheOrderAsked() {
        TestPlatform.CALLER.run(() -> {
            write(put("a", Map.of("n", fromN("1"), "m", fromN("7"))), put("b", Map.of("n", fromN("2"))));
            var found = dynamodb.transactGetItems(t -> t.transactItems(got("b", null), got("none", null), got("a", "n"))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
            assertThat(found.responses().get(0).item()).containsEntry("n", fromN("2"));
            assertThat(found.responses().get(1).hasItem()).isFalse();
            assertThat(found.responses().get(2).item()).isEqualTo(Map.of("n", fromN("1")));
            assertThat(found.consumedCapacity().getFirst().readCapacityUnits()).isEqualTo(6);
        });
    }

    @Test
    void whoWaitsTooLongIsToldWhichItemIsInUse() throws InterruptedException {
        var tables = new Tables(platform, new Encrypting(platform));
        var meter = new Meter(platform, false);
        var gauges = new Gauges(platform);
        var items = new Items(platform, tables, meter, gauges, new ChangeLog(platform));
        var impatient = new Transactions(platform, tables, items, meter, gauges, Duration.ofMillis(20));
        var held = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        Key place = TestPlatform.CALLER.call(() ->
                tables.named("accounts").key(Item.of(Map.of("pk", fromS("a")), Wording.CURRENT)));
        var other = Thread.ofVirtual().start(() -> {
            try (var _ = items.locks().lock(place)) {
                held.countDown();
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        held.await();
        TestPlatform.CALLER.run(() -> assertThatThrownBy(() ->
                        impatient.write(List.of(Deed.of(put("b", Map.of())), Deed.of(put("a", Map.of()))), null))
                .isInstanceOfSatisfying(
                        TransactionCanceledException.class,
                        e -> assertThat(e.cancellationReasons())
                                .extracting(CancellationReason::code)
                                .containsExactly("None", "TransactionConflict")));
        done.countDown();
        other.join();
    }

    @Test
    void indexesFollowTransactions() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(t -> t.tableName("indexed")
                    .attributeDefinitions(TablesTest.defined("pk", "S"), TablesTest.defined("g", "S"))
                    .keySchema(TablesTest.key("pk", KeyType.HASH))
                    .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                            .indexName("by-g")
                            .keySchema(TablesTest.key("g", KeyType.HASH))
                            .projection(p -> p.projectionType("ALL"))
                            .build())
                    .billingMode(BillingMode.PAY_PER_REQUEST));
            var action = TransactWriteItem.builder()
                    .put(p -> p.tableName("indexed").item(Map.of("pk", fromS("a"), "g", fromS("x"))))
                    .build();
            var written = dynamodb.transactWriteItems(
                    t -> t.transactItems(action).returnConsumedCapacity(ReturnConsumedCapacity.INDEXES));
            assertThat(written.consumedCapacity().getFirst().capacityUnits()).isEqualTo(4);
            assertThat(written.consumedCapacity()
                            .getFirst()
                            .globalSecondaryIndexes()
                            .values())
                    .extracting(Capacity::writeCapacityUnits)
                    .containsExactly(2.0);
            assertThat(dynamodb.query(q -> q.tableName("indexed")
                                    .indexName("by-g")
                                    .keyConditionExpression("g = :g")
                                    .expressionAttributeValues(Map.of(":g", fromS("x"))))
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void whatIsKeptReadsOn() {
        Golden.check(
                "dynamodb/replays", Replays.FORMAT, new StoredReplay("digest", TestPlatform.START.plusSeconds(600)));
    }
}
