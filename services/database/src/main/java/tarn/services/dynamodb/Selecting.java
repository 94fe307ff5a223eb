package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.Select;
import tarn.services.dynamodb.expression.Projection;

/**
 * What a query or a scan answers of what it reads.
 *
 * @param counts whether only numbers
 * @param fetches whether the whole item must be fetched for an entry of a local index
 */
record Selecting(boolean counts, boolean fetches, Projection projection) {

    /**
     * What is asked for, checked against what the index has.
     *
     * @param doing Querying or Scanning, as AWS says it
     * @param parameter the one that the projection came by
     */
    static Selecting of(
            @Nullable Select asked,
            Projection projection,
            Table table,
            @Nullable StoredIndex index,
            String doing,
            String parameter) {
        check(asked, projection, index, doing, parameter);
        boolean everything = asked == Select.ALL_ATTRIBUTES;
        if (index == null || index.projection() == ProjectionType.ALL) {
            return new Selecting(asked == Select.COUNT, false, projection);
        }
        if (everything && index.global()) {
            throw parametersInvalid("Select type ALL_ATTRIBUTES is not supported for global secondary index "
                    + index.name() + " because its projection type is not ALL");
        }
        boolean lacks = !projection.isAll() && !table.covers(index, projection.attributes());
        if (lacks && index.global()) {
            var missing = new TreeSet<>(projection.attributes());
            missing.removeIf(name -> table.covers(index, java.util.List.of(name)));
            throw parametersInvalid("Global secondary index " + index.name() + " does not project " + missing);
        }
        return new Selecting(asked == Select.COUNT, everything || lacks, projection);
    }

    private static void check(
            @Nullable Select asked,
            Projection projection,
            @Nullable StoredIndex index,
            String doing,
            String parameter) {
        if (asked == Select.ALL_PROJECTED_ATTRIBUTES && index == null) {
            throw invalid("ALL_PROJECTED_ATTRIBUTES can be used only when " + doing + " using an IndexName");
        }
        if (asked == Select.SPECIFIC_ATTRIBUTES && projection.isAll()) {
            throw invalid("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                    + "SPECIFIC_ATTRIBUTES");
        }
        if (asked != null && asked != Select.SPECIFIC_ATTRIBUTES && !projection.isAll()) {
            throw invalid("Cannot specify the " + parameter + " when choosing to get "
                    + (asked == Select.COUNT ? "only the Count" : asked.toString()));
        }
    }
}
