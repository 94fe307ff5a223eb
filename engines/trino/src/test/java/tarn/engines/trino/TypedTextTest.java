package tarn.engines.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazon.ion.system.IonBinaryWriterBuilder;
import com.amazon.ion.system.IonReaderBuilder;
import io.trino.hive.formats.compression.CompressionKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/** Ion, CSV with types, and text in every compression. */
final class TypedTextTest {

    private static final String CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde";

    @TempDir
    Path folder;

    private FolderLake lake;

    @BeforeEach
    void makeLake() {
        lake = FolderLake.in(folder);
        Engine.database(lake);
    }

    private String read(String file, byte[] content, LakeTable table) {
        lake.files().put("s3://b/t/" + file, content);
        lake.catalog().createTable(table);
        return Engine.rows(lake, "SELECT * FROM t").toString();
    }

    private static LakeTable ion(Map<String, String> properties, String... columns) {
        var table = Engine.table("t", "s3://b/t/", "com.amazon.ionhiveserde.IonHiveSerDe", properties, columns);
        return new LakeTable(
                table.database(),
                table.name(),
                table.owner(),
                table.type(),
                table.columns(),
                table.partitionKeys(),
                table.storage()
                        .map(text -> new LakeStorage(
                                text.location(),
                                Optional.of("com.amazon.ionhiveserde.formats.IonInputFormat"),
                                Optional.of("com.amazon.ionhiveserde.formats.IonOutputFormat"),
                                text.serde(),
                                text.serdeParameters(),
                                text.buckets())),
                table.parameters(),
                table.viewText(),
                table.viewExpandedText());
    }

    private static final String ION = """
            {Id: 1, name: "one", price: 1.50, at: 2020-01-02T03:04:05.678Z, day: 2020-01-02, ok: true,
             tags: [a, 'b c'], point: {x: 1.5e0}, gone: null.string}
            {Id: 2, extra: (1 2), data: {{ aGVsbG8= }}}
            """;

    private static LakeTable everyKind() {
        return ion(
                Map.of(),
                "id",
                "bigint",
                "name",
                "string",
                "price",
                "decimal(10,2)",
                "at",
                "timestamp",
                "day",
                "date",
                "ok",
                "boolean",
                "tags",
                "array<string>",
                "point",
                "struct<x:double>",
                "gone",
                "string");
    }

    private static final String EVERY_KIND =
            "[[1, one, 1.50, 2020-01-02 03:04:05.678, 2020-01-02, true, [a, b c], SqlStruct[fields=[Field[name="
                    + "Optional[x], value=1.5]]], null], [2, null, null, null, null, null, null, null, null]]";

    @Test
    void structsOfIonAreRows() {
        assertThat(read("a.ion", ION.getBytes(UTF_8), everyKind())).isEqualTo(EVERY_KIND);
    }

    @Test
    void binaryIonIsReadPackedOrNot() throws IOException {
        var binary = new ByteArrayOutputStream();
        try (var reader = IonReaderBuilder.standard().build(ION);
                var writer = IonBinaryWriterBuilder.standard().build(binary)) {
            writer.writeValues(reader);
        }
        var packed = new ByteArrayOutputStream();
        try (var out = CompressionKind.GZIP.createCodec().createStreamCompressor(packed)) {
            out.write(binary.toByteArray());
        }
        assertThat(read("a.ion.gz", packed.toByteArray(), everyKind())).isEqualTo(EVERY_KIND);
        lake.files().put("s3://b/t/b.ion", binary.toByteArray());
        assertThat(Engine.value(lake, "SELECT count(*) FROM t WHERE name = 'one'"))
                .isEqualTo(2L);
    }

    @Test
    void columnsOfIonLieWhereTheirPathsSay() {
        var table = ion(
                Map.of("ion.street.path_extractor", "(Address street)", "ion.zip.path_extractor", "(address zip)"),
                "street",
                "string",
                "zip",
                "int",
                "name",
                "string");
        assertThat(read("a.ion", "{name: n, address: {Street: \"Main\", zip: 5}} {name: m}".getBytes(UTF_8), table))
                .isEqualTo("[[Main, 5, n], [null, null, m]]");
    }

