package tarn.services.s3.select;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Expression.Step;

/**
 * A query as it was understood.
 *
 * @param columns what is selected; empty for everything
 * @param aggregates the aggregates in the columns, by their index
 * @param from the path below {@code S3Object}
 * @param alias what a record is called, if it is called something
 * @param limit how many records at most are returned; -1 for all
 */
record Query(
        List<Column> columns,
        List<Aggregation> aggregates,
        List<Step> from,
        Optional<String> alias,
        @Nullable Expression where,
        long limit) {

    /** A column of the result. */
    record Column(String name, Expression value) {}

    /** What an aggregate gathers. */
    enum Gathering {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX
    }

    /** An aggregate; without {@code of} it is {@code COUNT(*)}. */
    record Aggregation(Gathering how, @Nullable Expression of) {}

    boolean gathers() {
        return !aggregates.isEmpty();
    }

    boolean everything() {
        return columns.isEmpty();
    }
}
