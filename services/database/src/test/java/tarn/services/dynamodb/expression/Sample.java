package tarn.services.dynamodb.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Value;
import tarn.services.dynamodb.value.Wording;

/** An item with a value of every type, and ways to try expressions on it. */
final class Sample {

    static final Item ITEM = Item.of(
            Map.ofEntries(
                    Map.entry("p", s("x")),
                    Map.entry("s", n("1")),
                    Map.entry("a", s("hello")),
                    Map.entry("n", n("5")),
                    Map.entry("b", AttributeValue.fromB(SdkBytes.fromUtf8String("abc"))),
                    Map.entry("bool", AttributeValue.fromBool(true)),
                    Map.entry("nul", AttributeValue.fromNul(true)),
                    Map.entry("ss", AttributeValue.fromSs(List.of("a", "b"))),
                    Map.entry("ns", AttributeValue.fromNs(List.of("1", "2"))),
                    Map.entry(
                            "l",
                            AttributeValue.fromL(List.of(n("1"), s("x"), AttributeValue.fromM(Map.of("k", n("3")))))),
                    Map.entry(
                            "m",
                            AttributeValue.fromM(
                                    Map.of("k", s("v"), "l", AttributeValue.fromL(List.of(n("1"), n("2"))))))),
            Wording.CURRENT);

    private Sample() {}

    static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    static AttributeValue bool(boolean truth) {
        return AttributeValue.fromBool(truth);
    }

    static AttributeValue ss(String... texts) {
        return AttributeValue.fromSs(List.of(texts));
    }

    static AttributeValue ns(String... numbers) {
        return AttributeValue.fromNs(List.of(numbers));
    }

    static AttributeValue l(AttributeValue... values) {
        return AttributeValue.fromL(List.of(values));
    }

    static Value value(AttributeValue value) {
        return Value.of(value, Wording.CURRENT);
    }

    /** Names and values by their placeholders, one after the other. */
    static Expressions with(Object... placeholders) {
        var names = new HashMap<String, String>();
        var values = new HashMap<String, AttributeValue>();
        for (int i = 0; i < placeholders.length; i += 2) {
            var placeholder = (String) placeholders[i];
            if (placeholder.startsWith("#")) {
                names.put(placeholder, (String) placeholders[i + 1]);
            } else {
                values.put(placeholder, (AttributeValue) placeholders[i + 1]);
            }
        }
        return new Expressions(names.isEmpty() ? null : names, values.isEmpty() ? null : values, Wording.CURRENT);
    }

    /** Whether the item fulfils a condition. */
    static boolean holds(String condition, Object... placeholders) {
        var expressions = with(placeholders);
        var compiled = expressions.condition(condition);
        expressions.finish();
        return compiled.test(ITEM);
    }

    /** The item after an update. */
    static Item updated(String update, Object... placeholders) {
        var expressions = with(placeholders);
        var compiled = expressions.update(update);
        expressions.finish();
        return compiled.apply(ITEM);
    }

    /** What is said against something. */
    static String refusal(Runnable work) {
        try {
            work.run();
        } catch (InvalidExpressionException e) {
            return String.valueOf(e.getMessage());
        }
        return "nothing is said against it";
    }

    static String conditionRefusal(String condition, Object... placeholders) {
        return refusal(() -> holds(condition, placeholders));
    }

    static String updateRefusal(String update, Object... placeholders) {
        return refusal(() -> updated(update, placeholders));
    }
}
