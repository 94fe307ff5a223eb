package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.dynamodb.partiql.Placeholding;
import tarn.services.dynamodb.partiql.Statement;

/**
 * PartiQL: ExecuteStatement and BatchExecuteStatement. A statement is carried out by the operation that it stands for.
 */
final class Statements implements DynamoDbClient, Part {

    private final Platform platform;
    private final Tables tables;
    private final Writing writing;
    private final Getting getting;
    private final Selects selects;
    private final Gauges gauges;

    Statements(Platform platform, Tables tables, Writing writing, Getting getting, Reading reading, Gauges gauges) {
        this.platform = platform;
        this.tables = tables;
        this.writing = writing;
        this.getting = getting;
        this.gauges = gauges;
        this.selects = new Selects(platform, tables, reading);
    }

    static Statement read(String text, List<AttributeValue> parameters) {
        return Refusals.of(() -> Statement.of(text, parameters));
    }

    @Override
    public ExecuteStatementResponse executeStatement(ExecuteStatementRequest request) {
        return gauges.told("ExecuteStatement", null, () -> executed(request));
    }

    private ExecuteStatementResponse executed(ExecuteStatementRequest request) {
        var statement = read(request.statement(), request.hasParameters() ? request.parameters() : List.of());
        StatementPermits.check(platform, tables, statement, null);
        return switch (statement) {
            case Statement.Select select -> selects.select(select, request);
            case Statement.Insert insert -> answered(inserted(insert, request));
            case Statement.Update update -> answered(updated(update, request));
            case Statement.Delete delete -> answered(deleted(delete, request));
            case Statement.Exists exists ->
                throw DynamoFaults.invalid("EXISTS() is only supported within ExecuteTransaction");
        };
    }

    /** What a write answers: the attributes it returns, and what it consumed. */
    private record Written(
            Map<String, AttributeValue> attributes,
            @Nullable ConsumedCapacity consumed) {}

    private static ExecuteStatementResponse answered(Written written) {
        return ExecuteStatementResponse.builder()
                .items(written.attributes().isEmpty() ? List.of() : List.of(written.attributes()))
                .consumedCapacity(written.consumed())
                .build();
    }

    private Written inserted(Statement.Insert insert, ExecuteStatementRequest request) {
        var table = tables.named(insert.table());
        var placeholding = new Placeholding();
        var condition = Restated.isNew(table, placeholding);
        try {
            var put = StatementFaults.told(() -> writing.putItem(PutItemRequest.builder()
                    .tableName(insert.table())
                    .item(insert.item())
                    .conditionExpression(condition)
                    .expressionAttributeNames(placeholding.names())
                    .returnConsumedCapacity(request.returnConsumedCapacity())
                    .build()));
            return new Written(Map.of(), put.consumedCapacity());
        } catch (ConditionalCheckFailedException e) {
            throw StatementFaults.duplicateItem();
        }
    }

    private Written updated(Statement.Update update, ExecuteStatementRequest request) {
        var table = tables.named(update.table());
        var restated = Restated.of(table, update.where(), update.changes()).orElseThrow(StatementFaults::noKey);
        var done = StatementFaults.told(() -> writing.updateItem(UpdateItemRequest.builder()
                .tableName(update.table())
                .key(restated.key())
                .updateExpression(restated.update())
                .conditionExpression(restated.condition())
                .expressionAttributeNames(restated.placeholding().names())
                .expressionAttributeValues(restated.placeholding().values())
                .returnValues(update.returning())
                .returnConsumedCapacity(request.returnConsumedCapacity())
                .returnValuesOnConditionCheckFailure(request.returnValuesOnConditionCheckFailure())
                .build()));
        return new Written(done.attributes(), done.consumedCapacity());
    }

