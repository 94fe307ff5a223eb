package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.GlobalTableNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReplicaDescription;
import software.amazon.awssdk.services.dynamodb.model.ReplicaStatus;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Tables of several regions. */
class GlobalTablesTest {

    private static final String EUROPE = "eu-west-1";
    private static final String TOKYO = "ap-northeast-1";

    private final LocalPlatform platform = TestPlatform.open();
    private DynamoDbClient dynamodb;

    @BeforeEach
    void add() {
        platform.services().add(DynamoDbClient.class, () -> DynamoDb.on(platform));
        dynamodb = platform.client(DynamoDbClient.class);
        TestPlatform.CALLER.run(() -> dynamodb.createTable(TablesTest.pets().build()));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static <T> T in(String region, Supplier<T> work) {
        return TestPlatform.CALLER.in(region).call(work::get);
    }

    private void put(String region, int number, String name) {
        in(
                region,
                () -> dynamodb.putItem(p -> p.tableName("pets")
                        .item(Map.of(
                                "owner", AttributeValue.fromS("ann"),
                                "number", AttributeValue.fromN("" + number),
                                "name", AttributeValue.fromS(name)))));
    }

    private void delete(String region, int number) {
        in(
                region,
                () -> dynamodb.deleteItem(d -> d.tableName("pets")
                        .key(Map.of(
                                "owner", AttributeValue.fromS("ann"),
                                "number", AttributeValue.fromN("" + number)))));
    }

    private Map<Integer, String> all(String region) {
        return in(region, () -> {
            var found = new TreeMap<Integer, String>();
            dynamodb.scanPaginator(s -> s.tableName("pets"))
                    .items()
                    .forEach(item -> found.put(
                            Integer.valueOf(
                                    Objects.requireNonNull(item.get("number")).n()),
                            Objects.requireNonNull(item.get("name")).s()));
            return found;
        });
    }

    private TableDescription described(String region) {
        return in(region, () -> dynamodb.describeTable(d -> d.tableName("pets")).table());
    }

    private void replicate(String region) {
        in(
                "us-east-1",
                () -> dynamodb.updateTable(u -> u.tableName("pets")
                        .replicaUpdates(ReplicationGroupUpdate.builder()
                                .create(c -> c.regionName(region))
                                .build())));
        RecoveryTest.until(
                region + " is there",
                () -> described(region).tableStatus() == TableStatus.ACTIVE
                        && described("us-east-1").replicas().stream()
                                .allMatch(replica -> replica.replicaStatus() == ReplicaStatus.ACTIVE));
    }

    private void same(String... regions) {
        RecoveryTest.until(
                "the regions agree",
                () -> List.of(regions).stream().map(this::all).distinct().count() == 1);
    }

    @Test
    void aNewRegionGetsWhatIsThereAndWhatIsWrittenAnywhere() {
        for (int i = 0; i < 600; i++) {
            put("us-east-1", i, "old");
        }
        replicate(EUROPE);
        assertThat(all(EUROPE)).hasSize(600);
        put("us-east-1", 1000, "from America");
        put(EUROPE, 1001, "from Europe");
        delete(EUROPE, 0);
        same("us-east-1", EUROPE);
        assertThat(all("us-east-1"))
                .hasSize(601)
                .containsEntry(1001, "from Europe")
                .doesNotContainKey(0);
        var told = described("us-east-1");
        assertThat(told.globalTableVersion()).isEqualTo("2019.11.21");
        assertThat(told.replicas()).extracting(ReplicaDescription::regionName).containsExactly(EUROPE);
        assertThat(described(EUROPE).replicas())
                .extracting(ReplicaDescription::regionName)
                .containsExactly("us-east-1");
        assertThat(told.streamSpecification().streamViewTypeAsString()).isEqualTo("NEW_AND_OLD_IMAGES");
        replicate(TOKYO);
        put(TOKYO, 2000, "from Tokyo");
        same("us-east-1", EUROPE, TOKYO);
        assertThat(all(EUROPE)).containsEntry(2000, "from Tokyo");
    }

    @Test
    void theLastWriterWinsEverywhere() {
        replicate(EUROPE);
        long seed = new Random().nextLong();
        var regions = List.of("us-east-1", EUROPE);
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var region : regions) {
                for (int writer = 0; writer < 4; writer++) {
                    var random = new Random(seed + writer + region.hashCode());
                    writers.execute(() -> {
                        for (int i = 0; i < 100; i++) {
                            int number = random.nextInt(5);
                            if (random.nextInt(4) == 0) {
                                delete(region, number);
                            } else {
                                put(region, number, region + i);
                            }
                        }
                    });
                }
            }
        }
        same("us-east-1", EUROPE);
        put(EUROPE, 1, "last");
        RecoveryTest.until(
                "the last arrives", () -> "last".equals(all("us-east-1").get(1)));
        same("us-east-1", EUROPE);
    }

    @Test
    void whatChangesInOneRegionChangesInAllAndARegionCanLeave() {
        replicate(EUROPE);
        put("us-east-1", 1, "a");
        in(
                EUROPE,
                () -> dynamodb.updateTable(u -> u.tableName("pets")
                        .attributeDefinitions(TablesTest.defined("name", "S"))
                        .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                                .create(c -> c.indexName("byName")
                                        .keySchema(TablesTest.key("name", KeyType.HASH))
                                        .projection(p -> p.projectionType("ALL")))
                                .build())));
        RecoveryTest.until(
                "both have it",
                () -> List.of("us-east-1", EUROPE).stream()
                        .allMatch(region -> described(region).tableStatus() == TableStatus.ACTIVE
                                && described(region).globalSecondaryIndexes().size() == 1));
        in(
                "us-east-1",
                () -> dynamodb.updateTimeToLive(u -> u.tableName("pets")
                        .timeToLiveSpecification(t -> t.enabled(true).attributeName("gone"))));
        assertThat(in(EUROPE, () -> dynamodb.describeTimeToLive(d -> d.tableName("pets")))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("gone");
        in(
                "us-east-1",
                () -> dynamodb.updateTable(u -> u.tableName("pets")
                        .replicaUpdates(ReplicationGroupUpdate.builder()
                                .delete(d -> d.regionName(EUROPE))
                                .build())));
        assertThat(described("us-east-1").replicas()).isEmpty();
        assertThat(in(EUROPE, () -> dynamodb.listTables().tableNames())).isEmpty();
        put("us-east-1", 2, "alone");
        assertThat(all("us-east-1")).hasSize(2);
    }

    @Test
    void whatCannotBeReplicatedIsRefused() {
        replicate(EUROPE);
        var wrong = new ArrayList<ReplicationGroupUpdate>();
        wrong.add(ReplicationGroupUpdate.builder()
                .create(c -> c.regionName(EUROPE))
                .build());
        wrong.add(ReplicationGroupUpdate.builder()
                .create(c -> c.regionName("nowhere"))
                .build());
        wrong.add(ReplicationGroupUpdate.builder()
                .delete(c -> c.regionName(TOKYO))
                .build());
        for (var update : wrong) {
            assertThatThrownBy(() -> in(
                            "us-east-1",
                            () -> dynamodb.updateTable(u -> u.tableName("pets").replicaUpdates(update))))
                    .as(update.toString())
                    .isInstanceOf(DynamoDbException.class);
        }
        assertThatThrownBy(() -> in("us-east-1", () -> dynamodb.describeGlobalTable(d -> d.globalTableName("pets"))))
                .isInstanceOf(GlobalTableNotFoundException.class);
        assertThatThrownBy(() -> in(
                        "us-east-1",
                        () -> dynamodb.updateTable(
                                u -> u.tableName("pets").streamSpecification(s -> s.streamEnabled(false)))))
                .isInstanceOf(DynamoDbException.class);
    }
}
