package tarn.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.OnDemandThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;
import tarn.store.Key;
import tarn.store.Scope;

/** What requests consume, and when they are turned away. */
class MeterTest {

    private static final Value KEY = new Value.S("k");

    private final LocalPlatform platform = TestPlatform.open();
    private final Meter meter = new Meter(platform, true);

    @AfterEach
    void close() {
        platform.close();
    }

    private Table table(
            @Nullable Throughput throughput, @Nullable OnDemandThroughput onDemand, StoredIndex... indexes) {
        var keys = new Keys(new Keys.Part("pk", "S"), null);
        var settings = new StoredTable.Settings(throughput, null, onDemand, null, null, null, false, null, null);
        var stored = new StoredTable(
                "t", "id", 1, TestPlatform.START, Map.of(), keys, List.of(indexes), 2, settings, null, null, Map.of());
        return TestPlatform.CALLER.call(() -> {
            var store = platform.store("test/tables", Scope.REGION, Tables.FORMAT);
            store.put(Key.of("t"), stored);
            return new Table(store.entry(Key.of("t")).orElseThrow());
        });
    }

    private static StoredIndex index(int number, boolean global, ProjectionType projection, String key) {
        return new StoredIndex(
                number,
                "i" + number,
                global,
                global
                        ? new Keys(new Keys.Part(key, "S"), null)
                        : new Keys(new Keys.Part("pk", "S"), new Keys.Part(key, "S")),
                projection,
                List.of("proj"),
                true,
                false,
                Throughput.of(1, 2),
                null,
                null);
    }

    private static Item item(String... attributes) {
        var item = Item.EMPTY.with("pk", new Value.S("k"));
        for (int i = 0; i < attributes.length; i += 2) {
            item = item.with(attributes[i], new Value.S(attributes[i + 1]));
        }
        return item;
    }

