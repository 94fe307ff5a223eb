package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.BatchUpdatePartitionRequestEntry;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

@SuppressWarnings("unchecked") // the SDK's varargs of builders
class PartitionsTest {

    private final LocalPlatform platform = TestPlatform.open();
    private GlueClient glue;

    @BeforeEach
    void open() {
        glue = GlueSetup.glue(platform);
        glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
        createTable("t", "year int", "city string");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void createTable(String name, String... keys) {
        var columns = List.of(keys).stream()
                .map(key -> Column.builder()
                        .name(key.substring(0, key.indexOf(" ")))
                        .type(key.substring(key.indexOf(" ") + 1))
                        .build())
                .toList();
        glue.createTable(request ->
                request.databaseName("db").tableInput(table -> table.name(name).partitionKeys(columns)));
    }

    private static PartitionInput input(String... values) {
        return PartitionInput.builder()
                .values(values)
                .storageDescriptor(storage -> storage.location("s3://lake/" + String.join("/", values))
                        .columns(column -> column.name("c").type("string")))
                .build();
    }

    private void create(String... values) {
        glue.createPartition(
                request -> request.databaseName("db").tableName("t").partitionInput(input(values)));
    }

    private List<List<String>> found(String expression) {
        return glue
                .getPartitionsPaginator(
                        request -> request.databaseName("db").tableName("t").expression(expression))
                .stream()
                .flatMap(page -> page.partitions().stream())
                .map(Partition::values)
                .toList();
    }

    @Test
    void aPartitionIsKeptOnce() {
        create("2020", "Rome");
        var partition = glue.getPartition(
                        request -> request.databaseName("DB").tableName("T").partitionValues("2020", "Rome"))
                .partition();
        assertThat(partition.values()).containsExactly("2020", "Rome");
        assertThat(partition.databaseName()).isEqualTo("db");
        assertThat(partition.tableName()).isEqualTo("t");
        assertThat(partition.storageDescriptor().location()).isEqualTo("s3://lake/2020/Rome");
        assertThat(partition.creationTime()).isEqualTo(TestPlatform.START);
        assertThatThrownBy(() -> create("2020", "Rome"))
                .isInstanceOfSatisfying(
                        AlreadyExistsException.class,
                        fault -> assertThat(fault.awsErrorDetails().errorMessage())
                                .isEqualTo("Partition already exists."));
        assertThatThrownBy(() -> glue.getPartition(
                        request -> request.databaseName("db").tableName("t").partitionValues("2020", "Oslo")))
                .isInstanceOfSatisfying(
                        EntityNotFoundException.class,
                        fault -> assertThat(fault.awsErrorDetails().errorMessage())
                                .isEqualTo("Cannot find partition."));
    }

    @Test
    void aPartitionHasAValueForEachKey() {
        assertThatThrownBy(() -> create("2020"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("The number of partition keys do not match the number of partition values");
    }

    @Test
    void batchesTellOfEachEntryThatFailed() {
        create("2020", "Rome");
        var errors = glue.batchCreatePartition(request -> request.databaseName("db")
                        .tableName("t")
                        .partitionInputList(
                                input("2020", "Rome"), input("2021", "Rome"), input("1"), input("2021", "Rome")))
                .errors();
        assertThat(errors)
                .extracting(error -> error.errorDetail().errorCode())
                .containsExactly("AlreadyExistsException", "InvalidInputException", "AlreadyExistsException");
        var got = glue.batchGetPartition(request ->
                request.databaseName("db").tableName("t").partitionsToGet(values("2021", "Rome"), values("1900", "x")));
        assertThat(got.partitions()).extracting(Partition::values).containsExactly(List.of("2021", "Rome"));
        var updates = glue.batchUpdatePartition(request ->
                request.databaseName("db").tableName("t").entries(entry("2020", "Rome"), entry("1900", "x")));
        assertThat(updates.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.partitionValueList()).containsExactly("1900", "x"));
        var deletions = glue.batchDeletePartition(request -> request.databaseName("db")
                .tableName("t")
                .partitionsToDelete(values("2020", "Rome"), values("1900", "x")));
        assertThat(deletions.errors()).hasSize(1);
        assertThat(found("")).containsExactly(List.of("2021", "Rome"));
    }

    private static PartitionValueList values(String... values) {
        return PartitionValueList.builder().values(values).build();
    }

    private static BatchUpdatePartitionRequestEntry entry(String... values) {
        return BatchUpdatePartitionRequestEntry.builder()
                .partitionValueList(values)
                .partitionInput(input(values).copy(partition -> partition.parameters(java.util.Map.of("new", "1"))))
                .build();
    }

    @Test
    void batchesHaveTheirLimits() {
        var many = IntStream.range(0, 101).mapToObj(i -> input("" + i, "x")).toList();
        assertThatThrownBy(() -> glue.batchCreatePartition(
                        request -> request.databaseName("db").tableName("t").partitionInputList(many)))
                .isInstanceOf(InvalidInputException.class);
        var values = IntStream.range(0, 26).mapToObj(i -> values("" + i, "x")).toList();
        assertThatThrownBy(() -> glue.batchDeletePartition(
                        request -> request.databaseName("db").tableName("t").partitionsToDelete(values)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aPartitionMayMoveToOtherValues() {
        create("2020", "Rome");
        create("2021", "Rome");
        glue.updatePartition(request -> request.databaseName("db")
                .tableName("t")
                .partitionValueList("2020", "Rome")
                .partitionInput(input("2019", "Rome")));
        assertThat(found("")).containsExactly(List.of("2019", "Rome"), List.of("2021", "Rome"));
        assertThatThrownBy(() -> glue.updatePartition(request -> request.databaseName("db")
                        .tableName("t")
                        .partitionValueList("2019", "Rome")
                        .partitionInput(input("2021", "Rome"))))
                .isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void expressionsFilterByTheTypeOfTheKey() {
        create("9", "Rome");
        create("010", "Oslo");
        create("10", "Rome");
        assertThat(found("year > 9")).containsExactly(List.of("010", "Oslo"), List.of("10", "Rome"));
        assertThat(found("year = 10")).hasSize(2);
        assertThat(found("year = '10' AND city = 'Rome'")).containsExactly(List.of("10", "Rome"));
        assertThat(found("city LIKE 'R%' OR year IN (010)")).hasSize(3);
    }

    @Test
    void segmentsTogetherAreAllPartitions() {
        for (int i = 0; i < 50; i++) {
            create("" + i, "x");
        }
        var all = new ArrayList<List<String>>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            glue.getPartitions(request -> request.databaseName("db")
                            .tableName("t")
                            .segment(segment -> segment.segmentNumber(number).totalSegments(3)))
                    .partitions()
                    .forEach(partition -> all.add(partition.values()));
        }
        assertThat(all).hasSize(50);
        assertThat(new HashSet<>(all)).hasSize(50);
    }

    @Test
    void columnsCanBeLeftOut() {
        create("2020", "Rome");
        var partition = glue.getPartitions(
                        request -> request.databaseName("db").tableName("t").excludeColumnSchema(true))
                .partitions()
                .getFirst();
        assertThat(partition.storageDescriptor().hasColumns()).isFalse();
        assertThat(partition.storageDescriptor().location()).isNotEmpty();
    }

    @Test
    void aDroppedTablesPartitionsAreGoneEvenIfItIsMadeAgain() {
        create("2020", "Rome");
        glue.deleteTable(request -> request.databaseName("db").name("t"));
        createTable("t", "year int", "city string");
        assertThat(found("")).isEmpty();
    }
}
