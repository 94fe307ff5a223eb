package tarn.pattern;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operators of patterns; each reads what stands behind its name. */
enum MatchExpression {
    PREFIX("prefix") {
        @Override
        Condition read(PatternReader in) throws IOException {
            boolean anyCase = ignoringCase(in, word());
            var prefix = new Condition.Prefix(in.text(word()), anyCase);
            end(in, anyCase);
            return prefix;
        }
    },
    SUFFIX("suffix") {
        @Override
        Condition read(PatternReader in) throws IOException {
            boolean anyCase = ignoringCase(in, word());
            var suffix = new Condition.Suffix(in.text(word()), anyCase);
            end(in, anyCase);
            return suffix;
        }
    },
    EQUALS_IGNORE_CASE("equals-ignore-case") {
        @Override
        Condition read(PatternReader in) throws IOException {
            return new Condition.AnyCase(in.text(word()));
        }
    },
    WILDCARD("wildcard") {
        @Override
        Condition read(PatternReader in) throws IOException {
            return Condition.wildcard(in.text(word()));
        }
    },
    CIDR("cidr") {
        @Override
        Condition read(PatternReader in) throws IOException {
            return Condition.network(in.text("prefix"));
        }
    },
    EXISTS("exists") {
        @Override
        Condition read(PatternReader in) throws IOException {
            if (!in.in().currentToken().isBoolean()) {
                throw in.refused("exists match pattern must be either true or false.");
            }
            return new Condition.Exists(in.in().getBooleanValue());
        }
    },
    NUMERIC("numeric") {
        @Override
        Condition read(PatternReader in) throws IOException {
            return numeric(in);
        }
    },
    ANYTHING_BUT("anything-but") {
        @Override
        Condition read(PatternReader in) throws IOException {
            return anythingBut(in);
        }
    };

    private static final BigDecimal BOUND = new BigDecimal("5.0E9");

    private final String word;

    MatchExpression(String word) {
        this.word = word;
    }

    static Optional<MatchExpression> named(String word) {
        return Arrays.stream(values())
                .filter(expression -> expression.word.equals(word))
                .findFirst();
    }

    String word() {
        return word;
    }

    /** Reads the condition whose first token is the current one, to its last token. */
    abstract Condition read(PatternReader in) throws IOException;

    /** Steps into {@code {"equals-ignore-case": …}} if it stands here. */
    private static boolean ignoringCase(PatternReader in, String word) throws IOException {
        if (in.in().currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        if (in.in().nextToken() != JsonToken.FIELD_NAME
                || !in.in().currentName().equals(EQUALS_IGNORE_CASE.word)) {
            throw in.refused("Unsupported " + word + " pattern");
        }
        in.in().nextToken();
        return true;
    }

    private static void end(PatternReader in, boolean nested) throws IOException {
        if (nested && in.in().nextToken() != JsonToken.END_OBJECT) {
            throw in.refused("Only one key allowed in match expression");
        }
    }

    private static Condition numeric(PatternReader in) throws IOException {
        if (in.in().currentToken() != JsonToken.START_ARRAY) {
            throw in.refused("Value of numeric must be an array.");
        }
        var low = BOUND.negate();
        var high = BOUND;
        boolean withLow = true;
        boolean withHigh = true;
        boolean lower = false;
        boolean upper = false;
        int pairs = 0;
        while (in.in().nextToken() != JsonToken.END_ARRAY) {
            if (in.in().currentToken() != JsonToken.VALUE_STRING) {
                throw in.refused("Invalid member in numeric match: " + in.in().getText());
            }
            var operator = in.in().getText();
            if (!List.of("=", "<", "<=", ">", ">=").contains(operator)) {
                throw in.refused("Unrecognized numeric range operator: " + operator);
            }
            if (in.in().nextToken() == null || !in.in().currentToken().isNumeric()) {
                throw in.refused("Value of " + operator + " must be numeric");
            }
            var number = in.in().getDecimalValue();
            if (number.abs().compareTo(BOUND) > 0) {
                throw in.refused("Value must be between -5.0E9 and 5.0E9, inclusive");
            }
            pairs++;
            boolean equal = operator.equals("=");
            if (equal ? pairs > 1 : operator.startsWith("<") ? upper : lower || upper) {
                throw in.refused("Too many elements in numeric expression");
            }
            if (equal || operator.startsWith(">")) {
                low = number;
                withLow = operator.endsWith("=");
                lower = true;
            }
            if (equal || operator.startsWith("<")) {
                high = number;
                withHigh = operator.endsWith("=");
                upper = true;
            }
        }
        if (pairs == 0) {
            throw in.refused("Invalid member in numeric match: ]");
        }
        if (low.compareTo(high) > 0 || (low.compareTo(high) == 0 && !(withLow && withHigh))) {
            throw in.refused("Bottom must be less than top");
        }
        return new Condition.Between(low, withLow, high, withHigh);
    }

    private static Condition anythingBut(PatternReader in) throws IOException {
        if (in.in().currentToken() != JsonToken.START_OBJECT) {
            return new Condition.AnythingBut(several(in, null));
        }
        if (in.in().nextToken() != JsonToken.FIELD_NAME) {
            throw in.refused("Empty Match Expression found");
        }
        var word = in.in().currentName();
        var inner = named(word)
                .filter(List.of(PREFIX, SUFFIX, EQUALS_IGNORE_CASE, WILDCARD)::contains)
                .orElseThrow(() -> in.refused("Unsupported anything-but pattern: " + word));
        in.in().nextToken();
        var not = several(in, inner);
        if (in.in().nextToken() != JsonToken.END_OBJECT) {
            throw in.refused("Only one key allowed in match expression");
        }
        return new Condition.AnythingBut(not);
    }

    /** One or, in an array, several values or conditions of one operator. */
    private static List<Condition> several(PatternReader in, @Nullable MatchExpression inner) throws IOException {
        if (in.in().currentToken() != JsonToken.START_ARRAY) {
            return List.of(one(in, inner));
        }
        var all = new ArrayList<Condition>();
        while (in.in().nextToken() != JsonToken.END_ARRAY) {
            all.add(one(in, inner));
        }
        if (all.isEmpty()) {
            throw in.refused("Empty arrays are not allowed");
        }
        return List.copyOf(all);
    }

    private static Condition one(PatternReader in, @Nullable MatchExpression inner) throws IOException {
        if (inner != null) {
            return inner.read(in);
        }
        return switch (in.in().currentToken()) {
            case VALUE_STRING -> new Condition.Text(in.in().getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                new Condition.Between(in.in().getDecimalValue(), true, in.in().getDecimalValue(), true);
            default -> throw in.refused("Inside anything but list, start|null|boolean is not supported.");
        };
    }
}
