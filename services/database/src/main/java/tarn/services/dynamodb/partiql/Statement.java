package tarn.services.dynamodb.partiql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** A statement that has been read. */
public sealed interface Statement {

    String table();

    /**
     * What is looked for.
     *
     * @param columns empty for all
     * @param order null if none is asked for
     */
    record Select(
            String table,
            @Nullable String index,
            List<Term.Path> columns,
            List<Term> where,
            @Nullable Order order) implements Statement {}

    /** By which attribute, and which way. */
    record Order(Term.Path by, boolean isDescending) {}

    record Insert(String table, Map<String, AttributeValue> item) implements Statement {}

    /** What is done to which path: its value is null where the path is removed. */
    record Change(Kind kind, Term.Path path, @Nullable Term value) {
        public enum Kind {
            SET,
            REMOVE,
            ADD,
            DELETE
        }
    }

    record Update(String table, List<Change> changes, List<Term> where, ReturnValue returning) implements Statement {}

    record Delete(String table, List<Term> where, ReturnValue returning) implements Statement {}

    /** That there is such an item, in transactions. */
    record Exists(Select select) implements Statement {
        @Override
        public String table() {
            return select.table();
        }
    }

    /**
     * Reads a statement.
     *
     * @param parameters what its question marks stand for, in order
     * @throws tarn.services.dynamodb.expression.InvalidExpressionException if it cannot be read, in AWS's words
     */
    static Statement of(String text, List<AttributeValue> parameters) {
        return Grammar.read(text, parameters);
    }

    /** The value that an attribute must equal, if the terms say so; it is taken from them. */
    static Optional<AttributeValue> takeEqual(List<Term> terms, String name) {
        for (var term : terms) {
            if (term instanceof Term.Binary(var sign, var left, var right) && sign.equals("=")) {
                var value = equal(left, right, name).or(() -> equal(right, left, name));
                if (value.isPresent()) {
                    terms.remove(term);
                    return value;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<AttributeValue> equal(Term path, Term value, String name) {
        return path instanceof Term.Path p && p.isAttribute(name) && value instanceof Term.Literal(var literal)
                ? Optional.of(literal)
                : Optional.empty();
    }
}
