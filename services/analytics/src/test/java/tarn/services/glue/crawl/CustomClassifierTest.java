package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users' classifiers and the built-in ones for XML, Ion and logs make of files. */
class CustomClassifierTest {

    private static final String CSV = "7;'a;b';true\n8;'c';false\n9;d;true\n";

    private final MemoryLake lake = new MemoryLake();

    private static CustomClassifier.Rows rows(List<String> header, List<String> types) {
        return new CustomClassifier.Rows(
                "r",
                Optional.of(';'),
                Optional.of('\''),
                CustomClassifier.Header.ABSENT,
                header,
                types,
                false,
                true,
                Format.RowReader.USUAL);
    }

    @Test
    void aGrokPatternNamesTheColumns() {
        lake.with("t/a.log", "12 ERROR disk full\n13 WARN disk slow\n")
                .asking(new CustomClassifier.Lines(
                        "g", "mine", "%{INT:id:int} %{LEVEL:level} %{GREEDYDATA:message}", "LEVEL [A-Z]+"));
        assertThat(lake.columns("t/")).containsExactly("id int", "level string", "message string");
        assertThat(lake.tables("t/").getFirst().format().classification()).isEqualTo("mine");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(2);
    }

    @Test
    void theFirstThatIsCertainIsBelievedElseTheSurest() {
        var most = new CustomClassifier.Lines("most", "most", "%{INT:a} %{WORD:b}$", "");
        var all = new CustomClassifier.Lines("all", "all", "%{INT:a} %{GREEDYDATA:b}", "");
        lake.with("t/a.log", "1 x\n2 y\n3 z z\n").asking(most, all);
        assertThat(lake.tables("t/").getFirst().format().classification()).isEqualTo("all");
        lake.asking(most);
        assertThat(lake.tables("t/").getFirst().format().classification()).isEqualTo("most");
        lake.asking(new CustomClassifier.Lines("none", "none", "%{WORD:a}: %{WORD:b}", ""));
        assertThat(lake.tables("t/")).isEmpty();
    }

    @Test
    void rowsAreReadAsTheUserSays() {
        lake.with("t/a.csv", CSV).asking(rows(List.of("id", "name", "good"), List.of()));
        assertThat(lake.columns("t/")).containsExactly("id bigint", "name string", "good boolean");
        var format = (Format.Csv) lake.tables("t/").getFirst().format();
        assertThat(format.reader()).isEqualTo(Format.RowReader.OPEN_CSV);
        lake.asking(rows(List.of(), List.of("int", "string", "string")));
        assertThat(lake.columns("t/")).containsExactly("col0 int", "col1 string", "col2 string");
        lake.asking(rows(List.of("a", "b"), List.of()));
        assertThat(lake.tables("t/"))
                .as("rows of three columns are none of two")
                .isEmpty();
    }

    @Test
    void aFileOfOneColumnNeedsToBeAllowed() {
        lake.with("t/a.csv", "x\ny\n");
        assertThat(lake.tables("t/")).isEmpty();
        lake.asking(new CustomClassifier.Rows(
                "r",
                Optional.of(','),
                Optional.empty(),
                CustomClassifier.Header.ABSENT,
                List.of("word"),
                List.of(),
                true,
                true,
                Format.RowReader.LAZY));
        assertThat(lake.columns("t/")).containsExactly("word string");
    }

    @Test
    void aJsonPathLeadsToTheRows() {
        lake.with("t/a.json", "{\"meta\":{\"n\":2},\"rows\":[{\"id\":1,\"x\":{\"y\":true}},{\"id\":2.5}]}");
        lake.asking(new CustomClassifier.Path("p", JsonPath.parse("$.rows[*]")));
        assertThat(lake.columns("t/")).containsExactly("id double", "x struct<y:boolean>");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(2);
        lake.asking(new CustomClassifier.Path("p", JsonPath.parse("$['rows'][0].x")));
        assertThat(lake.columns("t/")).containsExactly("y boolean");
        lake.asking(new CustomClassifier.Path("p", JsonPath.parse("$.none[*]")));
        assertThat(lake.columns("t/")).as("the built-in classifier").contains("meta struct<n:int>");
        lake.with("u/a.json", "[{\"id\":1},{\"id\":2}]");
        lake.asking(new CustomClassifier.Path("p", JsonPath.parse("$[*]")));
        assertThat(lake.columns("u/")).containsExactly("id int");
    }

