package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.invalidDataType;
import static tarn.services.s3.select.SelectFaults.likeEscape;
import static tarn.services.s3.select.SelectFaults.likeInvalid;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Fields;
import tarn.services.s3.select.Datum.Items;
import tarn.services.s3.select.Datum.Text;
import tarn.services.s3.select.Datum.Truth;
import tarn.services.s3.select.Expression.Step;

/**
 * The value of an expression for a record. Conditions have three outcomes: what compares with null or with something
 * missing is unknown, which is null here.
 *
 * @param record the record; what a path without steps means
 * @param aggregates what the aggregates came to; refuses to be asked before the end
 * @param now what {@code UTCNOW()} says
 */
record Evaluation(Datum record, IntFunction<Datum> aggregates, Instant now) {

    Datum value(Expression expression) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Path path -> follow(record, path.steps());
            case Expression.Aggregate aggregate -> aggregates.apply(aggregate.index());
            case Expression.Negation negation -> Numbers.negated(value(negation.of()));
            case Expression.Arithmetic sum -> arithmetic(sum);
            case Expression.Comparison comparison ->
                compared(comparison.how(), value(comparison.left()), value(comparison.right()));
            case Expression.And and -> both(and);
            case Expression.Or or -> either(or);
            case Expression.Not not -> {
                var truth = truth(value(not.of()));
                yield truth == null ? Absent.NULL : Truth.of(truth == Truth.FALSE);
            }
            case Expression.Is is -> {
                var value = value(is.of());
                yield Truth.of(is.what() == Absent.NULL ? !value.present() : value == Absent.MISSING);
            }
            case Expression.In in -> member(in);
            case Expression.Like like -> like(like);
            case Expression.Case cases -> {
                for (var when : cases.whens()) {
                    if (holds(when.condition())) {
                        yield value(when.result());
                    }
                }
                yield value(cases.otherwise());
            }
            case Expression.Cast cast -> Casting.to(cast.type(), value(cast.of()));
            case Expression.Call call -> Functions.call(call.function(), call.arguments(), this);
        };
    }

    /** Whether a condition holds, for certain. */
    boolean holds(Expression condition) {
        return truth(value(condition)) == Truth.TRUE;
    }

    /** What a path leads to. */
    static Datum follow(Datum from, List<Step> steps) {
        var at = from;
        for (var step : steps) {
            at = switch (step) {
                case Step.Named named ->
                    at instanceof Fields fields ? fields.get(named.name(), named.exactly()) : Absent.MISSING;
                case Step.At place ->
                    at instanceof Items items
                                    && place.index() >= 0
                                    && place.index() < items.items().size()
                            ? items.items().get(place.index())
                            : Absent.MISSING;
                case Step.Each _ -> Absent.MISSING;
            };
        }
        return at;
    }

    private static @Nullable Truth truth(Datum value) {
        return switch (value) {
            case Truth truth -> truth;
            case Text text when text.loose() && text.value().equalsIgnoreCase("true") -> Truth.TRUE;
            case Text text when text.loose() && text.value().equalsIgnoreCase("false") -> Truth.FALSE;
            case Absent _ -> null;
            case Datum _ -> throw invalidDataType();
        };
    }

    private Datum arithmetic(Expression.Arithmetic sum) {
        var left = value(sum.left());
        var right = value(sum.right());
        if (sum.sign() != '|') {
            return Numbers.reckoned(sum.sign(), left, right);
        }
        if (!left.present() || !right.present()) {
            return Absent.NULL;
        }
        if (left instanceof Text one && right instanceof Text two) {
            return Text.of(one.value() + two.value());
        }
        throw invalidDataType();
    }

    private Datum both(Expression.And and) {
        var left = truth(value(and.left()));
        if (left == Truth.FALSE) {
            return left;
        }
        var right = truth(value(and.right()));
        if (right == Truth.FALSE) {
            return right;
        }
        return left == null || right == null ? Absent.NULL : Truth.TRUE;
    }

    private Datum either(Expression.Or or) {
        var left = truth(value(or.left()));
        if (left == Truth.TRUE) {
            return left;
        }
        var right = truth(value(or.right()));
        if (right == Truth.TRUE) {
            return right;
        }
        return left == null || right == null ? Absent.NULL : Truth.FALSE;
    }

    private Datum member(Expression.In in) {
        var value = value(in.of());
        boolean unknown = false;
        for (var one : in.those()) {
            var outcome = compared(Expression.Comparing.EQUAL, value, value(one));
            if (outcome == Truth.TRUE) {
                return outcome;
            }
            unknown |= outcome == Absent.NULL;
        }
        return unknown ? Absent.NULL : Truth.FALSE;
    }

    static Datum compared(Expression.Comparing how, Datum left, Datum right) {
        if (!left.present() || !right.present()) {
            return Absent.NULL;
        }
        var order = order(left, right);
        if (order.isEmpty()) {
            // Values of different kinds are not equal, and in no order
            return switch (how) {
                case EQUAL -> Truth.of(left.equals(right));
                case UNEQUAL -> Truth.of(!left.equals(right));
                case LESS, AT_MOST, MORE, AT_LEAST -> Absent.NULL;
            };
        }
        int found = order.getAsInt();
        return Truth.of(
                switch (how) {
                    case EQUAL -> found == 0;
                    case UNEQUAL -> found != 0;
                    case LESS -> found < 0;
                    case AT_MOST -> found <= 0;
                    case MORE -> found > 0;
                    case AT_LEAST -> found >= 0;
                });
    }

    /** How two values are ordered, if they are. */
    static OptionalInt order(Datum left, Datum right) {
        if (left instanceof Text one && right instanceof Text two) {
            return OptionalInt.of(one.value().compareTo(two.value()));
        }
        if (left instanceof Datum.Time one && right instanceof Datum.Time two) {
            return OptionalInt.of(
                    one.value().at().toInstant().compareTo(two.value().at().toInstant()));
        }
        if (left instanceof Truth || right instanceof Truth) {
            return truths(left, right);
        }
        var one = Numbers.of(left);
        var two = Numbers.of(right);
        return one.isPresent() && two.isPresent()
                ? OptionalInt.of(Numbers.compare(one.get(), two.get()))
                : OptionalInt.empty();
    }

    private static OptionalInt truths(Datum left, Datum right) {
        var one = maybeTruth(left);
        var two = maybeTruth(right);
        return one.isPresent() && two.isPresent()
                ? OptionalInt.of(Boolean.compare(one.get() == Truth.TRUE, two.get() == Truth.TRUE))
                : OptionalInt.empty();
    }

    private static Optional<Truth> maybeTruth(Datum value) {
        return switch (value) {
            case Truth truth -> Optional.of(truth);
            case Text text when text.loose() && text.value().equalsIgnoreCase("true") -> Optional.of(Truth.TRUE);
            case Text text when text.loose() && text.value().equalsIgnoreCase("false") -> Optional.of(Truth.FALSE);
            case Datum _ -> Optional.empty();
        };
    }

    private Datum like(Expression.Like like) {
        var value = value(like.of());
        var pattern = value(like.pattern());
        var escape = like.escape() == null ? null : value(like.escape());
        if (!value.present() || !pattern.present()) {
            return Absent.NULL;
        }
        if (!(value instanceof Text text) || !(pattern instanceof Text form)) {
            throw likeInvalid();
        }
        if (escape == null) {
            return Truth.of(matches(text.value(), form.value(), -1));
        }
        if (!(escape instanceof Text sign) || sign.value().length() != 1) {
            throw likeInvalid();
        }
        return Truth.of(matches(text.value(), form.value(), sign.value().charAt(0)));
    }

    /* Greedy, going back to the last % only: linear in practice, never exponential. */
    private static boolean matches(String text, String pattern, int escape) {
        int at = 0;
        int of = 0;
        int anyAt = -1;
        int anyOf = -1;
        while (at < text.length() || of < pattern.length()) {
            if (of < pattern.length()) {
                char c = pattern.charAt(of);
                boolean escaped = c == escape;
                if (escaped && of + 1 == pattern.length()) {
                    throw likeEscape();
                }
                char wanted = escaped ? pattern.charAt(of + 1) : c;
                if (!escaped && c == '%') {
                    anyAt = at;
                    anyOf = ++of;
                    continue;
                }
                if (at < text.length() && ((!escaped && c == '_') || text.charAt(at) == wanted)) {
                    at++;
                    of += escaped ? 2 : 1;
                    continue;
                }
            }
            if (anyOf < 0 || anyAt >= text.length()) {
                return false;
            }
            at = ++anyAt;
            of = anyOf;
        }
        return true;
    }
}
