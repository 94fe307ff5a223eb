package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    private final MemoryLake lake = new MemoryLake();

    @Test
    void aFirstRowOfTextAboveNumbersIsAHeader() {
        lake.with("t/a.csv", "Id,Name,Price\n1,nut,0.5\n2,bolt,1\n");
        assertThat(lake.columns("t/")).containsExactly("Id bigint", "Name string", "Price double");
        var table = lake.tables("t/").getFirst();
        assertThat(table.format()).isEqualTo(new Format.Csv(',', true));
        assertThat(table.tally()).isEqualTo(new Tally(1, 33, 2));
    }

    @Test
    void whereAllIsTextTheFirstRowIsDataAndColumnsAreNumbered() {
        lake.with("t/a.csv", "name,city\nAnn,Rome\nBob,Oslo\n");
        assertThat(lake.columns("t/")).containsExactly("col0 string", "col1 string");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(3);
    }

    @Test
    void aFirstRowWithANumberIsNoHeader() {
        lake.with("t/a.csv", "1,nut\n2,bolt\n");
        assertThat(lake.columns("t/")).containsExactly("col0 bigint", "col1 string");
    }

    @Test
    void aColumnNameMayNotBeAsLongAsATextButTheLastOneMay() {
        var text = "x".repeat(150);
        lake.with("t/a.csv", text + ",b\n1,2\n");
        assertThat(lake.columns("t/")).containsExactly("col0 string", "col1 string");
        lake.with("u/a.csv", "b," + text + "\n1,2\n");
        assertThat(lake.columns("u/")).containsExactly("b bigint", text + " bigint");
    }

    @Test
    void aTrailingDelimiterMakesNoColumn() {
        lake.with("t/a.csv", "a,b,\n1,2,\n3,4,\n");
        assertThat(lake.columns("t/")).containsExactly("a bigint", "b bigint");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "|", "\t", ";", "\u0001"})
    void aDelimiterIsFound(String delimiter) {
        lake.with("t/a.txt", "a,b,c\n1,x y,2.5\n2,z,3\n".replace(",", delimiter));
        assertThat(lake.columns("t/")).containsExactly("a bigint", "b string", "c double");
        assertThat(lake.tables("t/").getFirst().format()).isEqualTo(new Format.Csv(delimiter.charAt(0), true));
    }

    @Test
    void aDelimiterAndALineEndWithinQuotesAreText() {
        lake.with("t/a.csv", "id,name\r\n1,\"Union, \"\"Shelton\"\"\nCounty\"\r\n2,b\r\n");
        assertThat(lake.columns("t/")).containsExactly("id bigint", "name string");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1, bigint", "-7, bigint", "9223372036854775807, bigint", "9223372036854775808, double", "1.5, double",
        ".5, double", "1e3, double", "TRUE, boolean", "false, boolean", "2020-01-15, string",
        "2020-01-15 03:44:40, string", "00M, string", "NaN, string"
    })
    void aValueHasTheTypeThatGlueGivesIt(String value, String type) {
        assertThat(CsvClassifier.typeOf(value).hive()).isEqualTo(type);
    }

    @Test
    void numbersWidenAndConflictsAreText() {
        lake.with("t/a.csv", "a,b,c,d\n1,1,true,\n2.5,x,1,\n");
        assertThat(lake.columns("t/")).containsExactly("a double", "b string", "c string", "d string");
    }

    @Test
    void aHeaderThatRepeatsANameKeepsBothColumns() {
        lake.with("t/a.csv", "a,A,b\n1,2,3\n");
        assertThat(lake.columns("t/")).containsExactly("a bigint", "A_1 bigint", "b bigint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text\nand more\n", "a,b\n", "x\n1\n2\n", "\u0000\u0001\u0002,\u0000\n1,2\n"})
    void whatHasLessThanTwoColumnsAndTwoRowsIsUnknownAndMakesNoTable(String text) {
        lake.with("t/a.csv", text);
        assertThat(lake.tables("t/")).isEmpty();
        assertThat(lake.log)
                .singleElement()
                .asString()
                .contains("s3://lake/t/a.csv")
                .contains("UNKNOWN");
    }

    @Test
    void ofALargeFileOnlyASampleIsReadAndItsRowsAreEstimated() {
        var text = IntStream.range(0, 300_000).mapToObj(i -> i + ",word\n").collect(Collectors.joining());
        lake.with("t/a.csv", text);
        assertThat(lake.columns("t/")).containsExactly("col0 bigint", "col1 string");
        assertThat(lake.tables("t/").getFirst().tally().records()).isBetween(250_000L, 350_000L);
    }

    @Test
    void aByteOrderMarkAndOddBytesAreBorne() {
        lake.with("t/a.csv", "\uFEFFa,b\n1,2\n");
        assertThat(lake.columns("t/")).containsExactly("a bigint", "b bigint");
        lake.with("u/a.csv", "a,b\n1,caf\u00e9\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertThat(lake.columns("u/")).containsExactly("a bigint", "b string");
    }
}
