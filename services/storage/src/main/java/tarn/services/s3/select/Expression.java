package tarn.services.s3.select;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query reckons for each record. */
sealed interface Expression {

    /** A value that stands in the query. */
    record Literal(Datum value) implements Expression {}

    /** A field of the record, or something within it. Without steps it is the record itself. */
    record Path(List<Step> steps) implements Expression {}

    /** One step into a value. */
    sealed interface Step {
        /** To the field of that name. */
        record Named(String name, boolean exactly) implements Step {}

        /** To the element of a list at that place, from 0. */
        record At(int index) implements Step {}

        /** To all elements of a list; only behind FROM. */
        record Each() implements Step {}
    }

    /** A number with its sign turned. */
    record Negation(Expression of) implements Expression {}

    /** Two numbers, or with {@code ||} two texts, made into one. */
    record Arithmetic(char sign, Expression left, Expression right) implements Expression {}

    /** How two values compare. */
    enum Comparing {
        EQUAL,
        UNEQUAL,
        LESS,
        AT_MOST,
        MORE,
        AT_LEAST
    }

    /** A comparison. */
    record Comparison(Comparing how, Expression left, Expression right) implements Expression {}

    /** Both hold. */
    record And(Expression left, Expression right) implements Expression {}

    /** One holds. */
    record Or(Expression left, Expression right) implements Expression {}

    /** It does not hold. */
    record Not(Expression of) implements Expression {}

    /** {@code IS NULL}, or {@code IS MISSING}. */
    record Is(Expression of, Datum.Absent what) implements Expression {}

    /** {@code IN (…)}. */
    record In(Expression of, List<Expression> those) implements Expression {}

    /** {@code LIKE}. */
    record Like(Expression of, Expression pattern, @Nullable Expression escape) implements Expression {}

    /** {@code CASE WHEN … THEN … ELSE … END}; a plain CASE is written out as comparisons. */
    record Case(List<When> whens, Expression otherwise) implements Expression {}

    /** A branch of a CASE. */
    record When(Expression condition, Expression result) {}

    /** {@code CAST(… AS …)}. */
    record Cast(Expression of, CastType type) implements Expression {}

    /** A function. */
    record Call(Function function, List<Expression> arguments) implements Expression {}

    /** An aggregate, by its place among those of the query. */
    record Aggregate(int index) implements Expression {}
}
