package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ColumnStatistics;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.ColumnStatisticsType;
import software.amazon.awssdk.services.glue.model.ConcurrentModificationException;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.LongColumnStatisticsData;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

@SuppressWarnings("unchecked") // the SDK's varargs of builders
class CatalogTest {

    private final LocalPlatform platform = TestPlatform.open();
    private GlueClient glue;

    @BeforeEach
    void open() {
        glue = GlueSetup.glue(platform);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static TableInput input(String name, String... columns) {
        return TableInput.builder()
                .name(name)
                .storageDescriptor(StorageDescriptor.builder()
                        .location("s3://lake/" + name)
                        .columns(List.of(columns).stream()
                                .map(column -> Column.builder()
                                        .name(column)
                                        .type("string")
                                        .build())
                                .toList())
                        .build())
                .parameters(Map.of("classification", "csv"))
                .build();
    }

    private void createDatabase(String name) {
        glue.createDatabase(request -> request.databaseInput(input -> input.name(name)));
    }

    private void createTable(String name, String... columns) {
        glue.createTable(request -> request.databaseName("db").tableInput(input(name, columns)));
    }

    private Table table(String name) {
        return glue.getTable(request -> request.databaseName("db").name(name)).table();
    }

    private static void fails(ThrowingCallable call, Class<? extends GlueException> how, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(how, fault -> {
            assertThat(fault.awsErrorDetails().errorCode()).isEqualTo(how.getSimpleName());
            assertThat(fault.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(fault.statusCode()).isEqualTo(400);
        });
    }

    @Test
    void aDatabaseIsKeptInLowerCase() {
        glue.createDatabase(request -> request.databaseInput(input ->
                input.name("Sales").description("d").locationUri("s3://x").parameters(Map.of("a", "b"))));
        var database = glue.getDatabase(request -> request.name("SALES")).database();
        assertThat(database.name()).isEqualTo("sales");
        assertThat(database.description()).isEqualTo("d");
        assertThat(database.locationUri()).isEqualTo("s3://x");
        assertThat(database.parameters()).isEqualTo(Map.of("a", "b"));
        assertThat(database.createTime()).isEqualTo(TestPlatform.START);
        assertThat(database.catalogId()).isEqualTo(TestPlatform.ACCOUNT);
    }

    @Test
    void whatIsThereOrNotIsSaidInAwsWords() {
        createDatabase("db");
        createTable("t");
        fails(() -> createDatabase("DB"), AlreadyExistsException.class, "Database already exists.");
        fails(() -> createTable("T"), AlreadyExistsException.class, "Table already exists.");
        fails(
                () -> glue.getDatabase(request -> request.name("nil")),
                EntityNotFoundException.class,
                "Database nil not found.");
        fails(() -> table("nil"), EntityNotFoundException.class, "Table nil not found.");
        fails(
                () -> glue.getTable(request -> request.databaseName("nil").name("t")),
                EntityNotFoundException.class,
                "Database nil not found.");
        fails(
                () -> glue.createTable(request -> request.databaseName("nil").tableInput(input("t"))),
                EntityNotFoundException.class,
                "Database nil not found.");
        fails(
                () -> glue.getTables(request -> request.databaseName("nil")),
                EntityNotFoundException.class,
                "Database nil not found.");
        fails(
                () -> glue.deleteTable(request -> request.databaseName("db").name("nil")),
                EntityNotFoundException.class,
                "Table nil not found.");
    }

    @Test
    void databasesAreListedPageByPage() {
        for (int i = 0; i < 7; i++) {
            createDatabase("db" + i);
        }
        var names = glue.getDatabasesPaginator(request -> request.maxResults(3)).stream()
                .flatMap(page -> page.databaseList().stream().map(database -> database.name()))
                .toList();
        assertThat(names).containsExactly("db0", "db1", "db2", "db3", "db4", "db5", "db6");
        fails(
                () -> glue.getDatabases(request -> request.nextToken("forged")),
                InvalidInputException.class,
                "Invalid NextToken: forged");
    }

    @Test
    void anUpdatedDatabaseKeepsWhenItWasMade() {
        createDatabase("db");
        platform.clock().advance(java.time.Duration.ofHours(1));
        glue.updateDatabase(request ->
                request.name("db").databaseInput(input -> input.name("db").description("new")));
        var database = glue.getDatabase(request -> request.name("db")).database();
        assertThat(database.description()).isEqualTo("new");
        assertThat(database.createTime()).isEqualTo(TestPlatform.START);
    }

    @Test
    void aDeletedDatabaseTakesItsTablesWithIt() {
        createDatabase("db");
        createTable("t");
        glue.deleteDatabase(request -> request.name("db"));
        createDatabase("db");
        assertThat(glue.getTables(request -> request.databaseName("db")).tableList())
                .isEmpty();
    }

    @Test
    void aTableIsKeptAsItWasGiven() {
        createDatabase("db");
        createTable("Orders", "id", "name");
        var table = table("ORDERS");
        assertThat(table.name()).isEqualTo("orders");
        assertThat(table.databaseName()).isEqualTo("db");
        assertThat(table.storageDescriptor().columns()).extracting(Column::name).containsExactly("id", "name");
        assertThat(table.parameters()).containsEntry("classification", "csv");
        assertThat(table.versionId()).isEqualTo("0");
        assertThat(table.createdBy()).isEqualTo("arn:aws:iam::123456789012:root");
        assertThat(table.createTime()).isEqualTo(TestPlatform.START);
        assertThat(table.retention()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "'' -> order_items,orders,people", "orders -> orders", "order* -> order_items,orders",
                        "*order* -> order_items,orders",
                "order.* -> order_items,orders", "ORDERS|people -> orders,people", "o.*s$ -> order_items,orders",
                        "x* -> ''"
            })
    void tablesAreListedByPattern(String pattern, String names) {
        createDatabase("db");
        createTable("orders");
        createTable("order_items");
        createTable("people");
        var found = glue.getTables(request -> request.databaseName("db").expression(pattern))
                .tableList();
        assertThat(found).extracting(Table::name).containsExactly(names.isEmpty() ? new String[0] : names.split(","));
    }

    @Test
    void eachUpdateKeepsWhatTheTableWas() {
        createDatabase("db");
        createTable("t", "a");
        glue.updateTable(request -> request.databaseName("db").tableInput(input("t", "a", "b")));
        glue.updateTable(request -> request.databaseName("db").skipArchive(true).tableInput(input("t", "c")));
        glue.updateTable(request -> request.databaseName("db").tableInput(input("t", "d")));
        assertThat(table("t").versionId()).isEqualTo("3");
        var versions =
                glue
                        .getTableVersionsPaginator(request ->
                                request.databaseName("db").tableName("t").maxResults(1))
                        .stream()
                        .flatMap(page -> page.tableVersions().stream())
                        .toList();
        assertThat(versions).extracting(version -> version.versionId()).containsExactly("3", "2", "0");
        assertThat(glue.getTableVersion(request ->
                                request.databaseName("db").tableName("t").versionId("0"))
                        .tableVersion()
                        .table()
                        .storageDescriptor()
                        .columns())
                .extracting(Column::name)
                .containsExactly("a");
        fails(
                () -> glue.getTableVersion(
                        request -> request.databaseName("db").tableName("t").versionId("1")),
                EntityNotFoundException.class,
                "Version not found.");
    }

    @Test
    void anUpdateOfAnotherVersionThanTheCallerSawFails() {
        createDatabase("db");
        createTable("t", "a");
        glue.updateTable(request -> request.databaseName("db").versionId("0").tableInput(input("t", "b")));
        fails(
                () -> glue.updateTable(
                        request -> request.databaseName("db").versionId("0").tableInput(input("t", "c"))),
                ConcurrentModificationException.class,
                "Update table failed due to concurrent modifications.");
        assertThat(table("t").storageDescriptor().columns())
                .extracting(Column::name)
                .containsExactly("b");
    }

    @Test
    void batchDeletionTellsOfEachTableThatWasNotThere() {
        createDatabase("db");
        createTable("a");
        createTable("b");
        var errors = glue.batchDeleteTable(request -> request.databaseName("db").tablesToDelete("a", "nil"))
                .errors();
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.tableName()).isEqualTo("nil");
            assertThat(error.errorDetail().errorCode()).isEqualTo("EntityNotFoundException");
        });
        assertThat(glue.getTables(request -> request.databaseName("db")).tableList())
                .extracting(Table::name)
                .containsExactly("b");
    }

    @Test
    void tablesAreFoundByTextAndByProperty() {
        createDatabase("db");
        createTable("orders", "customer_id");
        createTable("people", "name");
        assertThat(glue.searchTables(request -> request.searchText("customer")).tableList())
                .extracting(Table::name)
                .containsExactly("orders");
        assertThat(glue.searchTables(request -> request.searchText("\"people\""))
                        .tableList())
                .hasSize(1);
        assertThat(glue.searchTables(request -> request.filters(filter ->
                                filter.key("classification").value("csv").comparator("EQUALS")))
                        .tableList())
                .hasSize(2);
    }

    @Test
    void anotherAccountsCatalogIsNotHere() {
        fails(
                () -> glue.getDatabases(request -> request.catalogId("999999999999")),
                EntityNotFoundException.class,
                "Catalog 999999999999 not found.");
        assertThat(glue.getDatabases(request -> request.catalogId(TestPlatform.ACCOUNT))
                        .databaseList())
                .isEmpty();
    }

    @Test
    void columnStatisticsAreKept() {
        createDatabase("db");
        createTable("t", "n");
        var statistics = ColumnStatistics.builder()
                .columnName("N")
                .columnType("bigint")
                .analyzedTime(TestPlatform.START)
                .statisticsData(ColumnStatisticsData.builder()
                        .type(ColumnStatisticsType.LONG)
                        .longColumnStatisticsData(LongColumnStatisticsData.builder()
                                .minimumValue(1L)
                                .maximumValue(9L)
                                .numberOfNulls(0L)
                                .numberOfDistinctValues(5L)
                                .build())
                        .build())
                .build();
        glue.updateColumnStatisticsForTable(
                request -> request.databaseName("db").tableName("t").columnStatisticsList(statistics));
        var found = glue.getColumnStatisticsForTable(
                request -> request.databaseName("db").tableName("t").columnNames("n", "x"));
        assertThat(found.columnStatisticsList()).containsExactly(statistics);
        assertThat(found.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.columnName()).isEqualTo("x"));
        glue.deleteColumnStatisticsForTable(
                request -> request.databaseName("db").tableName("t").columnName("n"));
        assertThat(glue.getColumnStatisticsForTable(request ->
                                request.databaseName("db").tableName("t").columnNames("n"))
                        .errors())
                .hasSize(1);
    }

    @Test
    void databasesCarryTags() {
        glue.createDatabase(
                request -> request.databaseInput(input -> input.name("db")).tags(Map.of("a", "1")));
        var arn = "arn:aws:glue:us-east-1:123456789012:database/db";
        glue.tagResource(request -> request.resourceArn(arn).tagsToAdd(Map.of("b", "2")));
        glue.untagResource(request -> request.resourceArn(arn).tagsToRemove("a"));
        assertThat(glue.getTags(request -> request.resourceArn(arn)).tags()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void whatIsNotBuiltIsRefusedAndNotIgnored() {
        assertThatThrownBy(() -> glue.createBlueprint(request -> {})).hasMessageContaining("CreateBlueprint");
        createDatabase("db");
        assertThatThrownBy(() -> glue.createTable(request -> request.databaseName("db")
                        .tableInput(input("t"))
                        .partitionIndexes(index -> index.indexName("i").keys("a"))))
                .isInstanceOf(InvalidInputException.class);
    }
}
