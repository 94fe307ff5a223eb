package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Tables and the items in them, in process. */
class TablesTest {

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

    static CreateTableRequest.Builder pets() {
        return CreateTableRequest.builder()
                .tableName("pets")
                .attributeDefinitions(defined("owner", "S"), defined("number", "N"))
                .keySchema(key("owner", KeyType.HASH), key("number", KeyType.RANGE))
                .billingMode(BillingMode.PAY_PER_REQUEST);
    }

    static AttributeDefinition defined(String name, String type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Test
    void aTableIsMadeOnceAndActiveOnTheFirstLook() {
        TestPlatform.CALLER.run(() -> {
            assertThat(dynamodb.createTable(pets().build()).tableDescription().tableStatus())
                    .isEqualTo(TableStatus.CREATING);
            var table = dynamodb.describeTable(d -> d.tableName("pets")).table();
            assertThat(table.tableStatus()).isEqualTo(TableStatus.ACTIVE);
            assertThat(table.tableArn()).isEqualTo("arn:aws:dynamodb:us-east-1:123456789012:table/pets");
            assertThatThrownBy(() -> dynamodb.createTable(pets().build()))
                    .isInstanceOf(ResourceInUseException.class)
                    .hasMessageStartingWith("Table already exists: pets");
            assertThat(dynamodb.listTables().tableNames()).containsExactly("pets");
            assertThat(dynamodb.deleteTable(d -> d.tableName("pets"))
                            .tableDescription()
                            .tableStatus())
                    .isEqualTo(TableStatus.DELETING);
            assertThatThrownBy(() -> dynamodb.describeTable(d -> d.tableName("pets")))
                    .isInstanceOf(ResourceNotFoundException.class)
                    .hasMessageStartingWith("Requested resource not found: Table: pets not found");
        });
    }

    @Test
    void anItemIsPutReadAndRemovedByItsKey() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(pets().build());
            var key = Map.of("owner", AttributeValue.fromS("ann"), "number", AttributeValue.fromN("1.0"));
            var item = Map.of(
                    "owner", AttributeValue.fromS("ann"),
                    "number", AttributeValue.fromN("1"),
                    "name", AttributeValue.fromS("Löwe"));
            assertThat(dynamodb.getItem(g -> g.tableName("pets").key(key)).hasItem())
                    .isFalse();
            dynamodb.putItem(p -> p.tableName("pets").item(item));
            assertThat(dynamodb.getItem(g -> g.tableName("pets").key(key)).item())
                    .isEqualTo(item);
            assertThat(dynamodb.describeTable(d -> d.tableName("pets")).table().itemCount())
                    .isEqualTo(1);
            assertThat(dynamodb.deleteItem(d -> d.tableName("pets").key(key).returnValues("ALL_OLD"))
                            .attributes())
                    .isEqualTo(item);
            assertThat(dynamodb.getItem(g -> g.tableName("pets").key(key)).hasItem())
                    .isFalse();
        });
    }

    @Test
    void anArnNamesATableOfItsAccountOnly() {
        TestPlatform.CALLER.run(() -> {
            var arn = dynamodb.createTable(pets().build()).tableDescription().tableArn();
            assertThat(dynamodb.scan(s -> s.tableName(arn)).count()).isZero();
            var others = arn.replace(TestPlatform.ACCOUNT, "999999999999");
            assertThatThrownBy(() -> dynamodb.scan(s -> s.tableName(others)))
                    .isInstanceOf(ResourceNotFoundException.class);
        });
    }
}
