package tarn.services.dynamodb.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items and values of every type, of few names and contents, so that they often meet. */
public final class RandomItems {

    /** Names of attributes. */
    public static final List<String> NAMES = List.of("a", "b", "c", "d", "ä", "quo\"te");

    private static final List<String> TEXTS =
            List.of("", "a", "ab", "b", "\0", "line\nend\r\t\b\f", "\u001f\\\"", "ä", "日本", "🙂", "\uFFFD");
    private static final List<String> NUMBERS = List.of(
            "0", "1", "-1", "2", "10", "1.5", "-0.001", "1E+20", "9.9E125", "1E-130", "123456789012345678901234567890");

    private final RandomGenerator random;

    /** Items out of a generator. */
    public RandomItems(RandomGenerator random) {
        this.random = random;
    }

    /** One of several. */
    public <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Attributes with values in one another up to three deep. */
    public Map<String, AttributeValue> item() {
        return map(3);
    }

    private Map<String, AttributeValue> map(int depth) {
        var map = new HashMap<String, AttributeValue>();
        for (int left = random.nextInt(NAMES.size()); left > 0; left--) {
            map.put(one(NAMES), value(depth));
        }
        return map;
    }

    /** Text. */
    public String text() {
        return one(TEXTS);
    }

    /** A value, in which others may lie so deep. */
    public AttributeValue value(int depth) {
        return switch (random.nextInt(depth == 0 ? 8 : 11)) {
            case 0, 1 -> AttributeValue.fromS(text());
            case 2, 3 -> AttributeValue.fromN(one(NUMBERS));
            case 4 -> AttributeValue.fromB(bytes());
            case 5 -> AttributeValue.fromBool(random.nextBoolean());
            case 6 -> AttributeValue.fromNul(true);
            case 7 ->
                switch (random.nextInt(3)) {
                    case 0 -> AttributeValue.fromSs(distinct(this::text));
                    case 1 -> AttributeValue.fromNs(distinct(() -> one(NUMBERS)));
                    default -> AttributeValue.fromBs(distinct(this::bytes));
                };
            case 8, 9 -> AttributeValue.fromM(map(depth - 1));
            default -> {
                var list = new ArrayList<AttributeValue>();
                for (int left = random.nextInt(4); left > 0; left--) {
                    list.add(value(depth - 1));
                }
                yield AttributeValue.fromL(list);
            }
        };
    }

    private SdkBytes bytes() {
        return SdkBytes.fromUtf8String(text());
    }

    private <T> List<T> distinct(Supplier<T> each) {
        var set = new LinkedHashSet<T>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            set.add(each.get());
        }
        return List.copyOf(set);
    }
}
