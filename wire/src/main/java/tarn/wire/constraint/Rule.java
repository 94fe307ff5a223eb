package tarn.wire.constraint;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import tarn.wire.codec.Member;
import tarn.wire.codec.Shape;

/** What a value must satisfy. */
sealed interface Rule {

    /** Patterns are tried on values up to this length, so that no pattern takes long. */
    int PATTERN_LENGTH_MAX = 16_384;

    /** How much of a value is shown in a message. */
    int SHOWN_LENGTH_MAX = 2_048;

    /** Where a value lies in the request; its text is needed only if something is wrong with it. */
    record Trail(@Nullable Trail above, String member, boolean element) {

        static final Trail START = new Trail(null, "", false);

        Trail member(String name) {
            return new Trail(this, name, false);
        }

        Trail element(String name) {
            return new Trail(this, name, true);
        }

        /** As AWS writes it, such as {@code requestItems.orders.1.member.putRequest}. */
        @Override
        public String toString() {
            var before = above == null ? "" : above.toString();
            var name = element
                    ? member + ".member"
                    : member.isEmpty() ? "" : member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
            return before.isEmpty() ? name : before + "." + name;
        }
    }

    /** Least and greatest length or value; null for none. */
    record Bounds(@Nullable Double least, @Nullable Double greatest) {

        void check(double size, String what, List<String> broken) {
            if (greatest != null && size > greatest) {
                broken.add("Member must have " + what + " less than or equal to " + plain(greatest));
            }
            if (least != null && size < least) {
                broken.add("Member must have " + what + " greater than or equal to " + plain(least));
            }
        }

        private static String plain(double number) {
            return new BigDecimal(number).stripTrailingZeros().toPlainString();
        }
    }

    /** A member of a structure. */
    record Part(String name, boolean required, @Nullable Rule rule) {}

    /** Checks a structure's members. */
    record Structure(List<Part> parts, Map<Shape, Member[]> members) implements Rule {

        Structure(List<Part> parts) {
            this(parts, new ConcurrentHashMap<>());
        }

        @Override
        public void check(Object value, Trail path, @Nullable Shape shape, List<Violation> found) {
            if (shape == null || !(value instanceof SdkPojo object)) {
                return;
            }
            var known = members.computeIfAbsent(shape, this::membersOf);
            for (var at = 0; at < known.length; at++) {
                var member = known[at];
                if (member == null) {
                    continue;
                }
                var part = parts.get(at);
                var held = member.get(object);
                if (held == null) {
                    if (part.required()) {
                        found.add(new Violation(
                                path.member(part.name()).toString(), part.name(), null, "Member must not be null"));
                    }
                } else if (part.rule() != null) {
                    checkMember(part.rule(), held, path.member(part.name()), member, found);
                }
            }
        }

        private Member[] membersOf(Shape shape) {
            var byName = new HashMap<String, Member>();
            for (var member : shape.members()) {
                if (member.memberName() != null) {
                    byName.put(member.memberName(), member);
                }
            }
            return parts.stream().map(part -> byName.get(part.name())).toArray(Member[]::new);
        }
    }

    /** Checks a list's length and elements. */
    final class Elements implements Rule {
        private final @Nullable Bounds length;
        private @Nullable Rule element;

        Elements(@Nullable Bounds length) {
            this.length = length;
        }

        void element(@Nullable Rule rule) {
            this.element = rule;
        }

        void check(List<?> list, Trail path, Member member, List<Violation> found) {
            sized(list.size(), list, length, path, found);
            if (element instanceof Simple simple) {
                var broken = new ArrayList<String>(0);
                for (var value : list) {
                    if (value != null && broken.isEmpty()) {
                        simple.broken(value, broken);
                    }
                }
                if (!broken.isEmpty()) {
                    found.add(new Violation(
                            path.toString(), name(path), show(list), "Member must satisfy constraint: " + broken));
                }
            } else if (element != null) {
                var number = 0;
                for (var value : list) {
                    number++;
                    if (value != null) {
                        checkMember(element, value, path.element(Integer.toString(number)), member.element(), found);
                    }
                }
            }
        }
    }

    /** Checks a map's size, keys and values. */
    final class Entries implements Rule {
        private final @Nullable Bounds size;
        private @Nullable Rule key;
        private @Nullable Rule value;

        Entries(@Nullable Bounds size) {
            this.size = size;
        }

