package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.invalidDataType;

import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Absent;
import tarn.services.s3.select.Datum.Whole;
import tarn.services.s3.select.Query.Aggregation;

/** What an aggregate has come to so far. What is absent does not count, but for {@code COUNT(*)}. */
final class Gatherer {

    private final Aggregation aggregation;
    private long count;
    private @Nullable Datum gathered;

    Gatherer(Aggregation aggregation) {
        this.aggregation = aggregation;
    }

    void take(Evaluation evaluation) {
        var of = aggregation.of();
        if (of == null) {
            count++;
            return;
        }
        var value = evaluation.value(of);
        if (!value.present()) {
            return;
        }
        count++;
        var before = gathered;
        switch (aggregation.how()) {
            case COUNT -> {}
            case SUM, AVG -> {
                var number = Numbers.of(value).orElseThrow(SelectFaults::invalidDataType);
                gathered = before == null ? number : Numbers.reckoned('+', before, number);
            }
            case MIN -> gathered = before == null || order(value, before) < 0 ? ordered(value) : before;
            case MAX -> gathered = before == null || order(value, before) > 0 ? ordered(value) : before;
        }
    }

    /* A field of CSV that spells a number is that number, or 9 would be more than 10. */
    private static Datum ordered(Datum value) {
        return Numbers.of(value).orElse(value);
    }

    private static int order(Datum one, Datum two) {
        return Evaluation.order(ordered(one), ordered(two)).orElseThrow(SelectFaults::invalidDataType);
    }

    Datum result() {
        return switch (aggregation.how()) {
            case COUNT -> new Whole(count);
            case SUM, MIN, MAX -> gathered == null ? Absent.NULL : gathered;
            case AVG -> average();
        };
    }

    private Datum average() {
        var sum = gathered;
        if (sum == null) {
            return Absent.NULL;
        }
        var exact = sum instanceof Whole whole ? new Datum.Exact(java.math.BigDecimal.valueOf(whole.value())) : sum;
        var average = Numbers.reckoned('/', exact, new Whole(count));
        if (average instanceof Datum.Exact(var value)) {
            return new Datum.Exact(value.stripTrailingZeros());
        }
        if (average instanceof Datum.Real) {
            return average;
        }
        throw invalidDataType();
    }
}
