package tarn.engines.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tarn.engines.sql.LakeStorage;
import tarn.engines.sql.LakeTable;

/** The SerDes of text files. The others are read back by {@link WriteTest}. */
final class SerdeTest {

    private static final String LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";

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

    private static LakeTable with(LakeTable table, String key, String value) {
        var parameters = new HashMap<>(table.parameters());
        parameters.put(key, value);
        return new LakeTable(
                table.database(),
                table.name(),
                table.owner(),
                table.type(),
                table.columns(),
                table.partitionKeys(),
                table.storage(),
                parameters,
                table.viewText(),
                table.viewExpandedText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.openx.data.jsonserde.JsonSerDe",
                "org.apache.hive.hcatalog.data.JsonSerDe",
                "org.apache.hadoop.hive.serde2.JsonSerDe"
            })
    void jsonLinesAreRead(String serde) {
        var lines = """
                {"id": 1, "tags": ["a", "b"], "point": {"x": 1.5}, "extra": true}
                {"id": 2, "tags": null}
                """;
        var table = Engine.table(
                "t",
                "s3://b/t/",
                serde,
                Map.of(),
                "id",
                "bigint",
                "tags",
                "array<string>",
                "point",
                "struct<x:double>");
        assertThat(read("a.json", lines.getBytes(UTF_8), table))
                .isEqualTo("[[1, [a, b], SqlStruct[fields=[Field[name=Optional[x], value=1.5]]]], [2, null, null]]");
    }

    @Test
    void delimitersHeadersAndNullsOfTextAreObeyed() {
        var table = Engine.table(
                "t",
                "s3://b/t/",
                LAZY,
                Map.of("field.delim", "|", "collection.delim", ";", "mapkey.delim", ":"),
                "n",
                "int",
                "l",
                "array<int>",
                "m",
                "map<string,int>");
        assertThat(read(
                        "a.txt",
                        "n|l|m\n1|2;3|a:4\n\\N||\n".getBytes(UTF_8),
                        with(table, "skip.header.line.count", "1")))
                .startsWith("[[1, [2, 3], {a=4}], [null, ");
    }

    @Test
    void gzipIsRead() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("1\n2\n".getBytes(UTF_8));
        }
        assertThat(read("a.gz", bytes.toByteArray(), Engine.text("t", "s3://b/t/", "n", "int")))
                .isEqualTo("[[1], [2]]");
        assertThat(Engine.scanned(lake, "SELECT * FROM t")).isEqualTo(bytes.size());
    }

    /* The columns of AWS's published definition, as far as nesting goes. */
    @ParameterizedTest
    @ValueSource(strings = {"org.apache.hive.hcatalog.data.JsonSerDe", "com.amazon.emr.hive.serde.CloudTrailSerde"})
    void eachRecordOfACloudTrailFileIsARow(String serde) throws IOException {
        var plain = Engine.table(
                "t",
                "s3://b/t/",
                serde,
                Map.of(),
                "eventtime",
                "string",
                "useridentity",
                "struct<type:string,sessioncontext:struct<attributes:struct<mfaauthenticated:string>>>",
                "requestparameters",
                "string",
                "resources",
                "array<struct<arn:string,accountid:string>>");
        var table = new LakeTable(
                plain.database(),
                plain.name(),
                plain.owner(),
                plain.type(),
                plain.columns(),
                plain.partitionKeys(),
                plain.storage()
                        .map(text -> new LakeStorage(
                                text.location(),
                                Optional.of("com.amazon.emr.cloudtrail.CloudTrailInputFormat"),
                                text.outputFormat(),
                                text.serde(),
                                text.serdeParameters(),
                                text.buckets())),
                plain.parameters(),
                plain.viewText(),
                plain.viewExpandedText());
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write("""
                    {"Records":[{"eventTime":"2026-01-01T00:00:00Z","userIdentity":{"type":"AssumedRole","sessionContext":
                    {"attributes":{"mfaAuthenticated":"false"}}},"requestParameters":{"bucketName":"b"},
                    "resources":[{"ARN":"arn:aws:s3:::b","accountId":"1"}]},{"eventTime":"2026-01-01T00:00:01Z"}]}""".getBytes(UTF_8));
        }
        lake.files().put("s3://b/t/2026/01/01/a.json.gz", bytes.toByteArray());
        lake.catalog().createTable(table);
        assertThat(Engine.rows(
                                lake,
                                "SELECT eventtime, useridentity.sessioncontext.attributes.mfaauthenticated,"
                                        + " json_extract_scalar(requestparameters, '$.bucketName'), resources[1].arn"
                                        + " FROM t WHERE resources IS NOT NULL")
                        .toString())
                .isEqualTo("[[2026-01-01T00:00:00Z, false, b, arn:aws:s3:::b]]");
        assertThat(Engine.rows(lake, "SELECT count(*) FROM t").toString()).isEqualTo("[[2]]");
    }

    @Test
    void quotedCsvIsRead() {
        var table = Engine.table(
                "t",
                "s3://b/t/",
                "org.apache.hadoop.hive.serde2.OpenCSVSerde",
                Map.of("separatorChar", ",", "quoteChar", "\"", "escapeChar", "\\"),
                "a",
                "string",
                "b",
                "string");
        assertThat(read("a.csv", "\"x, y\",\"say \\\"hi\\\"\"\n".getBytes(UTF_8), table))
                .isEqualTo("[[x, y, say \"hi\"]]");
    }

    @Test
    void linesAreReadByGrokPattern() {
        var table = Engine.table(
                "t",
                "s3://b/t/",
                "com.amazonaws.glue.serde.GrokSerDe",
                Map.of(
                        "input.format", "%{IP:client} \\[%{LOGLEVEL:level}\\] %{NUMBER:code:int} %{REST:text}",
                        "input.grokCustomPatterns", "REST .*"),
                "text",
                "string",
                "client",
                "string",
                "code",
                "int");
        var lines = "10.0.0.1 [warn] 42 it happened\nno line of ours\n10.0.0.2 [info] 7 fine\n";
        assertThat(read("a.log", lines.getBytes(UTF_8), table))
                .isEqualTo("[[it happened, 10.0.0.1, 42], [null, null, null], [fine, 10.0.0.2, 7]]");
    }

    @Test
    void linesAreReadByPattern() {
        var table = Engine.table(
                "t",
                "s3://b/t/",
                "org.apache.hadoop.hive.serde2.RegexSerDe",
                Map.of("input.regex", "([^ ]*) (\\d+)"),
                "host",
                "string",
                "status",
                "int");
        assertThat(read("a.log", "a.example 200\n???\n".getBytes(UTF_8), table))
                .isEqualTo("[[a.example, 200], [null, null]]");
    }

    @Test
    void markersOfFoldersAreNoFiles() {
        lake.files().markers.add("s3://b/t/");
        lake.files().markers.add("s3://b/t/sub/");
        assertThat(read("sub/a.csv", "1\n".getBytes(UTF_8), Engine.text("t", "s3://b/t/", "n", "int")))
                .isEqualTo("[[1]]");
    }

    @Test
    void anAbsentPrefixHasNoRows() {
        lake.catalog().createTable(Engine.text("t", "s3://b/nowhere/", "n", "int"));
        assertThat(Engine.rows(lake, "SELECT * FROM t")).isEmpty();
    }
}
