package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.value.N;
import tarn.services.dynamodb.value.Value;

/** What a query says about attributes of a key, before the table is known. */
public final class KeyTerms {

    private static final String NESTED = "KeyConditionExpressions cannot contain nested operations";

    /** What is said about one attribute. */
    record Term(String attribute, SortRange range) {}

    private final List<Term> terms;

    KeyTerms(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** The attributes that something is said about. */
    public Set<String> attributes() {
        return terms.stream().map(Term::attribute).collect(Collectors.toUnmodifiableSet());
    }

    /** The terms of an expression. */
    static KeyTerms of(Node root, Slots slots) {
        var terms = new ArrayList<Term>();
        collect(root, slots, terms);
        var seen = new HashSet<String>();
        for (var term : terms) {
            if (!seen.add(term.attribute())) {
                throw new InvalidExpressionException("Invalid KeyConditionExpression:"
                        + " KeyConditionExpressions must only contain one condition per key");
            }
        }
        return new KeyTerms(terms);
    }

    private static void collect(Node node, Slots slots, List<Term> terms) {
        switch (node) {
            case Node.All(var nodes) -> nodes.forEach(each -> collect(each, slots, terms));
            case Node.Comparison comparison -> terms.add(compared(comparison, slots));
            case Node.Between(var operand, var low, var high) -> {
                requireFirst("BETWEEN", operand);
                var attribute = attribute(List.of(operand, low, high), slots);
                terms.add(new Term(attribute, new SortRange.Between(value(low, slots), value(high, slots))));
            }
            case Operand.Call(var function, var arguments)
            when function == Function.BEGINS_WITH -> {
                requireFirst(function.word(), arguments.getFirst());
                terms.add(new Term(
                        attribute(arguments, slots), new SortRange.BeginsWith(value(arguments.get(1), slots))));
            }
            case Operand.Call(var function, var arguments) -> throw invalidOperator(function.word());
            case Node.Any any -> throw invalidOperator("OR");
            case Node.Not not -> throw invalidOperator("NOT");
            case Node.In in -> throw invalidOperator("IN");
        }
    }

    private static Term compared(Node.Comparison comparison, Slots slots) {
        if (comparison.comparator() == Comparator.NOT_EQUAL) {
            throw invalidOperator("<>");
        }
        var attribute = attribute(List.of(comparison.left(), comparison.right()), slots);
        boolean isTurned = comparison.right() instanceof Operand.PathAt;
        var value = value(isTurned ? comparison.left() : comparison.right(), slots);
        return new Term(attribute, range(isTurned ? comparison.comparator().turned() : comparison.comparator(), value));
    }

    static SortRange range(Comparator comparator, Value value) {
        return switch (comparator) {
            case EQUAL -> new SortRange.Equal(value);
            case LESS -> new SortRange.Less(value);
            case AT_MOST -> new SortRange.AtMost(value);
            case GREATER -> new SortRange.Greater(value);
            case AT_LEAST -> new SortRange.AtLeast(value);
            case NOT_EQUAL -> throw new IllegalStateException();
        };
    }

    private static void requireFirst(String operator, Operand operand) {
        if (!(operand instanceof Operand.PathAt)) {
            throw invalid(operator + " operator must have the key attribute as its first operand");
        }
    }

    private static String attribute(List<Operand> operands, Slots slots) {
        Path found = null;
        for (var operand : operands) {
            if (operand instanceof Operand.PathAt(var slot)) {
                if (found != null) {
                    throw invalid("Multiple attribute names used in one condition");
                }
                found = slots.path(slot);
            } else if (!(operand instanceof Operand.ValueAt)) {
                throw new InvalidExpressionException(NESTED);
            }
        }
        if (found == null) {
            throw invalid("No key attribute specified");
        }
        if (found.isNested()) {
            throw new InvalidExpressionException("KeyConditionExpressions cannot have conditions on nested attributes");
        }
        return found.attribute();
    }

    private static Value value(Operand operand, Slots slots) {
        if (operand instanceof Operand.ValueAt(var slot)) {
            return slots.value(slot);
        }
        throw new InvalidExpressionException(NESTED);
    }

    private static InvalidExpressionException invalidOperator(String operator) {
        return new InvalidExpressionException("Invalid operator used in KeyConditionExpression: " + operator);
    }

    private static InvalidExpressionException invalid(String message) {
        return new InvalidExpressionException("Invalid condition in KeyConditionExpression: " + message);
    }

    /**
     * What the terms say about a key.
     *
     * @throws InvalidExpressionException if they are not about that key, in AWS's words
     */
    public KeyCondition on(Keys keys) {
        int attributes = keys.names().size();
        if (terms.size() > attributes) {
            throw new InvalidExpressionException("The number of query conditions (" + terms.size()
                    + ") exceeds the number of key attributes defined in the schema (" + attributes + ")");
        }
        var partition = require(keys.partition());
        var sort = terms.size() == 1 ? null : require(Objects.requireNonNull(keys.sort()));
        check(partition, keys.partition(), keys.partitionType());
        if (sort != null) {
            check(sort, Objects.requireNonNull(keys.sort()), Objects.requireNonNull(keys.sortType()));
        }
        if (!(partition instanceof SortRange.Equal(var value))) {
            throw new InvalidExpressionException("Query key condition not supported");
        }
        return new KeyCondition(value, sort);
    }

    private SortRange require(String attribute) {
        return terms.stream()
                .filter(term -> term.attribute().equals(attribute))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidExpressionException("Query condition missed key schema element: " + attribute))
                .range();
    }

    private static void check(SortRange range, String attribute, String type) {
        switch (range) {
            case SortRange.Equal(var value) -> check(value, attribute, type);
            case SortRange.Less(var value) -> check(value, attribute, type);
            case SortRange.AtMost(var value) -> check(value, attribute, type);
            case SortRange.Greater(var value) -> check(value, attribute, type);
            case SortRange.AtLeast(var value) -> check(value, attribute, type);
            case SortRange.BeginsWith(var value) -> check(value, attribute, type);
            case SortRange.Between(var low, var high) -> {
                check(low, attribute, type);
                check(high, attribute, type);
            }
        }
        if (range instanceof SortRange.BeginsWith(var prefix) && prefix instanceof N) {
            throw new InvalidExpressionException("Query key condition not supported");
        }
    }

    private static void check(Value value, String attribute, String type) {
        if (!value.type().equals(type)) {
            throw new InvalidExpressionException("One or more parameter values were invalid:"
                    + " Condition parameter type does not match schema type");
        }
        var empty = empty(value);
        if (empty != null) {
            throw new InvalidExpressionException("One or more parameter values are not valid."
                    + " The AttributeValue for a key attribute cannot contain an empty " + empty + " value. Key: "
                    + attribute);
        }
    }

    private static @Nullable String empty(Value value) {
        return switch (value) {
            case Value.S(var text) when text.isEmpty() -> "string";
            case Value.B(var bytes) when bytes.asByteArrayUnsafe().length == 0 -> "binary";
            default -> null;
        };
    }
}