        void entries(@Nullable Rule keys, @Nullable Rule values) {
            this.key = keys;
            this.value = values;
        }

        void check(Map<?, ?> map, Trail path, Member member, List<Violation> found) {
            sized(map.size(), map, size, path, found);
            simple(key, map.keySet(), map, "Map keys must satisfy constraint: ", path, found);
            if (value instanceof Simple) {
                simple(value, map.values(), map, "Map value must satisfy constraint: ", path, found);
            } else if (value != null) {
                for (var entry : map.entrySet()) {
                    if (entry.getValue() != null) {
                        checkMember(
                                value,
                                entry.getValue(),
                                path.element((String) entry.getKey()),
                                member.element(),
                                found);
                    }
                }
            }
        }

        private static void simple(
                @Nullable Rule rule,
                Iterable<?> values,
                Map<?, ?> map,
                String words,
                Trail path,
                List<Violation> found) {
            var broken = new ArrayList<String>(0);
            for (var each : values) {
                if (each != null && broken.isEmpty() && rule instanceof Simple simple) {
                    simple.broken(each, broken);
                }
            }
            if (!broken.isEmpty()) {
                found.add(new Violation(path.toString(), name(path), show(map), words + broken));
            }
        }
    }

    /** A rule for a value that is not made of others. */
    sealed interface Simple extends Rule {
        /** Adds what a value breaks. */
        void broken(Object value, List<String> broken);

        @Override
        default void check(Object value, Trail path, @Nullable Shape shape, List<Violation> found) {
            var broken = new ArrayList<String>(0);
            broken(value, broken);
            for (var words : broken) {
                found.add(new Violation(path.toString(), name(path), show(value), words));
            }
        }
    }

    /** Checks a value's length, range and pattern. */
    record Value(@Nullable Bounds bounds, @Nullable Pattern pattern, String patternText) implements Simple {

        @Override
        public void broken(Object value, List<String> broken) {
            if (value instanceof String text
                    && pattern != null
                    && text.length() <= PATTERN_LENGTH_MAX
                    && !pattern.matcher(text).matches()) {
                broken.add("Member must satisfy regular expression pattern: " + patternText);
            }
            if (bounds != null) {
                switch (value) {
                    case String text -> bounds.check(text.codePointCount(0, text.length()), "length", broken);
                    case SdkBytes bytes -> bounds.check(bytes.asByteArrayUnsafe().length, "length", broken);
                    case Number number -> bounds.check(number.doubleValue(), "value", broken);
                    default -> {}
                }
            }
        }
    }

    /** Checks that a value is one of a few. */
    record OneOf(List<String> values) implements Simple {

        @Override
        public void broken(Object value, List<String> broken) {
            if (value instanceof String text && !values.contains(text)) {
                broken.add("Member must satisfy enum value set: [" + String.join(", ", values) + "]");
            }
        }
    }

    /** Adds what a value breaks; {@code shape} is that of the value if it is a structure. */
    default void check(Object value, Trail path, @Nullable Shape shape, List<Violation> found) {}

    /** Adds what a request breaks. */
    default void check(Object request, Shape shape, List<Violation> found) {
        check(request, Trail.START, shape, found);
    }

    private static void checkMember(Rule rule, Object value, Trail path, Member member, List<Violation> found) {
        switch (rule) {
            case Structure structure -> structure.check(value, path, member.shape(), found);
            case Elements elements -> {
                if (value instanceof List<?> list) {
                    elements.check(list, path, member, found);
                }
            }
            case Entries entries -> {
                if (value instanceof Map<?, ?> map) {
                    entries.check(map, path, member, found);
                }
            }
            case Simple simple -> simple.check(value, path, null, found);
        }
    }

    private static void sized(int size, Object value, @Nullable Bounds bounds, Trail path, List<Violation> found) {
        if (bounds != null) {
            var broken = new ArrayList<String>(0);
            bounds.check(size, "length", broken);
            for (var words : broken) {
                found.add(new Violation(path.toString(), name(path), show(value), words));
            }
        }
    }

    private static String name(Trail path) {
        var text = path.toString();
        return text.substring(text.lastIndexOf('.') + 1);
    }

    private static String show(Object value) {
        var text = value instanceof SdkBytes ? "java.nio.HeapByteBuffer" : value.toString();
        return text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX);
    }
}
