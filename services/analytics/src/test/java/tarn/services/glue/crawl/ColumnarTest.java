package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnarTest {

    private static final List<String> EVERY_TYPE = List.of(
            "id bigint",
            "small tinyint",
            "short smallint",
            "n int",
            "f float",
            "d double",
            "ok boolean",
            "name string",
            "raw binary",
            "day date",
            "at timestamp",
            "price decimal(10,2)",
            "tags array<string>",
            "address struct<city:string,zip:int>",
            "scores map<string,double>");

    private final MemoryLake lake = new MemoryLake();

    @Test
    void parquetTellsItsColumnsAndRowsInItsFooter() {
        lake.with("t/a.parquet", MemoryLake.resource("every-type.parquet"));
        assertThat(lake.columns("t/")).containsExactlyElementsOf(EVERY_TYPE);
        var table = lake.tables("t/").getFirst();
        assertThat(table.format()).isEqualTo(new Format.Parquet());
        assertThat(table.tally().records()).isEqualTo(3);
    }

    @Test
    void parquetsOldTimestampsAreTimestamps() {
        lake.with("t/a.parquet", MemoryLake.resource("int96.parquet"));
        assertThat(lake.columns("t/")).containsExactly("id bigint", "at timestamp");
    }

    @Test
    void parquetsUnsignedNumbersGetATypeThatHoldsThem() {
        lake.with("t/a.parquet", MemoryLake.resource("unsigned.parquet"));
        assertThat(lake.columns("t/"))
                .containsExactly("u8 int", "u16 int", "u32 bigint", "t bigint", "tags array<string>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "zlib", "snappy", "lz4", "zstd"})
    void orcTellsItsColumnsAndRowsInItsFooter(String compression) {
        lake.with("t/a.orc", MemoryLake.resource("every-type-" + compression + ".orc"));
        assertThat(lake.columns("t/")).containsExactlyElementsOf(EVERY_TYPE);
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(3);
    }

    @Test
    void avroTellsItsColumnsInItsHeaderAndItsRowsInItsBlocks() {
        lake.with("t/a.avro", MemoryLake.resource("people.avro"));
        assertThat(lake.columns("t/"))
                .containsExactly(
                        "id bigint",
                        "n int",
                        "name string",
                        "ok boolean",
                        "f float",
                        "d double",
                        "raw binary",
                        "day date",
                        "at timestamp",
                        "price decimal(10,2)",
                        "kind string",
                        "tags array<string>",
                        "scores map<string,double>",
                        "address struct<city:string>",
                        "manager string");
        var table = lake.tables("t/").getFirst();
        assertThat(table.format())
                .isInstanceOfSatisfying(
                        Format.Avro.class, avro -> assertThat(avro.schema()).startsWith("{"));
        assertThat(table.tally().records()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-type.parquet", "every-type-zlib.orc", "people.avro"})
    void aFileCutShortAnywhereMakesNoTableAndIsNamed(String name) {
        var bytes = MemoryLake.resource(name);
        int step = name.endsWith(".avro") ? 97 : 31;
        int headerOnly = name.endsWith(".avro") ? 600 : bytes.length;
        for (int length = 5; length < Math.min(bytes.length, headerOnly); length += step) {
            var damaged = new MemoryLake().with("t/file", MemoryLake.cut(bytes, length));
            assertThat(damaged.tables("t/")).as("cut at %d", length).isEmpty();
            assertThat(damaged.log)
                    .as("cut at %d", length)
                    .singleElement()
                    .asString()
                    .contains("s3://lake/t/file");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"every-type.parquet", "every-type-zlib.orc", "every-type-snappy.orc", "people.avro"})
    void damagedBytesNeverBreakACrawl(String name) {
        var bytes = MemoryLake.resource(name);
        var random = new java.util.Random(42);
        for (int i = 0; i < 2_000; i++) {
            var damaged = bytes.clone();
            for (int j = 0; j < 4; j++) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            var tables = new MemoryLake().with("t/file", damaged).tables("t/");
            assertThat(tables).as("seed 42, round %d", i).hasSizeLessThanOrEqualTo(1);
        }
    }
}
