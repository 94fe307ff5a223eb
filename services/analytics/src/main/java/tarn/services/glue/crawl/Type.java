package tarn.services.glue.crawl;

import java.util.List;
import java.util.stream.Collectors;

/** The type of a column as Hive, Glue and Athena spell it. */
public sealed interface Type {

    /** A type without parts, such as {@code bigint} or {@code decimal(10,2)}. */
    record Scalar(String name) implements Type {
        @Override
        public String hive() {
            return name;
        }
    }

    /** Nothing but nulls was seen. It gives way to any other type and is written as {@code string}. */
    record Missing() implements Type {
        @Override
        public String hive() {
            return "string";
        }
    }

    /** Values in order. */
    record ListOf(Type element) implements Type {
        @Override
        public String hive() {
            return "array<" + element.hive() + ">";
        }
    }

    /** Values by key. */
    record MapOf(Type key, Type value) implements Type {
        @Override
        public String hive() {
            return "map<" + key.hive() + "," + value.hive() + ">";
        }
    }

    /** Named fields. One without any has no type in Hive and is written as {@code string}. */
    record Struct(List<Column> fields) implements Type {
        @Override
        public String hive() {
            return fields.isEmpty()
                    ? "string"
                    : fields.stream()
                            .map(field -> field.name() + ":" + field.type().hive())
                            .collect(Collectors.joining(",", "struct<", ">"));
        }
    }

    /** The type's spelling in the catalog. */
    String hive();

    /**
     * The narrowest type that holds the values of both: numbers widen, structs take up each other's fields, and what
     * cannot be reconciled becomes {@code string}.
     */
    default Type with(Type other) {
        return Types.widest(this, other);
    }
}
