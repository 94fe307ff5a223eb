package tarn.services.dynamodb.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;

/** Items as text, there and back. */
class TextsTest {

    private static final Item ITEM = new Item(new TreeMap<>(Map.ofEntries(
            Map.entry("text", new Value.S("Löwe \"x\" \\ \n\u0001")),
            Map.entry("number", N.of("-12.50", Wording.CURRENT)),
            Map.entry("whole", N.of(103)),
            Map.entry("odd name", new Value.Bool(true)),
            Map.entry("true", new Value.Bool(false)),
            Map.entry("b", new Value.B(SdkBytes.fromByteArray(new byte[] {0, -1}))),
            Map.entry("nothing", Value.Null.NULL),
            Map.entry("m", new Value.M(Map.of("l", new Value.L(List.of(new Value.S("x"), N.of(1)))))),
            Map.entry("ss", Value.SS.of(List.of("b", "a"))),
            Map.entry("ns", Value.NS.of(List.of(N.of(10), N.of(9)))),
            Map.entry("bs", Value.BS.of(List.of(SdkBytes.fromByteArray(new byte[] {1})))))));

    @Test
    void dynamoDbsJsonComesBackAsItWent() {
        var text = JsonItems.text(Map.of("Item", ITEM));
        assertThat(text).contains("\"number\":{\"N\":\"-12.5\"}").doesNotContain("\n");
        assertThat(Item.of(JsonItems.read(text, "Item"), Wording.CURRENT)).isEqualTo(ITEM);
    }

    @Test
    void whatIsNoItemIsRefused() {
        for (var text : List.of(
                "",
                "[]",
                "{}",
                "{\"Item\":1}",
                "{\"Item\":{\"a\":{}}}",
                "{\"Item\":{\"a\":{\"Z\":1}}}",
                "{\"Item\":{\"a\":{\"S\":1}}}",
                "{\"Item\":{\"a\":{\"S\":\"x\",\"N\":\"1\"}}}")) {
            assertThatThrownBy(() -> JsonItems.read(text, "Item")).as(text).isInstanceOf(UnreadableTextException.class);
        }
    }

    private static List<AttributeValue> read(String text) throws IOException {
        var reader = new IonReader(new StringReader(text));
        var all = new java.util.ArrayList<AttributeValue>();
        for (var value = reader.next(); value.isPresent(); value = reader.next()) {
            all.add(value.get());
        }
        return all;
    }

    @Test
    void ionComesBackAsItWent() throws IOException {
        var text = IonItems.text(Map.of("Item", ITEM));
        assertThat(text).startsWith("$ion_1_0 {Item:{").contains("whole:103.", "ss:$dynamodb_SS::[\"a\",\"b\"]");
        var two = read(text + "\n" + text);
        assertThat(two)
                .hasSize(2)
                .allSatisfy(value -> assertThat(Item.of(
                                value.m()
                                        .getOrDefault("Item", AttributeValue.fromNul(true))
                                        .m(),
                                Wording.CURRENT))
                        .isEqualTo(ITEM));
    }

    @Test
    void ionOfOthersIsRead() throws IOException {
        var text = """
                $ion_1_0 /* two */
                {a: 1, 'b c': 2.5d3, "d": 1e-1, // rest
                 e: '''long '''
                    , f: symbol, g: null.string, h: 0x1F, i: [1, [true],], j: 'quoted', k: note::7, l: 1_000}
                """;
        var found = read(text).getFirst().m();
        assertThat(found.get("b c")).isEqualTo(AttributeValue.fromN("2500"));
        assertThat(found.get("d")).isEqualTo(AttributeValue.fromN("0.1"));
        assertThat(found.get("e")).isEqualTo(AttributeValue.fromS("long "));
        assertThat(found.get("f")).isEqualTo(AttributeValue.fromS("symbol"));
        assertThat(found.get("g")).isEqualTo(AttributeValue.fromNul(true));
        assertThat(found.get("h")).isEqualTo(AttributeValue.fromN("31"));
        assertThat(found.get("j")).isEqualTo(AttributeValue.fromS("quoted"));
        assertThat(found.get("k")).isEqualTo(AttributeValue.fromN("7"));
        assertThat(found.get("l")).isEqualTo(AttributeValue.fromN("1000"));
        for (var wrong : List.of("{", "{a:}", "{a:1", "[1 2]", "\"open", "{{%%}}", "{a:nan}", "2001-01-01T")) {
            assertThatThrownBy(() -> read(wrong)).as(wrong).isInstanceOf(UnreadableTextException.class);
        }
    }

    @Test
    void valuesBetweenDelimitersMayBeQuoted() throws IOException {
        var lines = new CsvLines(new StringReader("a;b\n\n\"x;\"\"y\nz\";\n"), ';');
        assertThat(lines.next()).contains(List.of("a", "b"));
        assertThat(lines.next()).contains(List.of("x;\"y\nz", ""));
        assertThat(lines.next()).isEmpty();
    }
}
