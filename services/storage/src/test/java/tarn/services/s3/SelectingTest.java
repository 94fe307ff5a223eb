package tarn.services.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.s3.InProcess.BUCKET;
import static tarn.services.s3.InProcess.refused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompressionType;
import software.amazon.awssdk.services.s3.model.ExpressionType;
import software.amazon.awssdk.services.s3.model.FileHeaderInfo;
import software.amazon.awssdk.services.s3.model.JSONType;
import software.amazon.awssdk.services.s3.model.ProgressEvent;
import software.amazon.awssdk.services.s3.model.RecordsEvent;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponse;
import software.amazon.awssdk.services.s3.model.StatsEvent;
import tarn.kernel.EventAnswer;
import tarn.kernel.Invocation;

/** S3 Select over CSV and JSON. */
class SelectingTest {

    private static final String PEOPLE = "name,age,city\nAnna,34,Berlin\nBob,27,\"Paris, TX\"\nCarla,41,Rome\n";

    private static final String LINES = """
            {"id":1,"tags":["a","b"],"at":{"x":1.5},"name":"One"}
            {"id":2,"tags":[],"at":{"x":2.25},"name":null}
            {"id":3,"at":{"x":1e3}}
            """;

    @RegisterExtension
    final InProcess tarn = new InProcess();

    private List<SelectObjectContentEventStream> events(Consumer<SelectObjectContentRequest.Builder> asked) {
        var request =
                SelectObjectContentRequest.builder().bucket(BUCKET).key("k").expressionType(ExpressionType.SQL);
        asked.accept(request);
        var service = tarn.platform().services().service(S3Client.class).orElseThrow();
        var operation = service.operation("SelectObjectContent").orElseThrow();
        var events = new ArrayList<SelectObjectContentEventStream>();
        EventAnswer<SelectObjectContentResponse, SelectObjectContentEventStream> answer = (response, work) -> {
            work.accept(events::add);
            return response;
        };
        tarn.platform().services().answer(new Invocation(service, operation, request.build(), null, answer));
        return events;
    }

    private static String records(List<SelectObjectContentEventStream> events) {
        return events.stream()
                .filter(RecordsEvent.class::isInstance)
                .map(event -> ((RecordsEvent) event).payload().asUtf8String())
                .collect(Collectors.joining());
    }

    private String csv(String expression) {
        return records(events(request -> request.expression(expression)
                .inputSerialization(in -> in.csv(csv -> csv.fileHeaderInfo(FileHeaderInfo.USE)))
                .outputSerialization(out -> out.csv(csv -> {}))));
    }

    private String json(String expression) {
        return records(events(request -> request.expression(expression)
                .inputSerialization(in -> in.json(json -> json.type(JSONType.LINES)))
                .outputSerialization(out -> out.json(json -> {}))));
    }

    @Test
    void fieldsOfCsvAreSelectedByNameAndPlace() {
        tarn.put("k", PEOPLE);
        assertThat(csv("SELECT s.name, s._3 FROM S3Object s WHERE s.age > 30")).isEqualTo("Anna,Berlin\nCarla,Rome\n");
        assertThat(csv("SELECT * FROM S3Object LIMIT 2")).isEqualTo("Anna,34,Berlin\nBob,27,\"Paris, TX\"\n");
        assertThat(csv("select NAME from s3object where \"city\" like '%, T_'")).isEqualTo("Bob\n");
    }

    @Test
    void aFieldThatNoHeaderHasIsRefused() {
        tarn.put("k", PEOPLE);
        refused(400, "MissingHeaders", () -> csv("SELECT s.nothing FROM S3Object s"));
    }

    @Test
    void aggregatesGather() {
        tarn.put("k", PEOPLE);
        assertThat(csv("SELECT COUNT(*), SUM(CAST(s.age AS INT)), AVG(s.age), MIN(s.age), MAX(s.name) FROM S3Object s"))
                .isEqualTo("3,102,34,27,Carla\n");
        assertThat(csv("SELECT COUNT(*), MAX(s.age) FROM S3Object s WHERE s.age > 100"))
                .isEqualTo("0,\n");
        refused(400, "UnsupportedSqlStructure", () -> csv("SELECT COUNT(*), s.name FROM S3Object s"));
    }

    @Test
    void pathsLeadIntoJson() {
        tarn.put("k", LINES);
        assertThat(json("SELECT s.id, s.tags[1] AS second, s.\"at\".x FROM S3Object s"))
                .isEqualTo("{\"id\":1,\"second\":\"b\",\"x\":1.5}\n{\"id\":2,\"x\":2.25}\n{\"id\":3,\"x\":1000}\n");
        assertThat(json("SELECT s.id FROM S3Object s WHERE s.name IS NULL")).isEqualTo("{\"id\":2}\n{\"id\":3}\n");
        assertThat(json("SELECT s.id FROM S3Object s WHERE s.name IS MISSING")).isEqualTo("{\"id\":3}\n");
        assertThat(json("SELECT * FROM S3Object[*].tags[*] t")).isEqualTo("{\"_1\":\"a\"}\n{\"_1\":\"b\"}\n{}\n");
    }

