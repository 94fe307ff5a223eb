package tarn.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.RandomItems;
import tarn.services.dynamodb.value.Wording;

/**
 * Random conditions on random items, beside a reading of AWS's documentation that takes every word for what it says and
 * knows nothing of templates, slots or our values.
 */
class ExpressionsSimulation {

    private static final int TRIES = 4_000;
    private static final List<String> COMPARATORS = List.of("=", "<>", "<", "<=", ">", ">=");
    private static final List<String> TYPES = List.of("S", "N", "B", "SS", "NS", "BS", "M", "L", "BOOL", "NULL");

    private Random random = new Random();
    private RandomItems items = new RandomItems(random);
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, AttributeValue> values = new HashMap<>();

    /** What a condition says, literally. */
    private interface Says {
        boolean of(Map<String, AttributeValue> item);
    }

    /** An operand as it is written, and what it is in an item. */
    private record Thing(String written, Is is, boolean isPath) {
        interface Is {
            @Nullable
            AttributeValue in(Map<String, AttributeValue> item);
        }
    }

    private record Told(String written, Says says) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void conditionsSayWhatTheyLiterallySay(long seed) {
        random = new Random(seed);
        items = new RandomItems(random);
        int compiled = 0;
        for (int i = 0; i < TRIES; i++) {
            names.clear();
            values.clear();
            var told = condition(3);
            Condition condition;
            try {
                var expressions = new Expressions(
                        names.isEmpty() ? null : names, values.isEmpty() ? null : values, Wording.CURRENT);
                condition = expressions.condition(told.written());
                expressions.finish();
            } catch (InvalidExpressionException e) {
                continue; // refused for what it compares; that is tested word for word elsewhere
            }
            compiled++;
            for (int j = 0; j < 4; j++) {
                var item = items.item();
                assertThat(condition.test(Item.of(item, Wording.CURRENT)))
                        .as("seed %d: %s with %s %s on %s", seed, told.written(), names, values, item)
                        .isEqualTo(told.says().of(item));
            }
        }
        assertThat(compiled).as("seed %d", seed).isGreaterThan(TRIES / 4);
    }