    @ParameterizedTest
    @CsvSource({"rows", "$..rows", "$.rows[?(@.a)]", "$.rows["})
    void aPathThatNobodyKnowsIsRefused(String text) {
        assertThatThrownBy(() -> JsonPath.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void elementsOfATagAreRows() {
        lake.with(
                "t/a.xml",
                "<?xml version='1.0'?><shop><name>s</name><order id='7'><line>a</line><line>b</line></order>"
                        + "<order id='8'><line>c</line><paid>true</paid></order></shop>");
        lake.asking(new CustomClassifier.Elements("x", "xml", "order"));
        var columns = lake.columns("t/");
        assertThat(columns).containsExactly("_id bigint", "line string", "paid boolean");
        lake.asking();
        assertThat(lake.tables("t/").getFirst().format()).isEqualTo(new Format.Xml("xml", "shop"));
        lake.with("u/a.xml", "<r><a><n>1</n></a><a><n>2</n></a></r>");
        assertThat(lake.columns("u/")).containsExactly("n bigint");
    }

    @Test
    void nothingOutsideIsFetchedForXml() {
        lake.with(
                "t/a.xml",
                "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r><a><n>&x;</n></a><a><n>1</n></a></r>");
        assertThat(lake.tables("t/")).isEmpty();
    }

    @Test
    void ionIsReadAsTextAndAsBinary() {
        lake.with("t/a.ion", "$ion_1_0 {id: 1, at: 2020-01-01T00:00:00Z, of: [a, b], n: 1.5} {id: 99999999999}");
        assertThat(lake.columns("t/"))
                .containsExactly("id bigint", "at timestamp", "of array<string>", "n decimal(38,18)");
        lake.with("u/b.bin", new byte[] {(byte) 0xE0, 1, 0, (byte) 0xEA, (byte) 0xD3, (byte) 0x84, (byte) 0x21, 5});
        assertThat(lake.columns("u/")).containsExactly("name int");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "combined_apache~127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326"
                        + " \"http://e.com/x\" \"Mozilla/4.08 [en]\"",
                "apache~127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 404 -",
                "linux_kernel~Mar  3 10:00:01 host1 kernel: [12345.678901] usb 1-1: new device",
                "microsoft_log~2015-01-01 10:00:00, Info CBS Starting TrustedInstaller",
                "ruby_logger~I, [1999-03-03T02:34:24.895701 #19074]  INFO -- Main: info.",
                "squid~1286536308.779    180 192.168.0.224 TCP_MISS/200 411 GET http://e.com/x - DIRECT/74.125.1.1 text/html",
                "redismonlog~1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"*\"",
                "redislog~[4018] 14 Nov 07:01:22.119 * Background saving terminated with success"
            })
    void logsThatAwsKnowsAreRecognised(String classification, String line) {
        lake.with("t/a.log", (line + "\n").repeat(3));
        var table = lake.tables("t/").getFirst();
        assertThat(table.format().classification()).isEqualTo(classification);
        assertThat(table.columns()).hasSizeGreaterThan(3);
    }

    @Test
    void whatIsCutShortOrMixedNeverBreaksACrawl() {
        var whole = "<r><a><n>1</n></a><a><n>2</n></a></r>";
        for (int i = 0; i < whole.length(); i++) {
            lake.with("x/" + i + "/a.xml", whole.substring(0, i));
        }
        var ion = new byte[] {(byte) 0xE0, 1, 0, (byte) 0xEA, (byte) 0xD3, (byte) 0x84, (byte) 0x21, 5};
        for (int i = 1; i < ion.length; i++) {
            lake.with("y/" + i + "/a.bin", java.util.Arrays.copyOf(ion, i));
        }
        lake.with("z/a.csv", "a,b\n1\n2,3,4\n\"open").with("z/" + "n".repeat(900) + ".json", "{\"a\":1}");
        assertThat(lake.tables("x/")).isNotNull();
        assertThat(lake.tables("y/")).isNotNull();
        assertThat(lake.tables("z/")).isNotEmpty();
    }
}
