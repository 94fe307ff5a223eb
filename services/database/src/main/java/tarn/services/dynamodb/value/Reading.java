package tarn.services.dynamodb.value;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Makes values of the SDK's, and refuses what is none. */
record Reading(Wording wording) {

    /** Values may lie in so many documents, one in the other. */
    private static final int NESTING_MAX = 31;

    Value value(AttributeValue value, int depth) {
        return switch (value.type()) {
            case S -> new Value.S(value.s());
            case N -> N.of(value.n(), wording);
            case B -> new Value.B(value.b());
            case BOOL -> new Value.Bool(value.bool());
            case NUL -> nothing(value.nul());
            case M -> new Value.M(attributes(value.m(), deeper(depth)));
            case L -> list(value.l(), deeper(depth));
            case SS -> new Value.SS(texts(value.ss()));
            case NS -> numbers(value.ns());
            case BS -> new Value.BS(bytes(value.bs()));
            case UNKNOWN_TO_SDK_VERSION -> throw malformed(value);
            case null -> throw malformed(value);
        };
    }

    TreeMap<String, Value> attributes(Map<String, AttributeValue> attributes, int depth) {
        var values = new TreeMap<String, Value>();
        attributes.forEach((name, value) -> values.put(name, value(value, depth)));
        return values;
    }

    private Value.L list(List<AttributeValue> list, int depth) {
        var values = new ArrayList<Value>(list.size());
        for (var value : list) {
            values.add(value(value, depth));
        }
        return new Value.L(values);
    }

    private int deeper(int depth) {
        if (depth == NESTING_MAX) {
            throw wording.refused("Nesting Levels have exceeded supported limits: "
                    + "Attributes in the item have nested levels beyond supported limit");
        }
        return depth + 1;
    }

    /** NULL is always true; since 2026 AWS takes false for it too, but not in the older layer. */
    private Value nothing(boolean value) {
        if (!value && wording == Wording.OLDER) {
            throw wording.refused(Wording.INVALID + "Null attribute value types must have the value of true");
        }
        return Value.Null.NULL;
    }

    private List<String> texts(List<String> texts) {
        if (texts.isEmpty()) {
            throw wording.refused(Wording.INVALID + "An string set  may not be empty");
        }
        var sorted = new TreeSet<>(Ordering::text);
        for (int i = 0; i < texts.size(); i++) {
            if (!sorted.add(texts.get(i))) {
                throw wording.refused(Wording.INVALID + "Input collection "
                        + shown(texts, sorted, i, text -> text, ", ") + " contains duplicates.");
            }
        }
        return List.copyOf(sorted);
    }

    private List<SdkBytes> bytes(List<SdkBytes> all) {
        if (all.isEmpty()) {
            throw wording.refused(Wording.INVALID + "Binary sets should not be empty");
        }
        var sorted = new TreeSet<>(Ordering::bytes);
        for (int i = 0; i < all.size(); i++) {
            if (!sorted.add(all.get(i))) {
                throw wording.refused(Wording.INVALID + "Input collection "
                        + shown(all, sorted, i, Reading::base64, ",") + "of type BS contains duplicates.");
            }
        }
        return List.copyOf(sorted);
    }

    private Value numbers(List<String> numbers) {
        if (numbers.isEmpty()) {
            throw wording.refused(Wording.INVALID + "An number set  may not be empty");
        }
        var sorted = new TreeSet<N>();
        for (var number : numbers) {
            if (!sorted.add(N.of(number, wording))) {
                throw wording.refused(
                        wording == Wording.OLDER
                                ? "Input collection contains duplicates"
                                : Wording.INVALID + "Input collection contains duplicates.");
            }
        }
        return new Value.NS(List.copyOf(sorted));
    }

    /** A collection with a duplicate, as AWS shows it: the newer layer sorts what came before the duplicate. */
    private <T> String shown(List<T> sent, Collection<T> before, int at, Function<T, String> text, String separator) {
        if (wording == Wording.OLDER) {
            return "[" + String.join(", ", sent.stream().map(text).toList()) + "]";
        }
        var order = new ArrayList<T>(before);
        order.addAll(sent.subList(at, sent.size()));
        return "["
                + String.join(
                        separator,
                        order.stream().map(text).map(each -> '"' + each + '"').toList())
                + "]";
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }

    private MalformedValueException malformed(AttributeValue value) {
        int types = (value.s() == null ? 0 : 1)
                + (value.n() == null ? 0 : 1)
                + (value.b() == null ? 0 : 1)
                + (value.bool() == null ? 0 : 1)
                + (value.nul() == null ? 0 : 1)
                + (value.hasM() ? 1 : 0)
                + (value.hasL() ? 1 : 0)
                + (value.hasSs() ? 1 : 0)
                + (value.hasNs() ? 1 : 0)
                + (value.hasBs() ? 1 : 0);
        return wording.refused(
                types == 0
                        ? "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
                        : "Supplied AttributeValue has more than one datatypes set, "
                                + "must contain exactly one of the supported datatypes");
    }
}
