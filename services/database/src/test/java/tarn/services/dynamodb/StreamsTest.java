package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** What streams tell of changes, and items that expire. */
class StreamsTest {

    private final LocalPlatform platform = TestPlatform.open();
    private DynamoDbClient dynamodb;
    private DynamoDbStreamsClient streams;

    @BeforeEach
    void add() {
        platform.services()
                .add(DynamoDbClient.class, () -> DynamoDb.on(platform))
                .add(DynamoDbStreamsClient.class, () -> DynamoDb.streams(platform));
        dynamodb = platform.client(DynamoDbClient.class);
        streams = platform.client(DynamoDbStreamsClient.class);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private String pets(String view) {
        return dynamodb.createTable(TablesTest.pets()
                        .streamSpecification(s -> s.streamEnabled(true).streamViewType(view))
                        .build())
                .tableDescription()
                .latestStreamArn();
    }

    private static Map<String, AttributeValue> pet(int number, String name) {
        return Map.of(
                "owner", AttributeValue.fromS("ann"),
                "number", AttributeValue.fromN("" + number),
                "name", AttributeValue.fromS(name));
    }

    private List<Record> all(String arn) {
        var records = new ArrayList<Record>();
        for (var shard : streams.describeStream(d -> d.streamArn(arn))
                .streamDescription()
                .shards()) {
            var iterator = streams.getShardIterator(
                            i -> i.streamArn(arn).shardId(shard.shardId()).shardIteratorType("TRIM_HORIZON"))
                    .shardIterator();
            int empty = 0;
            while (iterator != null && empty < 2) {
                var at = iterator;
                var page = streams.getRecords(g -> g.shardIterator(at).limit(2));
                records.addAll(page.records());
                empty = page.records().isEmpty() ? empty + 1 : 0;
                iterator = page.nextShardIterator();
            }
        }
        return records;
    }

    @Test
    void aStreamTellsEachChangeOnceInOrder() {
        TestPlatform.CALLER.run(() -> {
            var arn = pets("NEW_AND_OLD_IMAGES");
            dynamodb.putItem(p -> p.tableName("pets").item(pet(1, "cat")));
            dynamodb.putItem(p -> p.tableName("pets").item(pet(1, "cat")));
            dynamodb.putItem(p -> p.tableName("pets").item(pet(1, "dog")));
            var key = Map.of("owner", AttributeValue.fromS("ann"), "number", AttributeValue.fromN("1"));
            dynamodb.deleteItem(d -> d.tableName("pets").key(key));
            dynamodb.deleteItem(d -> d.tableName("pets").key(key));
            var records = all(arn);
            assertThat(records)
                    .extracting(Record::eventName)
                    .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
            var changed = records.get(1).dynamodb();
            assertThat(changed.keys()).isEqualTo(key);
            assertThat(changed.oldImage()).isEqualTo(pet(1, "cat"));
            assertThat(changed.newImage()).isEqualTo(pet(1, "dog"));
            assertThat(changed.sequenceNumber()).hasSize(21);
            assertThat(records.getFirst().dynamodb().hasOldImage()).isFalse();
            assertThat(streams.listStreams(l -> l.tableName("pets")).streams())
                    .singleElement()
                    .satisfies(stream -> assertThat(stream.streamArn()).isEqualTo(arn));
        });
    }

    @Test
    void aReaderMissesNothingWhileManyWrite() throws InterruptedException {
        var arn = TestPlatform.CALLER.call(() -> pets("KEYS_ONLY"));
        int writers = 8;
        int each = 50;
        var done = new CountDownLatch(writers);
        var seen = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int w = 0; w < writers; w++) {
                int first = w * each;
                threads.execute(() -> TestPlatform.CALLER.run(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = first + i;
                        dynamodb.putItem(p -> p.tableName("pets").item(pet(number, "x")));
                    }
                    done.countDown();
                }));
            }
            TestPlatform.CALLER.run(() -> {
                var shard = streams.describeStream(d -> d.streamArn(arn))
                        .streamDescription()
                        .shards()
                        .getFirst();
                var iterator = streams.getShardIterator(
                                i -> i.streamArn(arn).shardId(shard.shardId()).shardIteratorType("TRIM_HORIZON"))
                        .shardIterator();
                boolean last = false;
                while (true) {
                    last = done.getCount() == 0;
                    var at = iterator;
                    var page = streams.getRecords(g -> g.shardIterator(at));
                    page.records()
                            .forEach(record ->
                                    seen.add(QueriesTest.of(record.dynamodb().keys(), "number")
                                            .n()));
                    iterator = page.nextShardIterator();
                    if (last && page.records().isEmpty()) {
                        break;
                    }
                }
            });
        }
        assertThat(seen).hasSize(writers * each).doesNotHaveDuplicates();
    }

    @Test
    void shardsFollowEachOtherAndGoAfterADay() {
        TestPlatform.CALLER.run(() -> {
            var arn = pets("NEW_IMAGE");
            dynamodb.putItem(p -> p.tableName("pets").item(pet(1, "cat")));
            platform.clock().advance(Duration.ofHours(5));
            dynamodb.putItem(p -> p.tableName("pets").item(pet(2, "dog")));
            var shards = streams.describeStream(d -> d.streamArn(arn))
                    .streamDescription()
                    .shards();
            assertThat(shards).hasSize(2);
            assertThat(shards.get(1).parentShardId()).isEqualTo(shards.get(0).shardId());
            assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber())
                    .isNotNull();
            assertThat(all(arn))
                    .extracting(record ->
                            QueriesTest.of(record.dynamodb().newImage(), "name").s())
                    .containsExactly("cat", "dog");
            platform.clock().advance(Duration.ofHours(20));
            assertThat(all(arn))
                    .extracting(record ->
                            QueriesTest.of(record.dynamodb().newImage(), "name").s())
                    .containsExactly("dog");
        });
    }

    @Test
    void anIteratorExpires() {
        TestPlatform.CALLER.run(() -> {
            var arn = pets("KEYS_ONLY");
            var shard = streams.describeStream(d -> d.streamArn(arn))
                    .streamDescription()
                    .shards()
                    .getFirst();
            var iterator = streams.getShardIterator(
                            i -> i.streamArn(arn).shardId(shard.shardId()).shardIteratorType("LATEST"))
                    .shardIterator();
            dynamodb.putItem(p -> p.tableName("pets").item(pet(1, "cat")));
            assertThat(streams.getRecords(g -> g.shardIterator(iterator)).records())
                    .hasSize(1);
            platform.clock().advance(Duration.ofMinutes(16));
            assertThatThrownBy(() -> streams.getRecords(g -> g.shardIterator(iterator)))
                    .isInstanceOf(ExpiredIteratorException.class);
        });
    }

    @Test
    void itemsExpireAndTheStreamTellsByWhom() {
        TestPlatform.CALLER.run(() -> {
            var arn = pets("OLD_IMAGE");
            var soon = platform.clock().instant().plusSeconds(600).getEpochSecond();
            dynamodb.putItem(p -> p.tableName("pets")
                    .item(Map.of(
                            "owner", AttributeValue.fromS("ann"),
                            "number", AttributeValue.fromN("1"),
                            "gone", AttributeValue.fromN("" + soon))));
            dynamodb.updateTimeToLive(u -> u.tableName("pets")
                    .timeToLiveSpecification(t -> t.enabled(true).attributeName("gone")));
            dynamodb.putItem(p -> p.tableName("pets")
                    .item(Map.of(
                            "owner", AttributeValue.fromS("ann"),
                            "number", AttributeValue.fromN("2"),
                            "gone", AttributeValue.fromN("" + soon))));
            dynamodb.putItem(p -> p.tableName("pets").item(pet(3, "stays")));
            platform.clock().advance(Duration.ofMinutes(5));
            assertThat(dynamodb.scan(s -> s.tableName("pets")).count()).isEqualTo(3);
            // What was there before is indexed in the background: a minute may come too early for it.
            for (int minute = 0; minute < 10_000; minute++) {
                platform.clock().advance(Duration.ofMinutes(7));
                if (dynamodb.scan(s -> s.tableName("pets")).count() == 1) {
                    break;
                }
            }
            assertThat(dynamodb.scan(s -> s.tableName("pets")).count()).isEqualTo(1);
            assertThat(all(arn).stream().filter(record -> record.eventName() == OperationType.REMOVE))
                    .isNotEmpty()
                    .allSatisfy(record ->
                            assertThat(record.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com"));
        });
    }
}
