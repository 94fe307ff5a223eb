package tarn.services.cloudwatchlogs.insights;

import java.util.List;
import java.util.regex.Pattern;

/** A command of a query, between two bars. */
sealed interface Command {

    /** An expression under a name. */
    record Named(String name, Expression expression) {}

    /** A field and whether the greatest comes first. */
    record Order(Expression by, boolean descending) {}

    /** Works out fields and shows them. */
    record Fields(List<Named> fields) implements Command {}

    /** Shows these fields, and no others. */
    record Display(List<Named> fields) implements Command {}

    /** Keeps rows of which something holds. */
    record Filter(Expression condition) implements Command {}

    /** Takes texts out of a field. */
    record Parse(Expression from, Pattern pattern, List<String> names) implements Command {}

    /** Puts rows together. */
    record Stats(List<Aggregation> aggregations, List<Named> by) implements Command {}

    /** Orders rows. */
    record Sort(List<Order> orders) implements Command {}

    /** Keeps the first. */
    record Limit(int count) implements Command {}

    /** Keeps the first of those that have the same values. */
    record Dedup(List<Expression> fields) implements Command {}

    /** Puts texts together that differ in numbers, ids and the like. */
    record Patterns(Expression of) implements Command {}
}
