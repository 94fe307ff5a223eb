package tarn.services.s3.select;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.services.s3.select.Datum.Fields;
import tarn.services.s3.select.Expression.Path;
import tarn.services.s3.select.Expression.Step;

/** Whether the fields that a query names are there. Fields by place may be missing from a record that is short. */
record Names(Fields record) {

    boolean all(Query query) {
        return query.columns().stream().allMatch(column -> known(column.value()))
                && known(query.where())
                && query.aggregates().stream().allMatch(aggregate -> known(aggregate.of()));
    }

    private boolean known(List<Expression> expressions) {
        return expressions.stream().allMatch(this::known);
    }

    private boolean known(@Nullable Expression expression) {
        return switch (expression) {
            case null -> true;
            case Path path ->
                path.steps().isEmpty()
                        || !(path.steps().getFirst() instanceof Step.Named named)
                        || Fields.place(named.name()) > 0
                        || record.get(named.name(), named.exactly()) != Datum.Absent.MISSING;
            case Expression.Literal _, Expression.Aggregate _ -> true;
            case Expression.Negation of -> known(of.of());
            case Expression.Arithmetic of -> known(of.left()) && known(of.right());
            case Expression.Comparison of -> known(of.left()) && known(of.right());
            case Expression.And of -> known(of.left()) && known(of.right());
            case Expression.Or of -> known(of.left()) && known(of.right());
            case Expression.Not of -> known(of.of());
            case Expression.Is of -> known(of.of());
            case Expression.In of -> known(of.of()) && known(of.those());
            case Expression.Like of -> known(of.of()) && known(of.pattern()) && known(of.escape());
            case Expression.Case of ->
                known(of.otherwise())
                        && of.whens().stream().allMatch(when -> known(when.condition()) && known(when.result()));
            case Expression.Cast of -> known(of.of());
            case Expression.Call of -> known(of.arguments());
        };
    }
}
