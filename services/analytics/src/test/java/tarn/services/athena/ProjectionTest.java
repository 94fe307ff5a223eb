package tarn.services.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tarn.engines.sql.LakeColumn;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/** Partitions reckoned from table properties. */
final class ProjectionTest {

    private static final Instant NOW = Instant.parse("2026-03-05T10:30:00Z");

    private static Projection projection(List<LakeColumn> keys, Map<String, String> properties) {
        var parameters = new HashMap<>(properties);
        parameters.put("projection.enabled", "TRUE");
        var storage = new LakeStorage(
                Optional.of("s3://b/logs"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
        var table = new LakeTable(
                "db",
                "t",
                Optional.empty(),
                "EXTERNAL_TABLE",
                List.of(),
                keys,
                Optional.of(storage),
                parameters,
                Optional.empty(),
                Optional.empty());
        return Projection.of(table, NOW).orElseThrow();
    }

    private static LakeColumn key(String name, String type) {
        return new LakeColumn(name, type, Optional.empty());
    }

    private static String values(String type, Map<String, String> properties, LakeCondition... conditions) {
        var named = new HashMap<String, String>();
        properties.forEach((name, value) -> named.put("projection.k." + name, value));
        return String.join(
                " ",
                projection(List.of(key("k", type)), named).values(List.of(conditions)).stream()
                        .map(List::getFirst)
                        .toList());
    }

    private static LakeCondition within(String low, String high) {
        return new LakeCondition.Within(
                "k", Optional.of(new LakeCondition.End(low, true)), Optional.of(new LakeCondition.End(high, false)));
    }

    @Test
    void anEnumerationIsItsValues() {
        var properties = Map.of("type", "enum", "values", "a, b,c");
        assertThat(values("string", properties)).isEqualTo("a b c");
        assertThat(values("string", properties, new LakeCondition.OneOf("k", List.of("b", "z"))))
                .isEqualTo("b");
    }

    @Test
    void numbersAreComparedByTheKeysType() {
        var properties = Map.of("type", "integer", "range", "0,20", "interval", "5");
        assertThat(values("int", properties)).isEqualTo("0 5 10 15 20");
        assertThat(values("int", properties, within("5", "15"))).isEqualTo("5 10");
        assertThat(values("string", properties, within("1", "2"))).isEqualTo("10 15");
        assertThat(values("string", Map.of("type", "integer", "range", "8,11", "digits", "3")))
                .isEqualTo("008 009 010 011");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy/MM/dd | '2026/03/03,NOW'     |        | 2026/03/03 2026/03/04 2026/03/05",
                "yyyy-MM    | '2025-12,NOW'        |        | 2025-12 2026-01 2026-02 2026-03",
                "yyyy       | 'NOW-2YEARS,NOW'     |        | 2024 2025 2026",
                "yyyy/MM/dd | 'NOW-1DAYS,NOW+1DAY' |        | 2026/03/04 2026/03/05 2026/03/06",
                "yyyyMMddHH | '2026030508,NOW'     | HOURS  | 2026030508 2026030509 2026030510"
            })
    void timesGoFromOneEndToTheOther(String format, String range, String unit, String expected) {
        var properties = new HashMap<>(Map.of("type", "date", "format", format, "range", range));
        if (unit != null) {
            properties.put("interval.unit", unit);
        }
        assertThat(values("string", properties)).isEqualTo(expected);
    }

    @Test
    void timesAreComparedAsTheyAreWritten() {
        var properties = Map.of("type", "date", "format", "yyyy/MM/dd", "range", "2020/01/01,NOW");
        assertThat(values("string", properties, within("2026/02/27", "2026/03/02")))
                .isEqualTo("2026/02/27 2026/02/28 2026/03/01");
    }

    @Test
    void anInjectedKeyMustBeSaid() {
        assertThat(values("string", Map.of("type", "injected"), new LakeCondition.OneOf("k", List.of("x", "y"))))
                .isEqualTo("x y");
        assertThatThrownBy(() -> values("string", Map.of("type", "injected")))
                .hasMessageContaining("static equality conditions");
    }

    @Test
    void aPartitionLiesWhereTheTemplateSays() {
        var keys = List.of(key("region", "string"), key("day", "string"));
        var properties = Map.of(
                "projection.region.type", "enum",
                "projection.region.values", "eu,us",
                "projection.day.type", "date",
                "projection.day.format", "yyyy/MM/dd",
                "projection.day.range", "2026/03/04,NOW",
                "storage.location.template", "s3://b/AWSLogs/${region}/${day}");
        var projection = projection(keys, properties);
        var all = projection.values(List.of());
        assertThat(all).hasSize(4).contains(Arrays.asList("us", "2026/03/05"));
        assertThat(projection.partition(all.getFirst()).storage().location()).contains("s3://b/AWSLogs/eu/2026/03/04/");
        var hive = projection(keys, Map.of()).partition(List.of("e u", "1/2"));
        assertThat(hive.storage().location()).contains("s3://b/logs/region=e u/day=1%2F2/");
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> values("int", Map.of("type", "integer", "range", "1")))
                .hasMessageContaining("projection.k.range");
        assertThatThrownBy(() -> values("int", Map.of("type", "integer", "range", "0,99999999999")))
                .hasMessageContaining("more than");
        assertThatThrownBy(() -> values("int", Map.of("range", "1,2"))).hasMessageContaining("projection.k.type");
    }
}
