package tarn.services.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Values: what they are made of, how large they are, and what is none. Messages and sizes are recorded AWS ones. */
class ValuesTest {

    private static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported range";
    private static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    private static final String NOT_NUMERIC = "The parameter cannot be converted to a numeric value: ";

    private static N number(String text) {
        return N.of(text, Wording.CURRENT);
    }

    private static Value read(AttributeValue value) {
        return Value.of(value, Wording.ENVELOPED);
    }

    @Test
    void aNumberHasOneText() {
        Map.ofEntries(
                        Map.entry("0042.1200", "42.12"),
                        Map.entry("-0", "0"),
                        Map.entry("0e999999", "0"),
                        Map.entry("1.5E2", "150"),
                        Map.entry("1.0", "1"),
                        Map.entry("+7", "7"),
                        Map.entry(".5", "0.5"),
                        Map.entry("5.", "5"),
                        Map.entry("-1.23e-3", "-0.00123"),
                        Map.entry("1E125", "1" + "0".repeat(125)),
                        Map.entry("1E-130", "0." + "0".repeat(129) + "1"),
                        Map.entry("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"))
                .forEach((written, text) -> assertThat(number(written).text()).isEqualTo(text));
    }

    @Test
    void aNumberIsAsLargeAsAwsSays() {
        Map.ofEntries(
                        Map.entry("0", 1),
                        Map.entry("1", 2),
                        Map.entry("12", 2),
                        Map.entry("123", 3),
                        Map.entry("1234", 3),
                        Map.entry("12345678901234567890123456789012345678", 20),
                        Map.entry("0042", 2),
                        Map.entry("100", 2),
                        Map.entry("1010", 3),
                        Map.entry("0.0000001", 2),
                        Map.entry("1E125", 2),
                        Map.entry("1E-100", 2),
                        Map.entry("1.5", 3),
                        Map.entry("15", 2),
                        Map.entry("1.200", 3),
                        Map.entry("1.234", 4),
                        Map.entry("3.14159", 5),
                        Map.entry("123456", 4),
                        Map.entry("100.5", 4),
                        Map.entry("0.15", 2),
                        Map.entry("-42", 3),
                        Map.entry("-0", 1))
                .forEach((written, size) ->
                        assertThat(number(written).sizeBytes()).as(written).isEqualTo(size));
    }

    @Test
    void whatIsNoNumberIsRefusedInAwsWords() {
        Map.ofEntries(
                        Map.entry("1e99999999999", OVERFLOW),
                        Map.entry("-1e126", OVERFLOW),
                        Map.entry("1e-99999999999", UNDERFLOW),
                        Map.entry("1e-131", UNDERFLOW),
                        Map.entry("abc", NOT_NUMERIC + "abc"),
                        Map.entry("1.2.3", NOT_NUMERIC + "1.2.3"),
                        Map.entry("", NOT_NUMERIC),
                        Map.entry(" 1", NOT_NUMERIC + " 1"),
                        Map.entry("1e", NOT_NUMERIC + "1e"),
                        Map.entry(".", NOT_NUMERIC + "."),
                        Map.entry("NaN", NOT_NUMERIC + "NaN"),
                        Map.entry(
                                "1234567890123456789012345678901234567890",
                                "Attempting to store more than 38 significant digits in a Number"))
                .forEach((written, message) -> assertThatThrownBy(() -> read(AttributeValue.fromN(written)))
                        .hasMessage("1 validation error detected: " + message));
        assertThatThrownBy(() -> N.of("1e2147483647", Wording.OLDER)).hasMessage(UNDERFLOW);
    }

    @Test
    void arithmeticIsExact() {
        assertThat(number("0.1").plus(number("0.2"))).isEqualTo(number("0.3"));
        assertThat(number("12345678901234567890123456789012345678")
                        .minus(N.of(1))
                        .text())
                .isEqualTo("12345678901234567890123456789012345677");
        assertThatThrownBy(() -> number("9.9e125").plus(number("9.9e125"))).hasMessage(OVERFLOW);
    }

    @Test
    void aDuplicateInASetIsShownAsAwsShowsIt() {
        var texts = AttributeValue.fromSs(List.of("b", "a", "b"));
        assertThatThrownBy(() -> Value.of(texts, Wording.CURRENT))
                .hasMessage("One or more parameter values were invalid: "
                        + "Input collection [\"a\", \"b\", \"b\"] contains duplicates.");
        assertThatThrownBy(() -> Value.of(texts, Wording.OLDER))
                .hasMessage("One or more parameter values were invalid: "
                        + "Input collection [b, a, b] contains duplicates.");
        var bytes = AttributeValue.fromBs(List.of(
                SdkBytes.fromByteArray(new byte[] {-1}),
                SdkBytes.fromByteArray(new byte[1]),
                SdkBytes.fromByteArray(new byte[1])));
        assertThatThrownBy(() -> Value.of(bytes, Wording.CURRENT))
                .hasMessage("One or more parameter values were invalid: "
                        + "Input collection [\"AA==\",\"/w==\",\"AA==\"]of type BS contains duplicates.");
        assertThatThrownBy(() -> Value.of(AttributeValue.fromNs(List.of("2", "1", "2.0")), Wording.OLDER))
                .hasMessage("Input collection contains duplicates");
    }

    @Test
    void aValueHasOneType() {
        assertThatThrownBy(() -> read(AttributeValue.builder().build()))
                .hasMessageEndingWith("must contain exactly one of the supported datatypes")
                .hasMessageContaining("is empty");
        assertThatThrownBy(() -> read(AttributeValue.builder().s("a").n("1").build()))
                .hasMessageContaining("has more than one datatypes set");
    }

    @Test
    void documentsNestThirtyOneTimes() {
        var value = AttributeValue.fromS("leaf");
        for (int i = 0; i < 31; i++) {
            value = i % 2 == 0 ? AttributeValue.fromM(Map.of("n", value)) : AttributeValue.fromL(List.of(value));
        }
        assertThat(read(value).toSdk()).isEqualTo(value);
        var deeper = AttributeValue.fromL(List.of(value));
        assertThatThrownBy(() -> read(deeper)).hasMessageContaining("Nesting Levels have exceeded supported limits");
    }

    @Test
    void setsAndMapsAreEqualInAnyOrder() {
        assertThat(read(AttributeValue.fromSs(List.of("b", "a"))))
                .isEqualTo(read(AttributeValue.fromSs(List.of("a", "b"))));
        assertThat(read(AttributeValue.fromNs(List.of("10", "9"))))
                .isEqualTo(read(AttributeValue.fromNs(List.of("9.0", "1e1"))));
        assertThat(read(AttributeValue.fromSs(List.of("\uFFFF", "\uD83D\uDE00"))))
                .isEqualTo(new Value.SS(List.of("\uFFFF", "\uD83D\uDE00")));
    }

    @Test
    void anItemIsAsLargeAsItsNamesAndValues() {
        var item = Item.of(
                Map.of(
                        "pk",
                        AttributeValue.fromS("häß😀"),
                        "m",
                        AttributeValue.fromM(
                                Map.of("a", AttributeValue.fromL(List.of(AttributeValue.fromBool(true)))))),
                Wording.CURRENT);
        assertThat(item.sizeBytes()).isEqualTo(2 + 9 + 1 + (3 + 1 + 1 + (3 + 1 + 1)));
    }
}
