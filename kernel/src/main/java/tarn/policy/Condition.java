package tarn.policy;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tarn.policy.Operator.Comparison;

/**
 * One condition of a statement: an operator, a key, values of which one must fit.
 *
 * <p>A request without the key fails a positive operator and meets a negated one; it meets both with {@code IfExists} and
 * with {@code ForAllValues}, and neither with {@code ForAnyValue}. Where that cannot be said (a value is no number, a
 * variable of a negated operator has no value), an {@code Allow} does not hold and a {@code Deny} does. So it is with
 * several values where the policy expects one: AWS leaves open what happens then.
 */
final class Condition {

    /** How several values of a request are taken. */
    private enum Quantity {
        ONE,
        ALL,
        ANY
    }

    private final @Nullable Operator operator;
    private final Quantity quantity;
    private final boolean ifExists;
    private final String key;
    private final List<Comparison> values;

    private Condition(
            @Nullable Operator operator, Quantity quantity, boolean ifExists, String key, List<Comparison> values) {
        this.operator = operator;
        this.quantity = quantity;
        this.ifExists = ifExists;
        this.key = key;
        this.values = values;
    }

    /**
     * Reads a condition.
     *
     * @param operator as it is written, such as {@code ForAllValues:StringLikeIfExists}
     */
    static Condition of(String operator, String key, List<String> values, boolean variables) {
        var name = operator.toLowerCase(Locale.ROOT);
        var quantity = name.startsWith("forallvalues:")
                ? Quantity.ALL
                : name.startsWith("foranyvalue:") ? Quantity.ANY : Quantity.ONE;
        name = quantity == Quantity.ONE ? name : name.substring(name.indexOf(':') + 1);
        boolean ifExists = name.endsWith("ifexists");
        var known = Operator.named(ifExists ? name.substring(0, name.length() - "ifexists".length()) : name)
                .orElse(null);
        return new Condition(
                known,
                quantity,
                ifExists,
                key.toLowerCase(Locale.ROOT),
                known == null
                        ? List.of()
                        : values.stream()
                                .map(value -> known.comparison(value, variables))
                                .toList());
    }

    /** Whether its operator is one that there is. */
    boolean known() {
        return operator != null;
    }

    /** The key it asks for, in lower case. */
    String key() {
        return key;
    }

    /** Whether it holds in a request, for a statement that allows or that denies. */
    boolean holds(Context context, boolean allow) {
        if (operator == null) {
            return !allow;
        }
        var given = context.values(key);
        if (operator == Operator.NULL) {
            return said(fits(given.isEmpty() ? "true" : "false", context, false), allow);
        }
        boolean negated = operator.negated();
        if (given.isEmpty()) {
            return ifExists || quantity == Quantity.ALL || (negated && quantity == Quantity.ONE);
        }
        boolean every = quantity == Quantity.ALL || (quantity == Quantity.ONE && allow);
        for (var value : given) {
            if (said(fits(value, context, negated), allow) != every) {
                return !every;
            }
        }
        return every;
    }

    private static boolean said(@Nullable Boolean holds, boolean allow) {
        return holds == null ? !allow : holds;
    }

    private @Nullable Boolean fits(String given, Context context, boolean negated) {
        boolean open = false;
        for (var value : values) {
            var fits = value.with(given, context);
            if (fits == null) {
                open = true;
            } else if (fits) {
                return !negated;
            }
        }
        return open ? null : (Boolean) negated;
    }
}