    @Test
    void malformedIonIsSaidToBe() {
        assertThatThrownBy(() -> read("a.ion", "{id: 1} {id: ".getBytes(UTF_8), ion(Map.of(), "id", "int")))
                .hasMessageContaining("Failed to read file at s3://b/t/a.ion");
    }

    @Test
    void valuesOfQuotedCsvHaveTypes() {
        var table = Engine.table(
                "t",
                "s3://b/t/",
                CSV,
                Map.of(),
                "i",
                "int",
                "l",
                "bigint",
                "x",
                "double",
                "b",
                "boolean",
                "d",
                "date",
                "at",
                "timestamp",
                "s",
                "string");
        assertThat(read(
                        "a.csv",
                        "\"1\",\"2\",\"1.5\",\"TRUE\",\"18262\",\"1579059880000\",\"\"\n".getBytes(UTF_8),
                        table))
                .isEqualTo("[[1, 2, 1.5, true, 2020-01-01, 2020-01-15 03:44:40.000, ]]");
    }

    @Test
    void aValueOfQuotedCsvThatDoesNotFitFailsUnlessItMayBeNull() {
        var text = "\"1\"\n\"\"\n".getBytes(UTF_8);
        assertThatThrownBy(() -> read("a.csv", text, Engine.table("t", "s3://b/t/", CSV, Map.of(), "i", "int")))
                .hasMessageContaining("Error parsing field value '' for field 0: For input string: \"\"");
        lake.catalog()
                .replaceTable(
                        "db",
                        "t",
                        Engine.table("t", "s3://b/t/", CSV, Map.of("use.null.for.invalid.data", "true"), "i", "int"));
        assertThat(Engine.rows(lake, "SELECT * FROM t").toString()).isEqualTo("[[1], [null]]");
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "BZIP2", "ZSTD", "SNAPPY", "LZ4", "DEFLATE"})
    void packedTextIsReadAndCountsAsItLies(CompressionKind kind) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = kind.createCodec().createStreamCompressor(packed)) {
            out.write("n\n1\n2\n".getBytes(UTF_8));
        }
        var table = Engine.text("t", "s3://b/t/", "n", "int");
        assertThat(read("a.csv" + kind.getFileExtension(), packed.toByteArray(), table))
                .isEqualTo("[[null], [1], [2]]");
        assertThat(Engine.scanned(lake, "SELECT sum(n) FROM t")).isEqualTo(packed.size());
    }

    @Test
    void theHeaderOfALargeFileIsPassedOverOnce() {
        var rows = new StringBuilder("name,n\n");
        for (int i = 0; i < 4_000_000; i++) {
            rows.append("a,").append(i % 10).append('\n');
        }
        lake.files().put("s3://b/t/a.csv", rows.toString().getBytes(UTF_8));
        var table = Engine.text("t", "s3://b/t/", "name", "string", "n", "int");
        var parameters = new java.util.HashMap<>(table.parameters());
        parameters.put("skip.header.line.count", "1");
        lake.catalog()
                .createTable(new LakeTable(
                        table.database(),
                        table.name(),
                        table.owner(),
                        table.type(),
                        table.columns(),
                        table.partitionKeys(),
                        table.storage(),
                        parameters,
                        table.viewText(),
                        table.viewExpandedText()));
        assertThat(Engine.rows(lake, "SELECT count(*), count(n), min(name) FROM t")
                        .toString())
                .isEqualTo("[[4000000, 4000000, a]]");
        assertThat(Engine.scanned(
                        lake, "CREATE TABLE made WITH (external_location = 's3://b/made/') AS SELECT * FROM t"))
                .isEqualTo(rows.length());
    }
}