    private Told condition(int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 9)) {
            case 0, 1 -> comparison();
            case 2 -> between();
            case 3 -> in();
            case 4, 5 -> function();
            case 6 -> {
                var one = condition(depth - 1);
                var other = condition(depth - 1);
                yield new Told(
                        "(" + one.written + ") AND (" + other.written + ")",
                        item -> one.says.of(item) && other.says.of(item));
            }
            case 7 -> {
                var one = condition(depth - 1);
                var other = condition(depth - 1);
                yield new Told(
                        "(" + one.written + ") OR (" + other.written + ")",
                        item -> one.says.of(item) || other.says.of(item));
            }
            default -> {
                var one = condition(depth - 1);
                yield new Told("NOT (" + one.written + ")", item -> !one.says.of(item));
            }
        };
    }

    private Thing path() {
        var steps = new ArrayList<Object>();
        steps.add(items.one(RandomItems.NAMES));
        for (int left = random.nextInt(3); left > 0; left--) {
            steps.add(random.nextBoolean() ? (Object) items.one(RandomItems.NAMES) : (Object) random.nextInt(3));
        }
        var written = new StringBuilder();
        for (var step : steps) {
            if (step instanceof Integer) {
                written.append('[').append(step).append(']');
            } else {
                var placeholder = "#n" + names.size();
                names.put(placeholder, (String) step);
                written.append(written.isEmpty() ? "" : ".").append(placeholder);
            }
        }
        return new Thing(written.toString(), item -> walk(AttributeValue.fromM(item), steps), true);
    }

    private static @Nullable AttributeValue walk(AttributeValue from, List<Object> steps) {
        AttributeValue at = from;
        for (var step : steps) {
            if (step instanceof Integer index) {
                at = at.hasL() && index < at.l().size() ? at.l().get(index) : null;
            } else {
                at = at.hasM() ? at.m().get((String) step) : null;
            }
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private Thing literal() {
        return literal(items.value(1));
    }

    private Thing literal(AttributeValue value) {
        var placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return new Thing(placeholder, item -> value, false);
    }

    private Thing size() {
        var path = path();
        return new Thing(
                "size(" + path.written + ")",
                item -> {
                    var value = path.is.in(item);
                    var size = value == null ? null : sizeOf(value);
                    return size == null ? null : AttributeValue.fromN(size.toString());
                },
                false);
    }

    private static @Nullable Integer sizeOf(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s().length();
            case B -> value.b().asByteArray().length;
            case SS -> value.ss().size();
            case NS -> value.ns().size();
            case BS -> value.bs().size();
            case M -> value.m().size();
            case L -> value.l().size();
            default -> null;
        };
    }

    private Thing operand() {
        return switch (random.nextInt(7)) {
            case 0, 1, 2 -> path();
            case 3 -> size();
            default -> literal();
        };
    }

    private Told comparison() {
        var comparator = items.one(COMPARATORS);
        var left = operand();
        var right = operand();
        return new Told(left.written + " " + comparator + " " + right.written, item -> {
            var one = left.is.in(item);
            var other = right.is.in(item);
            if (comparator.equals("=")) {
                return one != null && other != null && same(one, other);
            }
            if (comparator.equals("<>")) {
                return !(one != null && other != null && same(one, other));
            }
            var order = order(one, other);
            if (order == null) {
                return false;
            }
            return switch (comparator) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        });
    }

    private Told between() {
        var of = operand();
        var low = operand();
        var high = operand();
        return new Told(of.written + " BETWEEN " + low.written + " AND " + high.written, item -> {
            var toLow = order(of.is.in(item), low.is.in(item));
            var toHigh = order(of.is.in(item), high.is.in(item));
            return toLow != null && toHigh != null && toLow >= 0 && toHigh <= 0;
        });
    }

    private Told in() {
        var of = operand();
        var among = List.of(operand(), operand(), operand());
        return new Told(
                of.written + " IN ("
                        + String.join(", ", among.stream().map(Thing::written).toList()) + ")",
                item -> {
                    var value = of.is.in(item);
                    return value != null
                            && among.stream()
                                    .map(each -> each.is.in(item))
                                    .anyMatch(each -> each != null && same(value, each));
                });
    }

    private Told function() {
        var path = path();
        return switch (random.nextInt(5)) {
            case 0 -> new Told("attribute_exists(" + path.written + ")", item -> path.is.in(item) != null);
            case 1 -> new Told("attribute_not_exists(" + path.written + ")", item -> path.is.in(item) == null);
            case 2 -> {
                var type = items.one(TYPES);
                var asked = literal(AttributeValue.fromS(type));
                yield new Told("attribute_type(" + path.written + ", " + asked.written + ")", item -> {
                    var value = path.is.in(item);
                    return value != null && letters(value).equals(type);
                });
            }
            case 3 -> {
                var prefix = literal(AttributeValue.fromS(items.text()));
                yield new Told("begins_with(" + path.written + ", " + prefix.written + ")", item -> {
                    var value = path.is.in(item);
                    return value != null
                            && value.s() != null
                            && value.s().startsWith(of(prefix, item).s());
                });
            }
            default -> {
                var part = literal();
                yield new Told("contains(" + path.written + ", " + part.written + ")", item -> {
                    var value = path.is.in(item);
                    return value != null && contains(value, of(part, item));
                });
            }
        };
    }

    private static AttributeValue of(Thing thing, Map<String, AttributeValue> item) {
        var value = thing.is.in(item);
        if (value == null) {
            throw new AssertionError("A literal is always there");
        }
        return value;
    }

    private static String letters(AttributeValue value) {
        return switch (value.type()) {
            case NUL -> "NULL";
            default -> value.type().toString();
        };
    }

    private static boolean contains(AttributeValue value, AttributeValue part) {
        return switch (value.type()) {
            case S -> part.s() != null && value.s().contains(part.s());
            case B ->
                part.b() != null
                        && new String(value.b().asByteArray(), StandardCharsets.ISO_8859_1)
                                .contains(new String(part.b().asByteArray(), StandardCharsets.ISO_8859_1));
            case SS -> part.s() != null && value.ss().contains(part.s());
            case NS ->
                part.n() != null
                        && value.ns().stream().anyMatch(each -> number(each).compareTo(number(part.n())) == 0);
            case BS -> part.b() != null && value.bs().contains(part.b());
            case L -> value.l().stream().anyMatch(each -> same(each, part));
            default -> false;
        };
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    /** Numbers by value, sets without an order, the rest part by part. */
    private static boolean same(AttributeValue one, AttributeValue other) {
        if (one.type() != other.type()) {
            return false;
        }
        return switch (one.type()) {
            case N -> number(one.n()).compareTo(number(other.n())) == 0;
            case SS -> new HashSet<>(one.ss()).equals(new HashSet<>(other.ss()));
            case BS -> new HashSet<>(one.bs()).equals(new HashSet<>(other.bs()));
            case NS -> numbers(one).equals(numbers(other));
            case L -> {
                boolean all = one.l().size() == other.l().size();
                for (int i = 0; all && i < one.l().size(); i++) {
                    all = same(one.l().get(i), other.l().get(i));
                }
                yield all;
            }
            case M ->
                one.m().keySet().equals(other.m().keySet())
                        && one.m().keySet().stream().allMatch(name -> same(of(one.m(), name), of(other.m(), name)));
            default -> one.equals(other);
        };
    }

    private static AttributeValue of(Map<String, AttributeValue> map, String name) {
        return map.getOrDefault(name, AttributeValue.fromNul(true));
    }

    private static Set<BigDecimal> numbers(AttributeValue set) {
        var numbers = new HashSet<BigDecimal>();
        set.ns().forEach(each -> numbers.add(number(each).stripTrailingZeros()));
        return numbers;
    }

    /** Text and bytes by unsigned bytes, numbers by value; nothing else has an order. */
    private static @Nullable Integer order(@Nullable AttributeValue one, @Nullable AttributeValue other) {
        if (one == null || other == null || one.type() != other.type()) {
            return null;
        }
        return switch (one.type()) {
            case N -> number(one.n()).compareTo(number(other.n()));
            case S ->
                Arrays.compareUnsigned(
                        one.s().getBytes(StandardCharsets.UTF_8), other.s().getBytes(StandardCharsets.UTF_8));
            case B -> Arrays.compareUnsigned(one.b().asByteArray(), other.b().asByteArray());
            default -> null;
        };
    }
}
