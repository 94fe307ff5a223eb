package tarn.services.dynamodb.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import tarn.services.dynamodb.value.Wording;

/**
 * What requests say by expressions, or by the older parameters that stand for them, compiled and checked as far as that
 * goes without the table. Everything throws {@link InvalidExpressionException} in AWS's words.
 */
public final class Plans {

    private Plans() {}

    /**
     * An update and when it happens.
     *
     * @param condition when it happens
     * @param update what happens
     */
    public record UpdatePlan(Condition condition, Update update) {}

    /**
     * What is read.
     *
     * @param keys where; of a scan without any meaning
     * @param filter what of it is returned
     * @param origin the parameter that the filter is from
     * @param projection which parts
     */
    public record QueryPlan(KeyTerms keys, Condition filter, Condition.FilterOrigin origin, Projection projection) {}

    /** What a scan returns and which parts. */
    public record ScanPlan(Condition filter, Projection projection) {}

    /** When a put happens. */
    public static Condition of(PutItemRequest request) {
        var names = request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null;
        var values = request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null;
        return new Parameters(Wording.ENVELOPED, names, values)
                .legacy("Expected", request.hasExpected())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.CONDITION, request.conditionExpression())
                .compile(e -> request.hasExpected() || request.conditionalOperator() != null
                        ? new Legacy(Wording.ENVELOPED).expected(request.expected(), request.conditionalOperator())
                        : e.condition(request.conditionExpression()));
    }

    /** When a deletion happens. */
    public static Condition of(DeleteItemRequest request) {
        var names = request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null;
        var values = request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null;
        return new Parameters(Wording.ENVELOPED, names, values)
                .legacy("Expected", request.hasExpected())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.CONDITION, request.conditionExpression())
                .compile(e -> request.hasExpected() || request.conditionalOperator() != null
                        ? new Legacy(Wording.ENVELOPED).expected(request.expected(), request.conditionalOperator())
                        : e.condition(request.conditionExpression()));
    }

    /** What an update does and when it happens. */
    public static UpdatePlan of(UpdateItemRequest request) {
        var names = request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null;
        var values = request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null;
        return new Parameters(Wording.ENVELOPED, names, values)
                .legacy("AttributeUpdates", request.hasAttributeUpdates())
                .legacy("Expected", request.hasExpected())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.UPDATE, request.updateExpression())
                .expression(ExpressionKind.CONDITION, request.conditionExpression())
                .compile(e -> {
                    var update = request.hasAttributeUpdates()
                            ? LegacyUpdates.of(request.attributeUpdates(), Wording.ENVELOPED)
                            : e.update(request.updateExpression());
                    var condition = request.hasExpected() || request.conditionalOperator() != null
                            ? new Legacy(Wording.ENVELOPED).expected(request.expected(), request.conditionalOperator())
                            : e.condition(request.conditionExpression());
                    return new UpdatePlan(condition, update);
                });
    }

    /** Which parts of an item are read. */
    public static Projection of(GetItemRequest request) {
        return projection(
                Wording.CURRENT,
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasAttributesToGet() ? request.attributesToGet() : null,
                request.projectionExpression());
    }

    /** Which parts of the items of a batch are read. */
    public static Projection of(KeysAndAttributes request) {
        return projection(
                Wording.CURRENT,
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasAttributesToGet() ? request.attributesToGet() : null,
                request.projectionExpression());
    }

    /** Which parts of an item are read in a transaction. */
    public static Projection of(Get request) {
        return projection(
                Wording.OLDER,
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                null,
                request.projectionExpression());
    }

    private static Projection projection(
            Wording wording,
            @Nullable Map<String, String> names,
            @Nullable List<String> attributes,
            @Nullable String expression) {
        return new Parameters(wording, names, null)
                .legacy("AttributesToGet", attributes != null)
                .expression(ExpressionKind.PROJECTION, expression)
                .compile(e ->
                        attributes == null ? e.projection(expression) : new Legacy(wording).attributes(attributes));
    }

    /** What a query reads. */
    public static QueryPlan of(QueryRequest request) {
        var names = request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null;
        var values = request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null;
        // KeyConditions go with a FilterExpression, as long as there is no KeyConditionExpression.
        boolean hasOldKeys = request.hasKeyConditions();
        var parameters = new Parameters(Wording.CURRENT, names, values)
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .legacy("QueryFilter", request.hasQueryFilter())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .legacy("KeyConditions", hasOldKeys && request.keyConditionExpression() != null)
                .expression(ExpressionKind.PROJECTION, request.projectionExpression())
                .expression(ExpressionKind.FILTER, request.filterExpression())
                .expression(ExpressionKind.KEY_CONDITION, request.keyConditionExpression());
        var legacy = new Legacy(Wording.CURRENT);
        return parameters.compile(e -> {
            if (!hasOldKeys && request.keyConditionExpression() == null) {
                throw new InvalidExpressionException("Either the KeyConditions or KeyConditionExpression parameter must"
                        + " be specified in the request.");
            }
            var keys = hasOldKeys
                    ? legacy.keyTerms(request.keyConditions())
                    : e.keyCondition(request.keyConditionExpression());
            boolean hasOldFilter = request.hasQueryFilter() || request.conditionalOperator() != null;
            var filter = hasOldFilter
                    ? legacy.filter(request.queryFilter(), request.conditionalOperator())
                    : e.filter(request.filterExpression());
            return new QueryPlan(
                    keys,
                    filter,
                    hasOldFilter ? Condition.FilterOrigin.QUERY_FILTER : Condition.FilterOrigin.EXPRESSION,
                    request.hasAttributesToGet()
                            ? legacy.attributes(request.attributesToGet())
                            : e.projection(request.projectionExpression()));
        });
    }

    /** What a scan returns. */
    public static ScanPlan of(ScanRequest request) {
        var names = request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null;
        var values = request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null;
        var legacy = new Legacy(Wording.OLDER);
        return new Parameters(Wording.OLDER, names, values)
                .legacy("AttributesToGet", request.hasAttributesToGet())
                .legacy("ScanFilter", request.hasScanFilter())
                .legacy("ConditionalOperator", request.conditionalOperator() != null)
                .expression(ExpressionKind.PROJECTION, request.projectionExpression())
                .expression(ExpressionKind.FILTER, request.filterExpression())
                .compile(e -> new ScanPlan(
                        request.hasScanFilter() || request.conditionalOperator() != null
                                ? legacy.filter(request.scanFilter(), request.conditionalOperator())
                                : e.filter(request.filterExpression()),
                        request.hasAttributesToGet()
                                ? legacy.attributes(request.attributesToGet())
                                : e.projection(request.projectionExpression())));
    }

    /** When a put of a transaction happens. */
    public static Condition of(Put request) {
        return condition(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null,
                request.conditionExpression());
    }

    /** When a deletion of a transaction happens. */
    public static Condition of(Delete request) {
        return condition(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null,
                request.conditionExpression());
    }

    /** What a transaction needs of an item. */
    public static Condition of(ConditionCheck request) {
        return condition(
                request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null,
                request.conditionExpression());
    }

    private static Condition condition(
            @Nullable Map<String, String> names,
            @Nullable Map<String, AttributeValue> values,
            @Nullable String expression) {
        return new Parameters(Wording.OLDER, names, values)
                .expression(ExpressionKind.CONDITION, expression)
                .compile(e -> e.condition(expression));
    }

    /** What an update of a transaction does and when it happens. */
    public static UpdatePlan of(software.amazon.awssdk.services.dynamodb.model.Update request) {
        return new Parameters(
                        Wording.OLDER,
                        request.hasExpressionAttributeNames() ? request.expressionAttributeNames() : null,
                        request.hasExpressionAttributeValues() ? request.expressionAttributeValues() : null)
                .expression(ExpressionKind.UPDATE, request.updateExpression())
                .expression(ExpressionKind.CONDITION, request.conditionExpression())
                .compile(e -> {
                    var update = e.update(request.updateExpression());
                    return new UpdatePlan(e.condition(request.conditionExpression()), update);
                });
    }
}
