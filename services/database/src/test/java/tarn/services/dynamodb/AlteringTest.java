package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PolicyNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** What tables become after they were made. */
class AlteringTest {

    private static final long TRIES = 10_000_000;

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

    /** The table once its background work is done. */
    private TableDescription settled() {
        for (long i = 0; i < TRIES; i++) {
            var table = dynamodb.describeTable(d -> d.tableName("pets")).table();
            if (table.tableStatus() == TableStatus.ACTIVE) {
                return table;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("The table does not settle");
    }

    @Test
    void anIndexIsMadeOfWhatIsThereAndCanGoAgain() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(TablesTest.pets().build());
            for (int i = 0; i < 250; i++) {
                var item = Map.of(
                        "owner", AttributeValue.fromS("o" + i % 7),
                        "number", AttributeValue.fromN("" + i),
                        "kind", AttributeValue.fromS(i % 2 == 0 ? "cat" : "dog"));
                dynamodb.putItem(p -> p.tableName("pets").item(item));
            }
            dynamodb.updateTable(u -> u.tableName("pets")
                    .attributeDefinitions(TablesTest.defined("kind", "S"), TablesTest.defined("number", "N"))
                    .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                            .create(c -> c.indexName("byKind")
                                    .keySchema(
                                            TablesTest.key("kind", KeyType.HASH),
                                            TablesTest.key("number", KeyType.RANGE))
                                    .projection(p -> p.projectionType("KEYS_ONLY")))
                            .build()));
            var table = settled();
            assertThat(table.globalSecondaryIndexes())
                    .singleElement()
                    .satisfies(index -> assertThat(index.itemCount()).isEqualTo(250));
            Consumer<QueryRequest.Builder> cats = q -> q.tableName("pets")
                    .indexName("byKind")
                    .keyConditionExpression("kind = :k")
                    .expressionAttributeValues(Map.of(":k", AttributeValue.fromS("cat")));
            assertThat(dynamodb.query(cats).count()).isEqualTo(125);
            dynamodb.updateTable(u -> u.tableName("pets")
                    .globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                            .delete(d -> d.indexName("byKind"))
                            .build()));
            assertThat(settled().hasGlobalSecondaryIndexes()).isFalse();
            assertThatThrownBy(() -> dynamodb.query(cats))
                    .hasMessageContaining("The table does not have the specified index: byKind");
        });
    }

    @Test
    void aStreamIsEnabledAndDisabled() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(TablesTest.pets().build());
            var on = dynamodb.updateTable(u -> u.tableName("pets")
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType("KEYS_ONLY")));
            assertThat(on.tableDescription().latestStreamArn()).contains("table/pets/stream/2026-01-01T");
            assertThatThrownBy(() -> dynamodb.updateTable(u -> u.tableName("pets")
                            .streamSpecification(s -> s.streamEnabled(true).streamViewType("KEYS_ONLY"))))
                    .hasMessageContaining("Table already has an enabled stream: TableName: pets");
            var off = dynamodb.updateTable(u -> u.tableName("pets").streamSpecification(s -> s.streamEnabled(false)));
            assertThat(off.tableDescription().streamSpecification()).isNull();
            assertThat(off.tableDescription().latestStreamArn()).isNotNull();
        });
    }

    @Test
    void aProtectedTableIsNotDeleted() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(
                    TablesTest.pets().deletionProtectionEnabled(true).build());
            assertThatThrownBy(() -> dynamodb.deleteTable(d -> d.tableName("pets")))
                    .hasMessageContaining("currently protected against deletion");
            dynamodb.updateTable(u -> u.tableName("pets").deletionProtectionEnabled(false));
            dynamodb.deleteTable(d -> d.tableName("pets"));
            dynamodb.createTable(TablesTest.pets().build());
            assertThat(dynamodb.scan(s -> s.tableName("pets")).count()).isZero();
        });
    }

    @Test
    void provisionedUnitsChange() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(TablesTest.pets()
                    .billingMode((String) null)
                    .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L))
                    .build());
            assertThatThrownBy(() -> dynamodb.updateTable(u -> u.tableName("pets")
                            .provisionedThroughput(p -> p.readCapacityUnits(5L).writeCapacityUnits(5L))))
                    .hasMessageContaining("The provisioned throughput for the table will not change.");
            dynamodb.updateTable(u -> u.tableName("pets")
                    .provisionedThroughput(p -> p.readCapacityUnits(4L).writeCapacityUnits(6L)));
            var throughput = settled().provisionedThroughput();
            assertThat(throughput.writeCapacityUnits()).isEqualTo(6);
            assertThat(throughput.numberOfDecreasesToday()).isEqualTo(1);
        });
    }

    @Test
    void tagsAreKept() {
        TestPlatform.CALLER.run(() -> {
            var arn = dynamodb.createTable(TablesTest.pets()
                            .tags(Tag.builder().key("a").value("1").build())
                            .build())
                    .tableDescription()
                    .tableArn();
            dynamodb.tagResource(t ->
                    t.resourceArn(arn).tags(Tag.builder().key("b").value("2").build()));
            dynamodb.untagResource(t -> t.resourceArn(arn).tagKeys("a"));
            assertThat(dynamodb.listTagsOfResource(l -> l.resourceArn(arn)).tags())
                    .containsExactly(Tag.builder().key("b").value("2").build());
        });
    }

    @Test
    void aPolicyIsKeptWithItsRevision() {
        TestPlatform.CALLER.run(() -> {
            var arn = dynamodb.createTable(TablesTest.pets().build())
                    .tableDescription()
                    .tableArn();
            var policy = """
                    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, \
                    "Action": "dynamodb:GetItem", "Resource": "*"}]}""";
            assertThatThrownBy(() -> dynamodb.getResourcePolicy(g -> g.resourceArn(arn)))
                    .isInstanceOf(PolicyNotFoundException.class);
            var revision = dynamodb.putResourcePolicy(p -> p.resourceArn(arn).policy(policy))
                    .revisionId();
            assertThat(dynamodb.getResourcePolicy(g -> g.resourceArn(arn)).policy())
                    .isEqualTo(policy);
            assertThatThrownBy(() ->
                            dynamodb.putResourcePolicy(p -> p.resourceArn(arn).policy("no policy")))
                    .hasMessageContaining("Invalid policy document");
            assertThat(dynamodb.deleteResourcePolicy(d -> d.resourceArn(arn).expectedRevisionId(revision))
                            .revisionId())
                    .isEqualTo(revision);
        });
    }
}