    private Written deleted(Statement.Delete delete, ExecuteStatementRequest request) {
        var table = tables.named(delete.table());
        var restated = Restated.of(table, delete.where(), List.of()).orElseThrow(StatementFaults::noKey);
        var done = StatementFaults.told(() -> writing.deleteItem(DeleteItemRequest.builder()
                .tableName(delete.table())
                .key(restated.key())
                .conditionExpression(restated.condition())
                .expressionAttributeNames(restated.placeholding().names())
                .expressionAttributeValues(restated.placeholding().values())
                .returnValues(delete.returning())
                .returnConsumedCapacity(request.returnConsumedCapacity())
                .returnValuesOnConditionCheckFailure(request.returnValuesOnConditionCheckFailure())
                .build()));
        return new Written(done.attributes(), done.consumedCapacity());
    }

    @Override
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
        return gauges.told("BatchExecuteStatement", null, () -> executedAll(request));
    }

    private BatchExecuteStatementResponse executedAll(BatchExecuteStatementRequest request) {
        var statements = new ArrayList<@Nullable Statement>();
        var faults = new ArrayList<@Nullable DynamoDbException>();
        for (var each : request.statements()) {
            try {
                statements.add(read(each.statement(), each.hasParameters() ? each.parameters() : List.of()));
                faults.add(null);
            } catch (DynamoDbException e) {
                statements.add(null);
                faults.add(e);
            }
        }
        boolean reads = statements.stream().anyMatch(Statement.Select.class::isInstance);
        if (reads && statements.stream().anyMatch(each -> each != null && !(each instanceof Statement.Select))) {
            throw DynamoFaults.invalid("Read and write requests together in the same batch is not supported.");
        }
        var responses = new ArrayList<BatchStatementResponse>();
        var consumed = new LinkedHashMap<String, ConsumedCapacity>();
        for (int i = 0; i < statements.size(); i++) {
            var statement = statements.get(i);
            if (statement == null) {
                responses.add(failed(null, Objects.requireNonNull(faults.get(i))));
                continue;
            }
            try {
                var written = one(statement, request.statements().get(i), request);
                var told = written.consumed();
                if (told != null) {
                    consumed.merge(
                            statement.table(), told, (one, other) -> Objects.requireNonNull(Selects.sum(one, other)));
                }
                responses.add(BatchStatementResponse.builder()
                        .tableName(statement.table())
                        .item(written.attributes().isEmpty() ? null : written.attributes())
                        .build());
            } catch (DynamoDbException e) {
                responses.add(failed(statement.table(), e));
            }
        }
        return BatchExecuteStatementResponse.builder()
                .responses(responses)
                .consumedCapacity(consumed.isEmpty() ? null : List.copyOf(consumed.values()))
                .build();
    }

    private static BatchStatementResponse failed(@Nullable String table, DynamoDbException fault) {
        return BatchStatementResponse.builder()
                .tableName(table)
                .error(StatementFaults.inBatch(fault))
                .build();
    }

    private Written one(Statement statement, BatchStatementRequest each, BatchExecuteStatementRequest request) {
        StatementPermits.check(platform, tables, statement, null);
        var alone = ExecuteStatementRequest.builder()
                .returnConsumedCapacity(request.returnConsumedCapacity())
                .returnValuesOnConditionCheckFailure(each.returnValuesOnConditionCheckFailure())
                .build();
        return switch (statement) {
            case Statement.Insert insert -> inserted(insert, alone);
            case Statement.Update update -> updated(update, alone);
            case Statement.Delete delete -> deleted(delete, alone);
            case Statement.Exists exists ->
                throw DynamoFaults.invalid("EXISTS() is only supported within ExecuteTransaction");
            case Statement.Select select -> {
                var restated = Restated.of(tables.named(select.table()), select.where(), List.of())
                        .filter(found -> found.rest() == 0 && select.index() == null)
                        .orElseThrow(() -> StatementFaults.noWholeKey("BatchExecuteStatement"));
                var got = StatementFaults.told(() -> getting.getItem(GetItemRequest.builder()
                        .tableName(select.table())
                        .key(restated.key())
                        .consistentRead(each.consistentRead())
                        .returnConsumedCapacity(request.returnConsumedCapacity())
                        .build()));
                yield new Written(Selects.columns(select, got.item()), got.consumedCapacity());
            }
        };
    }
}