    @Test
    void aDocumentIsUnrolled() {
        tarn.put("k", "{\"Rules\":[{\"id\":\"1\"},{\"expr\":\"y > x\"},{\"id\":\"2\",\"expr\":\"z\"}]}");
        var found = records(events(request -> request.expression("SELECT id FROM S3Object[*].Rules[*].id")
                .inputSerialization(in -> in.json(json -> json.type(JSONType.DOCUMENT)))
                .outputSerialization(out -> out.json(json -> {}))));
        assertThat(found).isEqualTo("{\"id\":\"1\"}\n{}\n{\"id\":\"2\"}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            1 + 2 * 3                                             | 7
            7 / 2                                                 | 3
            7.0 / 2                                               | 3.5
            -7 % 4                                                | -3
            'a' || 'b'                                            | ab
            CAST('12' AS INT) + 1                                 | 13
            CAST('1.50' AS DECIMAL)                               | 1.50
            CAST(1.9 AS INT)                                      | 1
            CAST('true' AS BOOL)                                  | true
            CAST(5 AS STRING) || 'x'                              | 5x
            LOWER('ÄB')                                           | äb
            UPPER('ab')                                           | AB
            CHAR_LENGTH('a🙂')                                    | 2
            SUBSTRING('123456789', 0)                             | 123456789
            SUBSTRING('123456789', -1, 4)                         | 12
            SUBSTRING('123456789' FROM 2 FOR 3)                   | 234
            TRIM('   x ')                                         | x
            TRIM(LEADING FROM ' x')                               | x
            TRIM(BOTH '12' FROM '1112211foobar22211122')          | foobar
            COALESCE(NULL, MISSING, 3)                            | 3
            NULLIF(2, 2)                                          | ^^
            NULLIF(2, 3)                                          | 2
            CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END                 | b
            CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END            | b
            2 BETWEEN 1 AND 3                                     | true
            NOT 2 NOT IN (1, 2)                                   | true
            'a%b' LIKE 'a\\%b' ESCAPE '\\'                        | true
            'abcabd' LIKE '%ab_'                                  | true
            NULL = NULL                                           | ^^
            NULL OR TRUE                                          | true
            EXTRACT(YEAR FROM CAST('2010-01-01T' AS TIMESTAMP))   | 2010
            DATE_ADD(month, 1, CAST('2010-01-31T' AS TIMESTAMP))  | 2010-02-28T
            DATE_DIFF(day, `2010-01-01T`, `2010-02-01T`)          | 31
            TO_STRING(`1969-07-20T20:18Z`, 'MMMM d y')            | July 20 1969
            TO_TIMESTAMP('2007-04-05T14:30:33-07:00')             | 2007-04-05T14:30:33-07:00
            UTCNOW()                                              | 2026-01-01T00:00:00Z
            """)
    void expressionsAreReckoned(String expression, String value) {
        tarn.put("k", "{}");
        var found = records(events(request -> request.expression("SELECT " + expression + " FROM S3Object")
                .inputSerialization(in -> in.json(json -> json.type(JSONType.LINES)))
                .outputSerialization(out -> out.csv(csv -> {}))));
        assertThat(found).isEqualTo((value == null ? "" : value) + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " | ", quoteCharacter = '^', textBlock = """
            SELEC * FROM S3Object                        | ParseExpectedKeyword
            SELECT FROM S3Object                         | ParseEmptySelect
            SELECT *, a FROM S3Object                    | ParseAsteriskIsNotAloneInSelectList
            SELECT * FROM table                          | InvalidDataSource
            SELECT * FROM S3Object WHERE                 | ParseUnexpectedToken
            SELECT * FROM S3Object s ORDER BY s.a        | ParseUnsupportedSyntax
            SELECT * FROM S3Object s, S3Object t         | ParseUnsupportedSyntax
            SELECT * FROM S3Object LIMIT -1              | EvaluatorNegativeLimit
            SELECT 'a FROM S3Object                      | LexerInvalidLiteral
            SELECT ~a FROM S3Object                      | LexerInvalidChar
            SELECT MD5(a) FROM S3Object                  | UnsupportedFunction
            SELECT UPPER(a, b) FROM S3Object             | EvaluatorInvalidArguments
            SELECT CAST(a AS THING) FROM S3Object        | ParseExpectedTypeName
            SELECT CAST('x' AS INT) FROM S3Object        | CastFailed
            SELECT SUM(AVG(a)) FROM S3Object             | UnsupportedSqlStructure
            SELECT 9223372036854775807 + 1 FROM S3Object | IntegerOverflow
            """)
    void whatIsWrongIsSaidInTheWordsOfAws(String expression, String code) {
        tarn.put("k", "{\"a\":1}");
        refused(400, code, () -> json(expression));
    }

    @Test
    void compressedObjectsAreExpanded() throws IOException {
        var gzip = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzip)) {
            out.write(PEOPLE.getBytes(UTF_8));
        }
        var bzip2 = new ByteArrayOutputStream();
        try (var out = new io.airlift.compress.bzip2.BZip2HadoopStreams().createOutputStream(bzip2)) {
            out.write(PEOPLE.getBytes(UTF_8));
        }
        for (var type : List.of(CompressionType.GZIP, CompressionType.BZIP2)) {
            var bytes = type == CompressionType.GZIP ? gzip.toByteArray() : bzip2.toByteArray();
            tarn.s3().putObject(request -> request.bucket(BUCKET).key("k"), RequestBody.fromBytes(bytes));
            var events = events(request -> request.expression("SELECT s._1 FROM S3Object s")
                    .inputSerialization(in -> in.compressionType(type).csv(csv -> {}))
                    .outputSerialization(out -> out.csv(csv -> {})));
            assertThat(records(events)).isEqualTo("name\nAnna\nBob\nCarla\n");
            var stats = ((StatsEvent) events.get(events.size() - 2)).details();
            assertThat(stats.bytesScanned()).isEqualTo(bytes.length);
            assertThat(stats.bytesProcessed()).isEqualTo(PEOPLE.length());
            assertThat(stats.bytesReturned()).isEqualTo(20);
        }
        tarn.put("k", PEOPLE);
        refused(
                400,
                "InvalidCompressionFormat",
                () -> events(request -> request.expression("SELECT * FROM S3Object")
                        .inputSerialization(
                                in -> in.compressionType(CompressionType.GZIP).csv(csv -> {}))
                        .outputSerialization(out -> out.csv(csv -> {}))));
    }

    @Test
    void scanRangesSplitAnObjectWithoutLossOrRepetition() {
        var lines = IntStream.range(0, 40)
                .mapToObj(i -> "line" + "x".repeat(i % 7) + i)
                .toList();
        var text = String.join("\n", lines) + "\n";
        tarn.put("k", text);
        for (int step : List.of(1, 3, 8, 64, 1000)) {
            var found = new StringBuilder();
            for (long start = 0; start < text.length(); start += step) {
                long from = start;
                long to = start + step;
                found.append(records(events(request -> request.expression("SELECT * FROM S3Object")
                        .scanRange(range -> range.start(from).end(to))
                        .inputSerialization(in -> in.csv(csv -> {}))
                        .outputSerialization(out -> out.csv(csv -> {})))));
            }
            assertThat(found.toString()).as("steps of " + step).isEqualTo(text);
        }
        refused(
                400,
                "InvalidScanRange",
                () -> events(request -> request.expression("SELECT * FROM S3Object")
                        .scanRange(range -> range.start(10_000L))
                        .inputSerialization(in -> in.csv(csv -> {}))
                        .outputSerialization(out -> out.csv(csv -> {}))));
    }

    @Test
    void muchIsSentInSeveralEventsWithProgress() {
        tarn.put("k", "0123456789,abcdefghij\n".repeat(20_000));
        var events = events(request -> request.expression("SELECT s._2 FROM S3Object s")
                .requestProgress(progress -> progress.enabled(true))
                .inputSerialization(in -> in.csv(csv -> {}))
                .outputSerialization(out -> out.csv(csv -> {})));
        assertThat(records(events)).isEqualTo("abcdefghij\n".repeat(20_000));
        assertThat(events.stream().filter(RecordsEvent.class::isInstance)).hasSizeGreaterThan(2);
        assertThat(events.stream().filter(ProgressEvent.class::isInstance)).hasSizeGreaterThan(2);
        assertThat(events.getLast().sdkEventType()).isEqualTo(SelectObjectContentEventStream.EventType.END);
    }

    @Test
    void delimitersQuotesAndCommentsAreTheRequests() {
        tarn.put("k", "#no\na;'x;''y';1\r\nb;'two\nlines';2\n");
        var found = records(events(request -> request.expression("SELECT * FROM S3Object")
                .inputSerialization(in -> in.csv(csv -> csv.fieldDelimiter(";")
                        .quoteCharacter("'")
                        .quoteEscapeCharacter("'")
                        .allowQuotedRecordDelimiter(true)))
                .outputSerialization(out -> out.csv(
                        csv -> csv.fieldDelimiter("\t").recordDelimiter("|").quoteFields("ALWAYS")))));
        assertThat(found).isEqualTo("\"a\"\t\"x;'y\"\t\"1\"|\"b\"\t\"two\nlines\"\t\"2\"|");
    }

    @Test
    void whatIsNoParquetIsRefused() {
        tarn.put("k", "PAR1");
        refused(
                400,
                "ParquetParsingError",
                () -> events(request -> request.expression("SELECT * FROM S3Object")
                        .inputSerialization(in -> in.parquet(parquet -> {}))
                        .outputSerialization(out -> out.csv(csv -> {}))));
    }

    @Test
    void whatIsNotThereIsRefusedBeforeAnyEvent() {
        refused(404, "NoSuchKey", () -> csv("SELECT * FROM S3Object"));
    }
}