    private void write(Table table, int times) {
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < times; i++) {
                meter.write(new Consumed(table).wrote(null, item("g", "x")), new Value.S("" + i));
            }
        });
    }

    @Test
    void unitsAreRoundedUpToSteps() {
        assertThat(Consumed.readUnits(0, true)).isEqualTo(1);
        assertThat(Consumed.readUnits(4_096, false)).isEqualTo(0.5);
        assertThat(Consumed.readUnits(4_097, false)).isEqualTo(1);
        assertThat(Consumed.writeUnits(1_024)).isEqualTo(1);
        assertThat(Consumed.writeUnits(1_025)).isEqualTo(2);
    }

    @Test
    void anIndexCountsWhatItMustChange() {
        var table = table(
                null, null, index(1, true, ProjectionType.INCLUDE, "g"), index(2, false, ProjectionType.ALL, "l"));
        var was = item("g", "1", "l", "1", "proj", "p", "other", "o");
        assertThat(told(table, null, was)).isEqualTo(List.of(3.0, 1.0, 1.0, 1.0));
        assertThat(told(table, was, was)).isEqualTo(List.of(1.0, 1.0, 0.0, 0.0));
        assertThat(told(table, was, was.with("other", new Value.S("o2")))).isEqualTo(List.of(2.0, 1.0, 0.0, 1.0));
        assertThat(told(table, was, was.with("g", new Value.S("2")))).isEqualTo(List.of(4.0, 1.0, 2.0, 1.0));
        assertThat(told(table, was, was.without("g"))).isEqualTo(List.of(3.0, 1.0, 1.0, 1.0));
        assertThat(told(table, was, was.with("l", new Value.S("2")))).isEqualTo(List.of(3.0, 1.0, 0.0, 2.0));
        assertThat(told(table, was, null)).isEqualTo(List.of(3.0, 1.0, 1.0, 1.0));
    }

    private static List<Double> told(Table table, @Nullable Item old, @Nullable Item next) {
        var told = Objects.requireNonNull(new Consumed(table).wrote(old, next).told(ReturnConsumedCapacity.INDEXES));
        return List.of(
                told.capacityUnits(),
                told.table().capacityUnits(),
                told.globalSecondaryIndexes().containsKey("i1")
                        ? told.globalSecondaryIndexes().get("i1").capacityUnits()
                        : 0,
                told.localSecondaryIndexes().containsKey("i2")
                        ? told.localSecondaryIndexes().get("i2").capacityUnits()
                        : 0);
    }

    @Test
    void transactionsCountDoubleAndTellReadsFromWrites() {
        var table = table(null, null);
        var told = Objects.requireNonNull(
                new Consumed(table).wroteTwice(null, item()).toldApart(ReturnConsumedCapacity.TOTAL));
        assertThat(told.capacityUnits()).isEqualTo(2);
        assertThat(told.writeCapacityUnits()).isEqualTo(2);
        assertThat(told.readCapacityUnits()).isNull();
        assertThat(told.table()).isNull();
        assertThat(new Consumed(table).wrote(null, item()).told(null)).isNull();
    }

    @Test
    void provisionedUnitsComeEachSecondAndAreSavedForFiveMinutes() {
        var table = table(Throughput.of(10, 5), null);
        write(table, 5);
        assertThatThrownBy(() -> write(table, 1))
                .isInstanceOfSatisfying(
                        ProvisionedThroughputExceededException.class,
                        e -> assertThat(e.throttlingReasons()).singleElement().satisfies(reason -> {
                            assertThat(reason.reason()).isEqualTo("TableWriteProvisionedThroughputExceeded");
                            assertThat(reason.resource()).endsWith("table/t");
                        }))
                .hasMessageStartingWith("The level of configured provisioned throughput for the table was exceeded.");
        platform.clock().advance(Duration.ofSeconds(1));
        write(table, 5);
        assertThatThrownBy(() -> write(table, 1)).isInstanceOf(ProvisionedThroughputExceededException.class);
        platform.clock().advance(Duration.ofHours(1));
        write(table, 5 * 300);
        assertThatThrownBy(() -> write(table, 1)).isInstanceOf(ProvisionedThroughputExceededException.class);
    }

    @Test
    void anIndexWithTooFewUnitsHoldsItsTableUp() {
        var table = table(Throughput.of(10, 100), null, index(1, true, ProjectionType.ALL, "g"));
        write(table, 2);
        assertThatThrownBy(() -> write(table, 1))
                .isInstanceOf(ProvisionedThroughputExceededException.class)
                .hasMessageContaining("one or more global secondary indexes");
    }

    @Test
    void onDemandServesFourThousandWritesAndTwiceTheFormerPeak() {
        var table = table(null, null);
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < 4_000; i++) {
                meter.write(new Consumed(table).wrote(null, item()), new Value.S("" + i));
            }
            assertThatThrownBy(() -> meter.write(new Consumed(table).wrote(null, item()), KEY))
                    .isInstanceOf(ThrottlingException.class)
                    .hasMessageStartingWith("Throughput exceeds the current capacity");
            platform.clock().advance(Duration.ofMinutes(31));
            for (int i = 0; i < 8_000; i++) {
                meter.write(new Consumed(table).wrote(null, item()), new Value.S("" + i));
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 4_000; i++) {
                            meter.write(new Consumed(table).wrote(null, item()), new Value.S("" + i));
                        }
                    })
                    .isInstanceOf(ThrottlingException.class);
        });
    }

    @Test
    void onDemandKeepsToItsMaximum() {
        var table = table(
                null, OnDemandThroughput.builder().maxWriteRequestUnits(7L).build());
        write(table, 7);
        assertThatThrownBy(() -> write(table, 1))
                .isInstanceOfSatisfying(
                        ThrottlingException.class,
                        e -> assertThat(e.throttlingReasons().getFirst().reason())
                                .isEqualTo("TableWriteMaxOnDemandThroughputExceeded"));
    }

    @Test
    void oneKeyTakesAThousandWritesASecond() {
        var table = table(Throughput.of(10, 40_000), null);
        var one = new Consumed(table).wrote(null, item());
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                meter.write(one, KEY);
            }
            assertThatThrownBy(() -> meter.write(one, KEY))
                    .isInstanceOfSatisfying(
                            ProvisionedThroughputExceededException.class,
                            e -> assertThat(e.throttlingReasons().getFirst().reason())
                                    .isEqualTo("TableWriteKeyRangeThroughputExceeded"));
            meter.write(one, new Value.S("other"));
        });
    }

    @Test
    void readsAreAdmittedBeforeTheyAreKnownAndPaidForAfter() {
        var table = table(Throughput.of(5, 5), null);
        TestPlatform.CALLER.run(() -> {
            meter.admitRead(table, null, KEY);
            meter.read(new Consumed(table).read(null, 10 * 4_096, true), null, KEY);
            assertThatThrownBy(() -> meter.admitRead(table, null, KEY))
                    .isInstanceOf(ProvisionedThroughputExceededException.class);
            platform.clock().advance(Duration.ofMillis(1_500));
            meter.admitRead(table, null, KEY);
        });
    }

    @Test
    void nothingIsTurnedAwayWhenItIsOff() {
        var table = table(Throughput.of(1, 1), null);
        var off = new Meter(platform, false);
        TestPlatform.CALLER.run(() -> {
            for (int i = 0; i < 100; i++) {
                off.write(new Consumed(table).wrote(null, item()), KEY);
            }
        });
    }
}
