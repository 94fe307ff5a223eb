package tarn.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is asked of one value: text, a number, a boolean or null. */
public sealed interface Condition {

    /** Whether a value is as asked. */
    boolean test(JsonNode value);

    /** Whether it is asked that there be no value. */
    default boolean absent() {
        return false;
    }

    /** This text. */
    record Text(String text) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return value.isTextual() && value.textValue().equals(text);
        }
    }

    /** This number, written this way: 300 is not 300.0. */
    record Numeral(BigDecimal number) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return value.isNumber() && value.decimalValue().toString().equals(number.toString());
        }
    }

    /** {@code true}, {@code false} or {@code null}. */
    record Literal(String literal) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return (value.isBoolean() || value.isNull()) && value.asText().equals(literal);
        }
    }

    /** Text that begins so. */
    record Prefix(String prefix, boolean ignoringCase) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return value.isTextual() && value.textValue().regionMatches(ignoringCase, 0, prefix, 0, prefix.length());
        }
    }

    /** Text that ends so. */
    record Suffix(String suffix, boolean ignoringCase) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            if (!value.isTextual()) {
                return false;
            }
            var text = value.textValue();
            return text.regionMatches(ignoringCase, text.length() - suffix.length(), suffix, 0, suffix.length());
        }
    }

    /** This text in any case. */
    record AnyCase(String text) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return value.isTextual() && value.textValue().equalsIgnoreCase(text);
        }
    }

    /**
     * Text made of these parts with anything between them.
     *
     * @param parts two or more
     */
    record Wildcard(List<String> parts) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            if (!value.isTextual()) {
                return false;
            }
            var text = value.textValue();
            var first = parts.getFirst();
            var last = parts.getLast();
            if (text.length() < first.length() + last.length() || !text.startsWith(first) || !text.endsWith(last)) {
                return false;
            }
            int at = first.length();
            int end = text.length() - last.length();
            for (var part : parts.subList(1, parts.size() - 1)) {
                int found = text.indexOf(part, at);
                if (found < 0 || found + part.length() > end) {
                    return false;
                }
                at = found + part.length();
            }
            return true;
        }
    }

    /** A number from one to another. */
    record Between(BigDecimal low, boolean withLow, BigDecimal high, boolean withHigh) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            if (!value.isNumber()) {
                return false;
            }
            int toLow = value.decimalValue().compareTo(low);
            int toHigh = value.decimalValue().compareTo(high);
            return (toLow > 0 || (withLow && toLow == 0)) && (toHigh < 0 || (withHigh && toHigh == 0));
        }
    }

    /** An address of this network. */
    record Network(InetAddress address, int bits) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            if (!value.isTextual()) {
                return false;
            }
            byte[] wanted = address.getAddress();
            byte[] given;
            try {
                given = InetAddress.ofLiteral(value.textValue()).getAddress();
            } catch (IllegalArgumentException _) {
                return false;
            }
            if (given.length != wanted.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if (((given[bit / 8] ^ wanted[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A value, but none of these. */
    record AnythingBut(List<Condition> not) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return not.stream().noneMatch(condition -> condition.test(value));
        }
    }

    /** Any value at all, or none. */
    record Exists(boolean wanted) implements Condition {
        @Override
        public boolean test(JsonNode value) {
            return wanted;
        }

        @Override
        public boolean absent() {
            return !wanted;
        }
    }

    /** A wildcard's parts; a backslash takes the meaning from a star or a backslash. */
    static Wildcard wildcard(String pattern) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*') {
                if (i > 0 && part.isEmpty() && !parts.isEmpty()) {
                    throw new IllegalArgumentException("Consecutive wildcard characters at pos " + (i - 1));
                }
                parts.add(part.toString());
                part.setLength(0);
            } else if (c == '\\') {
                if (i + 1 == pattern.length() || "*\\".indexOf(pattern.charAt(i + 1)) < 0) {
                    throw new IllegalArgumentException("Invalid escape character at pos " + i);
                }
                part.append(pattern.charAt(++i));
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        if (parts.size() == 1) {
            return new Wildcard(List.of(parts.getFirst(), ""));
        }
        return new Wildcard(List.copyOf(parts));
    }

    /** An address or a network, such as {@code 10.0.0.0/24}. */
    static Network network(String text) {
        int slash = text.indexOf('/');
        var address = InetAddress.ofLiteral((slash < 0 ? text : text.substring(0, slash)).toLowerCase(Locale.ROOT));
        int all = address.getAddress().length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > all) {
            throw new IllegalArgumentException("Malformed CIDR, mask bits must not exceed " + all);
        }
        return new Network(address, bits);
    }
}
