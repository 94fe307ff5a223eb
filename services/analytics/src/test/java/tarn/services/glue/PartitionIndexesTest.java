package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionIndexDescriptor;
import software.amazon.awssdk.services.glue.model.PartitionIndexStatus;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Indexes over partitions: what they find is what a look at every partition finds, only sooner. */
@SuppressWarnings("unchecked") // the SDK's varargs of builders
class PartitionIndexesTest {

    private final LocalPlatform platform = TestPlatform.open();
    private GlueClient glue;

    @BeforeEach
    void open() {
        glue = GlueSetup.glue(platform);
        glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static Column key(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    private void table(Column... keys) {
        glue.createTable(request ->
                request.databaseName("db").tableInput(table -> table.name("t").partitionKeys(keys)));
    }

    private static PartitionInput input(String... values) {
        return PartitionInput.builder()
                .values(values)
                .storageDescriptor(storage -> storage.location("s3://lake/" + String.join("/", values)))
                .build();
    }

    private void create(List<PartitionInput> inputs) {
        for (int i = 0; i < inputs.size(); i += 100) {
            var some = inputs.subList(i, Math.min(inputs.size(), i + 100));
            assertThat(glue.batchCreatePartition(request ->
                                    request.databaseName("db").tableName("t").partitionInputList(some))
                            .errors())
                    .isEmpty();
        }
    }

    private void index(String name, String... keys) {
        glue.createPartitionIndex(request -> request.databaseName("db")
                .tableName("t")
                .partitionIndex(index -> index.indexName(name).keys(keys)));
    }

    private PartitionIndexDescriptor settled(String name) {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline) {
            var found = glue
                    .getPartitionIndexes(request -> request.databaseName("db").tableName("t"))
                    .partitionIndexDescriptorList()
                    .stream()
                    .filter(index -> index.indexName().equals(name))
                    .findFirst()
                    .orElseThrow();
            if (found.indexStatus() != PartitionIndexStatus.CREATING) {
                return found;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("the index " + name + " is not built");
    }

    private List<List<String>> found(String expression) {
        return glue
                .getPartitionsPaginator(request -> request.databaseName("db")
                        .tableName("t")
                        .expression(expression)
                        .maxResults(7))
                .stream()
                .flatMap(page -> page.partitions().stream())
                .map(Partition::values)
                .toList();
    }

    @Test
    void aTableIsMadeWithIndexes() {
        glue.createTable(request -> request.databaseName("db")
                .tableInput(table -> table.name("t").partitionKeys(key("year", "int"), key("city", "string")))
                .partitionIndexes(index -> index.indexName("i").keys("city")));
        assertThat(settled("i").indexStatus()).isEqualTo(PartitionIndexStatus.ACTIVE);
        create(List.of(input("2020", "Rome"), input("2021", "Oslo")));
        assertThat(found("city = 'Oslo'")).containsExactly(List.of("2021", "Oslo"));
        index("years", "year");
        assertThatThrownBy(() -> create(List.of(input("x", "Rome")))).isInstanceOf(AssertionError.class);
    }

    @Test
    void anIndexIsBuiltOfThePartitionsThereAre() {
        table(key("year", "int"), key("city", "string"));
        create(List.of(input("2020", "Rome"), input("02021", "Oslo"), input("2022", PartitionFilter.NULL)));
        index("years", "year");
        assertThat(settled("years").indexStatus()).isEqualTo(PartitionIndexStatus.ACTIVE);
        assertThat(found("year = 2021")).containsExactly(List.of("02021", "Oslo"));
        glue.deletePartition(
                request -> request.databaseName("db").tableName("t").partitionValues("02021", "Oslo"));
        assertThat(found("year = 2021")).isEmpty();
    }

    @Test
    void anIndexThatAPartitionDoesNotFitFails() {
        table(key("year", "string"), key("city", "string"));
        create(List.of(input("then", "Rome")));
        glue.updateTable(request -> request.databaseName("db")
                .tableInput(table -> table.name("t").partitionKeys(key("year", "int"), key("city", "string"))));
        index("years", "year");
        var failed = settled("years");
        assertThat(failed.indexStatus()).isEqualTo(PartitionIndexStatus.FAILED);
        assertThat(failed.backfillErrors().getFirst().partitions().getFirst().values())
                .containsExactly("then", "Rome");
    }

    @Test
    void keysThatAnIndexIsMadeOfStay() {
        table(key("year", "int"), key("city", "string"));
        index("years", "year");
        assertThatThrownBy(() -> glue.updateTable(request -> request.databaseName("db")
                        .tableInput(table -> table.name("t").partitionKeys(key("year", "string")))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void indexesFindWhatALookAtEveryPartitionFinds() {
        long seed = System.nanoTime();
        var random = new java.util.SplittableRandom(seed);
        table(key("a", "int"), key("b", "string"), key("c", "date"));
        var inputs = new HashSet<List<String>>();
        for (int i = 0; i < 400; i++) {
            inputs.add(List.of(
                    random.nextInt(20) == 0 ? "0" + random.nextInt(30) : "" + random.nextInt(-5, 30),
                    "b" + random.nextInt(9),
                    "2026-01-" + (10 + random.nextInt(15))));
        }
        var all = new ArrayList<>(inputs);
        create(all.stream().map(values -> input(values.toArray(String[]::new))).toList());
        var expressions = List.of(
                "a = 7",
                "a = 7 AND b = 'b3'",
                "a = 0",
                "a = 3 AND b > 'b2'",
                "a = -2",
                "b = 'b3' AND c > '2026-01-15'",
                "c BETWEEN '2026-01-12' AND '2026-01-14' AND a < 5",
                "a IN (3, 9) AND b >= 'b4'",
                "c = '2026-01-20' AND b <> 'b1'",
                "a > 25 OR b = 'b0'",
                "NOT (a = 3) AND b = 'b2'");
        var before = expressions.stream().map(this::found).map(HashSet::new).toList();
        index("x", "a");
        index("y", "c", "b");
        index("z", "b", "c");
        assertThat(List.of(settled("x"), settled("y"), settled("z")))
                .allMatch(index -> index.indexStatus() == PartitionIndexStatus.ACTIVE);
        for (int i = 0; i < expressions.size(); i++) {
            var now = found(expressions.get(i));
            assertThat(new HashSet<>(now))
                    .as("%s with seed %d", expressions.get(i), seed)
                    .isEqualTo(before.get(i));
            assertThat(now).doesNotHaveDuplicates();
        }
    }

    @Test
    void aHundredThousandPartitionsAreFilteredWithinTheTenthOfASecond() {
        table(key("day", "int"), key("hour", "string"), key("place", "string"));
        var inputs = new ArrayList<PartitionInput>();
        for (int i = 0; i < 100_000; i++) {
            inputs.add(input("" + (1000 + i / 100), String.format("%02d", i % 100), "p" + i % 977));
        }
        long began = System.nanoTime();
        create(inputs);
        long loaded = System.nanoTime();
        var unaided = timed("place = 'p5'", 103);
        var first = timed("day = 1500 and hour < '10'", 10);
        long asked = System.nanoTime();
        index("places", "place", "day");
        assertThat(settled("places").indexStatus()).isEqualTo(PartitionIndexStatus.ACTIVE);
        var built = Duration.ofNanos(System.nanoTime() - asked);
        var place = timed("place = 'p5'", 103);
        var both = timed("place = 'p5' and day > 1900", 10);
        System.out.printf(
                "100,000 partitions made in %d ms, an index in %d ms; a place in %d ms without an index, %d ms with it;"
                        + " a place and days %d ms; a day %d ms%n",
                Duration.ofNanos(loaded - began).toMillis(),
                built.toMillis(),
                unaided.toMillis(),
                place.toMillis(),
                both.toMillis(),
                first.toMillis());
        assertThat(List.of(place, both, first)).allMatch(time -> time.compareTo(Duration.ofMillis(100)) < 0);
    }

    /** The shortest of five times: the machine may be busy. */
    private Duration timed(String expression, int expected) {
        var times = new long[5];
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            assertThat(glue.getPartitions(request ->
                                    request.databaseName("db").tableName("t").expression(expression))
                            .partitions())
                    .hasSize(expected);
            times[i] = System.nanoTime() - began;
        }
        return Duration.ofNanos(Arrays.stream(times).min().orElseThrow());
    }
}
