package tarn.services.athena.sources;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.engines.sql.LakeFailure;

/** The type of an attribute as far as items tell: numbers are {@code decimal(38,9)}, as AWS's connector has them. */
sealed interface DynamoType {

    /** The type in the engine's words. */
    String sql();

    /** What a value is to the engine; fails if it is of another type. */
    Object value(AttributeValue value);

    /** Nothing is known, but for nulls. */
    record Unknown() implements DynamoType {
        @Override
        public String sql() {
            return "varchar";
        }

        @Override
        public Object value(AttributeValue value) {
            return text(value);
        }
    }

    /** Values of several types, shown as texts. */
    record Mixed() implements DynamoType {
        @Override
        public String sql() {
            return "varchar";
        }

        @Override
        public Object value(AttributeValue value) {
            return text(value);
        }
    }

    /** A type without parts. */
    record Scalar(AttributeValue.Type type, String sql) implements DynamoType {
        @Override
        public Object value(AttributeValue value) {
            if (value.type() != type) {
                throw misfit(value, sql);
            }
            return switch (type) {
                case N -> new BigDecimal(value.n());
                case BOOL -> value.bool();
                case B -> value.b().asByteArray();
                default -> value.s();
            };
        }
    }

    /** Lists and sets. */
    record Many(DynamoType element) implements DynamoType {
        @Override
        public String sql() {
            return "array(" + element.sql() + ")";
        }

        @Override
        public Object value(AttributeValue value) {
            var elements = elements(value);
            if (elements == null) {
                throw misfit(value, sql());
            }
            var list = new ArrayList<@Nullable Object>();
            elements.forEach(one -> list.add(one.type() == AttributeValue.Type.NUL ? null : element.value(one)));
            return list;
        }
    }

    /** A document. */
    record Document(Map<String, DynamoType> fields) implements DynamoType {
        @Override
        public String sql() {
            return fields.entrySet().stream()
                    .map(field -> "\"" + field.getKey().replace("\"", "\"\"") + "\" "
                            + field.getValue().sql())
                    .collect(Collectors.joining(", ", "row(", ")"));
        }

        @Override
        public Object value(AttributeValue value) {
            if (value.type() != AttributeValue.Type.M) {
                throw misfit(value, sql());
            }
            return row(fields, value.m());
        }
    }

    /** What is known of attributes, by name in lower case; what no item had is null. */
    static Map<String, @Nullable Object> row(Map<String, DynamoType> fields, Map<String, AttributeValue> item) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        item.forEach((name, value) -> {
            var type = fields.get(name.toLowerCase(Locale.ROOT));
            if (type != null && value.type() != AttributeValue.Type.NUL) {
                row.putIfAbsent(name.toLowerCase(Locale.ROOT), type.value(value));
            }
        });
        return row;
    }

    private static LakeFailure misfit(AttributeValue value, String sql) {
        return Sources.invalid("An item has the value " + text(value) + " of type " + value.type() + " where " + sql
                + " was found in those looked at first");
    }

    private static @Nullable List<AttributeValue> elements(AttributeValue value) {
        return switch (value.type()) {
            case L -> value.l();
            case SS -> value.ss().stream().map(AttributeValue::fromS).toList();
            case NS -> value.ns().stream().map(AttributeValue::fromN).toList();
            case BS -> value.bs().stream().map(AttributeValue::fromB).toList();
            default -> null;
        };
    }

    /** The type of one value. */
    static DynamoType of(AttributeValue value) {
        return switch (value.type()) {
            case S -> new Scalar(AttributeValue.Type.S, "varchar");
            case N -> new Scalar(AttributeValue.Type.N, "decimal(38,9)");
            case BOOL -> new Scalar(AttributeValue.Type.BOOL, "boolean");
            case B -> new Scalar(AttributeValue.Type.B, "varbinary");
            case M -> document(value.m());
            case L, SS, NS, BS -> {
                DynamoType element = new Unknown();
                for (var one : Objects.requireNonNull(elements(value))) {
                    element = both(element, of(one));
                }
                yield new Many(element);
            }
            default -> new Unknown();
        };
    }

    private static DynamoType document(Map<String, AttributeValue> attributes) {
        var fields = fields(attributes);
        return fields.isEmpty() ? new Mixed() : new Document(fields);
    }

    /** The types of an item's attributes by name in lower case. */
    static Map<String, DynamoType> fields(Map<String, AttributeValue> attributes) {
        var fields = new TreeMap<String, DynamoType>();
        attributes.forEach((name, one) -> fields.merge(name.toLowerCase(Locale.ROOT), of(one), DynamoType::both));
        return fields;
    }

    /** The type that has room for two. */
    static DynamoType both(DynamoType one, DynamoType other) {
        if (one.equals(other) || other instanceof Unknown) {
            return one;
        }
        if (one instanceof Unknown) {
            return other;
        }
        if (one instanceof Many(var first) && other instanceof Many(var second)) {
            return new Many(both(first, second));
        }
        if (one instanceof Document(var first) && other instanceof Document(var second)) {
            var fields = new TreeMap<>(first);
            second.forEach((name, type) -> fields.merge(name, type, DynamoType::both));
            return new Document(fields);
        }
        return new Mixed();
    }

    /** A value of any type as a text: documents and lists as JSON. */
    private static String text(AttributeValue value) {
        return switch (value.type()) {
            case S -> value.s();
            case N -> value.n();
            case BOOL -> value.bool().toString();
            case B -> Base64.getEncoder().encodeToString(value.b().asByteArray());
            default -> String.valueOf(Sources.JSON.valueToTree(plain(value)));
        };
    }

    private static @Nullable Object plain(AttributeValue value) {
        return switch (value.type()) {
            case N -> new BigDecimal(value.n());
            case BOOL -> value.bool();
            case NUL -> null;
            case M -> {
                var map = new TreeMap<String, @Nullable Object>();
                value.m().forEach((name, one) -> map.put(name, plain(one)));
                yield map;
            }
            case L, SS, NS, BS -> {
                var list = new ArrayList<@Nullable Object>();
                Objects.requireNonNull(elements(value)).forEach(one -> list.add(plain(one)));
                yield list;
            }
            default -> text(value);
        };
    }
}
