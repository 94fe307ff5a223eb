package tarn.services.glue.crawl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonTest {

    private final MemoryLake lake = new MemoryLake();

    @Test
    void theMembersOfTheObjectsAreTheColumns() {
        lake.with("t/a.json", """
                {"id":1,"name":"a","ok":true,"price":1.5,"big":3000000000,"none":null}
                {"id":2,"name":"b","ok":false,"price":2,"big":1,"more":[1,2]}
                """);
        assertThat(lake.columns("t/"))
                .containsExactly(
                        "id int",
                        "name string",
                        "ok boolean",
                        "price double",
                        "big bigint",
                        "none string",
                        "more array<int>");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(2);
    }

    @Test
    void nestedValuesAreStructsAndArrays() {
        lake.with("t/a.json", """
                {"user":{"id":1,"homeTown":{"name":"Rome"}},"tags":["a"],"orders":[{"n":1},{"n":2.5,"m":"x"}],"empty":[]}
                """);
        assertThat(lake.columns("t/"))
                .containsExactly(
                        "user struct<id:int,homeTown:struct<name:string>>",
                        "tags array<string>",
                        "orders array<struct<n:double,m:string>>",
                        "empty array<string>");
    }

    @Test
    void anObjectThatIsAlwaysEmptyIsText() {
        lake.with("t/a.json", "{\"a\":{},\"b\":{}} {\"a\":{},\"b\":{\"c\":1}}");
        assertThat(lake.columns("t/")).containsExactly("a string", "b struct<c:int>");
    }

    @Test
    void whatCannotBeReconciledIsText() {
        lake.with("t/a.json", "{\"a\":1,\"b\":{\"c\":1}} {\"a\":\"x\",\"b\":[1]}");
        assertThat(lake.columns("t/")).containsExactly("a string", "b string");
    }

    @Test
    void aFileThatIsOneArrayIsASingleColumn() {
        lake.with("t/a.json", "[{\"delay\":0,\"time\":0.5},{\"delay\":1,\"time\":2}]");
        assertThat(lake.columns("t/")).containsExactly("array array<struct<delay:int,time:double>>");
    }

    @Test
    void ofALongArrayOnlyTheBeginningIsRead() {
        var elements =
                IntStream.range(0, 200_000).mapToObj(i -> "{\"i\":" + i + "}").collect(Collectors.joining(","));
        lake.with("t/a.json", "[" + elements + "]");
        assertThat(lake.columns("t/")).containsExactly("array array<struct<i:int>>");
        assertThat(lake.tables("t/").getFirst().tally().records()).isEqualTo(1);
    }

    @Test
    void ofManyRecordsOnlyTheFirstAreReadAndTheRestIsEstimated() {
        var lines = IntStream.range(0, 200_000)
                .mapToObj(i -> "{\"number\":" + i + "}\n")
                .collect(Collectors.joining());
        lake.with("t/a.json", lines);
        assertThat(lake.columns("t/")).containsExactly("number int");
        assertThat(lake.tables("t/").getFirst().tally().records()).isBetween(190_000L, 220_000L);
    }

    @Test
    void aPrettyPrintedObjectIsARecordToo() {
        lake.with("t/a.json", "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n");
        assertThat(lake.columns("t/")).containsExactly("a int", "b string");
    }

    @Test
    void aDamagedFileIsNamedAndMakesNoTable() {
        lake.with("t/a.json", "{\"a\":1}\n{\"a\":");
        assertThat(lake.tables("t/")).isEmpty();
        assertThat(lake.log).singleElement().asString().contains("s3://lake/t/a.json");
    }

    @Test
    void namesThatDifferByCaseAloneAreOneColumn() {
        lake.with("t/a.json", "{\"Id\":1}\n{\"id\":2.5}\n");
        assertThat(lake.columns("t/")).containsExactly("Id double");
    }
}
