package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BackupNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.BackupStatus;
import software.amazon.awssdk.services.dynamodb.model.BackupSummary;
import software.amazon.awssdk.services.dynamodb.model.BackupType;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.InvalidRestoreTimeException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.TableAlreadyExistsException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Backups, and what tables were. */
class RecoveryTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

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

    static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (holds.getAsBoolean()) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("Never: " + what);
    }

    private void put(int number, String name) {
        dynamodb.putItem(p -> p.tableName("pets")
                .item(Map.of(
                        "owner", AttributeValue.fromS("ann" + number % 3),
                        "number", AttributeValue.fromN("" + number),
                        "name", AttributeValue.fromS(name))));
    }

    private void delete(int number) {
        dynamodb.deleteItem(d -> d.tableName("pets")
                .key(Map.of(
                        "owner", AttributeValue.fromS("ann" + number % 3),
                        "number", AttributeValue.fromN("" + number))));
    }

    /** Names by number, once the table is there. */
    private Map<Integer, String> all(String table) {
        until(table + " is active", () -> described(table).tableStatus() == TableStatus.ACTIVE);
        var found = new TreeMap<Integer, String>();
        dynamodb.scanPaginator(s -> s.tableName(table))
                .items()
                .forEach(item -> found.put(
                        Integer.valueOf(
                                Objects.requireNonNull(item.get("number")).n()),
                        Objects.requireNonNull(item.get("name")).s()));
        return found;
    }

    private TableDescription described(String table) {
        return dynamodb.describeTable(d -> d.tableName(table)).table();
    }

    private String backup(String name) {
        var made =
                dynamodb.createBackup(c -> c.tableName("pets").backupName(name)).backupDetails();
        assertThat(made.backupStatus()).isEqualTo(BackupStatus.CREATING);
        return made.backupArn();
    }

    private void restore(String arn, String table) {
        dynamodb.restoreTableFromBackup(r -> r.backupArn(arn).targetTableName(table));
    }

    /** Entries of a store, whoever's they are. */
    private long kept() {
        return platform.store("dynamodb/past", tarn.store.Scope.REGION, StoredPast.FORMAT)
                .list(tarn.store.Range.all(), 10_000)
                .size();
    }

    @Test
    void aBackupIsTheTableAsItWasWhateverHappensLater() {
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < 1200; i++) {
                put(i, "first");
            }
            var before = all("pets");
            var first = backup("first");
            assertThat(kept()).as("a backup copies nothing").isZero();
            put(3, "changed");
            put(3, "changed again");
            delete(4);
            put(5000, "new");
            assertThat(kept()).as("what an item was is kept once").isEqualTo(3);
            var second = backup("second");
            put(3, "third");
            delete(3);
            restore(first, "one");
            restore(second, "two");
            assertThat(all("one")).isEqualTo(before);
            assertThat(all("two"))
                    .hasSize(1200)
                    .containsEntry(3, "changed again")
                    .containsEntry(5000, "new");
            assertThat(described("one").restoreSummary()).satisfies(summary -> {
                assertThat(summary.sourceBackupArn()).isEqualTo(first);
                assertThat(summary.restoreInProgress()).isFalse();
            });
        });
    }

    @Test
    void aBackupOutlivesItsTableAndGoesWhenItIsDeleted() {
        TestPlatform.CALLER.run(() -> {
            put(1, "one");
            var arn = backup("last");
            put(1, "other");
            dynamodb.deleteTable(d -> d.tableName("pets"));
            dynamodb.createTable(TablesTest.pets().build());
            put(1, "of another table");
            restore(arn, "again");
            assertThat(all("again")).containsExactly(Map.entry(1, "one"));
            assertThat(dynamodb.deleteBackup(d -> d.backupArn(arn))
                            .backupDescription()
                            .backupDetails()
                            .backupStatus())
                    .isEqualTo(BackupStatus.DELETED);
            assertThatThrownBy(() -> dynamodb.describeBackup(d -> d.backupArn(arn)))
                    .isInstanceOf(BackupNotFoundException.class)
                    .hasMessageContaining("Backup not found: " + arn);
            until("nothing is kept of what nobody can have again", () -> kept() == 0);
            until(
                    "only the living tables have items",
                    () -> platform.store("dynamodb/items", tarn.store.Scope.REGION, StoredItem.FORMAT)
                                    .list(tarn.store.Range.all(), 100)
                                    .size()
                            == 2);
        });
    }

    @Test
    void backupsAreListedByTableAndTypeInPages() {
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < 5; i++) {
                backup("b-" + i);
                platform.clock().advance(Duration.ofSeconds(1));
            }
            var names = new ArrayList<String>();
            String last = null;
            do {
                var start = last;
                var page =
                        dynamodb.listBackups(l -> l.tableName("pets").limit(2).exclusiveStartBackupArn(start));
                page.backupSummaries().stream().map(BackupSummary::backupName).forEach(names::add);
                last = page.lastEvaluatedBackupArn();
            } while (last != null);
            assertThat(names).containsExactly("b-0", "b-1", "b-2", "b-3", "b-4");
            assertThat(dynamodb.listBackups(l -> l.timeRangeLowerBound(TestPlatform.START.plusSeconds(3)))
                            .backupSummaries())
                    .hasSize(2);
            assertThat(dynamodb.listBackups(l -> l.backupType("SYSTEM")).backupSummaries())
                    .isEmpty();
        });
    }

    @Test
    void aTableComesBackAsItWasAtAnyMoment() {
        TestPlatform.CALLER.run(() -> {
            assertThatThrownBy(() -> restoreTo("none", TestPlatform.START))
                    .isInstanceOf(PointInTimeRecoveryUnavailableException.class);
            put(1, "before");
            var told = dynamodb.updateContinuousBackups(u -> u.tableName("pets")
                            .pointInTimeRecoverySpecification(
                                    p -> p.pointInTimeRecoveryEnabled(true).recoveryPeriodInDays(2)))
                    .continuousBackupsDescription()
                    .pointInTimeRecoveryDescription();
            assertThat(told.earliestRestorableDateTime()).isEqualTo(TestPlatform.START);
            assertThat(told.recoveryPeriodInDays()).isEqualTo(2);
            for (int second = 1; second <= 4; second++) {
                platform.clock().advance(Duration.ofSeconds(1));
                put(1, "at " + second);
                put(10 + second, "new");
            }
            platform.clock().advance(Duration.ofSeconds(1));
            for (int i = 0; i < 15; i++) {
                delete(i);
            }
            assertThat(all("pets")).isEmpty();
            for (int second = 0; second <= 4; second++) {
                restoreTo("then" + second, TestPlatform.START.plusSeconds(second));
                assertThat(all("then" + second))
                        .hasSize(1 + second)
                        .containsEntry(1, second == 0 ? "before" : "at " + second);
            }
            dynamodb.restoreTableToPointInTime(
                    r -> r.sourceTableName("pets").targetTableName("latest").useLatestRestorableTime(true));
            assertThat(all("latest")).isEmpty();
            assertThatThrownBy(() -> restoreTo("none", TestPlatform.START.minusSeconds(1)))
                    .isInstanceOf(InvalidRestoreTimeException.class);
            assertThatThrownBy(() -> restoreTo("none", TestPlatform.START.plusSeconds(60)))
                    .isInstanceOf(InvalidRestoreTimeException.class);
            assertThatThrownBy(() -> restoreTo("then1", TestPlatform.START))
                    .isInstanceOf(TableAlreadyExistsException.class);
        });
    }

    private void restoreTo(String table, Instant moment) {
        dynamodb.restoreTableToPointInTime(
                r -> r.sourceTableName("pets").targetTableName(table).restoreDateTime(moment));
    }

    private void recoverable(boolean on) {
        dynamodb.updateContinuousBackups(u -> u.tableName("pets")
                .pointInTimeRecoverySpecification(
                        p -> p.pointInTimeRecoveryEnabled(on).recoveryPeriodInDays(on ? 1 : null)));
    }

    @Test
    void whatIsOlderThanRecoveryGoesIsForgotten() {
        TestPlatform.CALLER.run(() -> {
            recoverable(true);
            put(1, "a");
            put(1, "b");
            assertThat(kept()).isEqualTo(2);
            platform.clock().advance(Duration.ofHours(30));
            put(1, "c");
            platform.clock().advance(Duration.ofHours(19));
            until("a day is kept", () -> kept() == 1);
            recoverable(false);
            until("nothing is kept", () -> kept() == 0);
            put(1, "d");
            assertThat(kept()).isZero();
        });
    }

    @Test
    void ofADeletedTableWithRecoveryABackupIsLeftForThirtyFiveDays() {
        TestPlatform.CALLER.run(() -> {
            recoverable(true);
            put(1, "a");
            dynamodb.deleteTable(d -> d.tableName("pets"));
            var left = dynamodb.listBackups(l -> l.backupType("SYSTEM")).backupSummaries();
            assertThat(left).singleElement().satisfies(backup -> {
                assertThat(backup.backupType()).isEqualTo(BackupType.SYSTEM);
                assertThat(backup.backupName()).isEqualTo("pets$DeletedTableBackup");
                assertThat(backup.backupExpiryDateTime()).isEqualTo(TestPlatform.START.plus(Duration.ofDays(35)));
            });
            restore(left.getFirst().backupArn(), "pets");
            assertThat(all("pets")).containsExactly(Map.entry(1, "a"));
            platform.clock().advance(Duration.ofDays(36));
            assertThat(dynamodb.listBackups(l -> l.backupType("SYSTEM")).backupSummaries())
                    .isEmpty();
        });
    }

    @Test
    void aRestoredTableMayHaveOtherCapacityAndFewerIndexes() {
        TestPlatform.CALLER.run(() -> {
            dynamodb.createTable(TablesTest.pets()
                    .tableName("rich")
                    .attributeDefinitions(
                            TablesTest.defined("owner", "S"),
                            TablesTest.defined("number", "N"),
                            TablesTest.defined("kind", "S"))
                    .globalSecondaryIndexes(GlobalSecondaryIndex.builder()
                            .indexName("byKind")
                            .keySchema(TablesTest.key("kind", KeyType.HASH))
                            .projection(p -> p.projectionType("ALL"))
                            .build())
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType("NEW_IMAGE"))
                    .tags(Tag.builder().key("a").value("b").build())
                    .build());
            dynamodb.putItem(p -> p.tableName("rich")
                    .item(Map.of(
                            "owner", AttributeValue.fromS("ann"),
                            "number", AttributeValue.fromN("1"),
                            "kind", AttributeValue.fromS("cat"),
                            "name", AttributeValue.fromS("x"))));
            var arn = dynamodb.createBackup(c -> c.tableName("rich").backupName("rich"))
                    .backupDetails()
                    .backupArn();
            restore(arn, "same");
            assertThat(all("same")).hasSize(1);
            assertThat(described("same").globalSecondaryIndexes()).hasSize(1);
            assertThat(described("same").streamSpecification()).isNull();
            assertThat(dynamodb.listTagsOfResource(
                                    l -> l.resourceArn(described("same").tableArn()))
                            .tags())
                    .isEmpty();
            assertThat(dynamodb.query(q -> q.tableName("same")
                                    .indexName("byKind")
                                    .keyConditionExpression("kind = :k")
                                    .expressionAttributeValues(Map.of(":k", AttributeValue.fromS("cat"))))
                            .count())
                    .isEqualTo(1);
            dynamodb.restoreTableFromBackup(r -> r.backupArn(arn)
                    .targetTableName("poor")
                    .billingModeOverride(BillingMode.PROVISIONED)
                    .provisionedThroughputOverride(p -> p.readCapacityUnits(7L).writeCapacityUnits(8L))
                    .globalSecondaryIndexOverride(List.of()));
            assertThat(all("poor")).hasSize(1);
            var poor = described("poor");
            assertThat(poor.globalSecondaryIndexes()).isEmpty();
            assertThat(poor.attributeDefinitions()).hasSize(2);
            assertThat(poor.provisionedThroughput().readCapacityUnits()).isEqualTo(7);
            var features = dynamodb.describeBackup(d -> d.backupArn(arn))
                    .backupDescription()
                    .sourceTableFeatureDetails();
            assertThat(features.globalSecondaryIndexes()).hasSize(1);
        });
    }
}
