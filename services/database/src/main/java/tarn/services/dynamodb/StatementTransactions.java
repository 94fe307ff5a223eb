package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.dynamodb.partiql.Placeholding;
import tarn.services.dynamodb.partiql.Statement;
import tarn.services.dynamodb.value.Wording;

/** PartiQL's ExecuteTransaction: statements that all read, or all write. */
final class StatementTransactions implements DynamoDbClient, Part {

    private final Platform platform;
    private final Tables tables;
    private final Transactions transactions;
    private final Gauges gauges;

    StatementTransactions(Platform platform, Tables tables, Transactions transactions, Gauges gauges) {
        this.platform = platform;
        this.tables = tables;
        this.transactions = transactions;
        this.gauges = gauges;
    }

    @Override
    public ExecuteTransactionResponse executeTransaction(ExecuteTransactionRequest request) {
        return gauges.told("ExecuteTransaction", null, () -> executed(request));
    }

    private ExecuteTransactionResponse executed(ExecuteTransactionRequest request) {
        var statements = new ArrayList<Statement>();
        for (int i = 0; i < request.transactStatements().size(); i++) {
            statements.add(read(i, request.transactStatements().get(i)));
        }
        statements.forEach(statement -> StatementPermits.check(platform, tables, statement, "ExecuteTransaction"));
        long reads =
                statements.stream().filter(Statement.Select.class::isInstance).count();
        if (reads == statements.size()) {
            return selected(statements, request);
        }
        if (reads > 0) {
            throw DynamoFaults.invalid(
                    "ExecuteTransaction API does not support both read and write operations in the same request.");
        }
        return written(statements, request);
    }

    private static Statement read(int at, ParameterizedStatement each) {
        try {
            var statement = Statements.read(each.statement(), each.hasParameters() ? each.parameters() : List.of());
            var returning = switch (statement) {
                case Statement.Update update -> update.returning();
                case Statement.Delete delete -> delete.returning();
                case Statement.Insert insert -> ReturnValue.NONE;
                case Statement.Select select -> ReturnValue.NONE;
                case Statement.Exists exists -> ReturnValue.NONE;
            };
            if (returning != ReturnValue.NONE) {
                throw DynamoFaults.invalid("RETURNING clause is not supported in ExecuteTransaction.");
            }
            if (statement instanceof Statement.Select select && select.index() != null) {
                throw DynamoFaults.invalid("Reads on indices are not supported within transactions.");
            }
            return statement;
        } catch (DynamoDbException e) {
            throw StatementFaults.inTransaction(at, e);
        }
    }

    private ExecuteTransactionResponse selected(List<Statement> statements, ExecuteTransactionRequest request) {
        var sought = new ArrayList<Transactions.Sought>();
        for (int i = 0; i < statements.size(); i++) {
            var select = (Statement.Select) statements.get(i);
            int at = i;
            var restated = Restated.of(tables.named(select.table()), select.where(), List.of())
                    .filter(found -> found.rest() == 0)
                    .orElseThrow(
                            () -> StatementFaults.inTransaction(at, StatementFaults.noWholeKey("ExecuteTransaction")));
            sought.add(new Transactions.Sought(select.table(), Refusals.item(restated.key(), Wording.OLDER)));
        }
        var found = transactions.read(sought);
        var responses = new ArrayList<ItemResponse>();
        for (int i = 0; i < statements.size(); i++) {
            var item = found.items().get(i);
            responses.add(ItemResponse.builder()
                    .item(item == null ? null : Selects.columns((Statement.Select) statements.get(i), item.toSdk()))
                    .build());
        }
        return ExecuteTransactionResponse.builder()
                .responses(responses)
                .consumedCapacity(Transacting.told(found.consumed(), request.returnConsumedCapacity()))
                .build();
    }

    private ExecuteTransactionResponse written(List<Statement> statements, ExecuteTransactionRequest request) {
        var deeds = new ArrayList<Deed>();
        for (int i = 0; i < statements.size(); i++) {
            var statement = statements.get(i);
            var each = request.transactStatements().get(i);
            try {
                deeds.add(StatementFaults.told(() -> Deed.of(action(statement, each))));
            } catch (DynamoDbException e) {
                throw StatementFaults.inTransaction(i, e);
            }
        }
        try {
            var outcome = transactions.write(deeds, request.clientRequestToken());
            return ExecuteTransactionResponse.builder()
                    .consumedCapacity(Transacting.told(outcome.consumed(), request.returnConsumedCapacity()))
                    .build();
        } catch (TransactionCanceledException e) {
            throw TransactionFaults.canceled(reasons(statements, e.cancellationReasons()));
        }
    }

    /** An insertion fails because its item is there already. */
    private static List<CancellationReason> reasons(List<Statement> statements, List<CancellationReason> reasons) {
        var told = new ArrayList<CancellationReason>();
        for (int i = 0; i < reasons.size(); i++) {
            boolean isDuplicate = statements.get(i) instanceof Statement.Insert
                    && reasons.get(i).code().equals("ConditionalCheckFailed");
            told.add(isDuplicate ? TransactionFaults.duplicateItem() : reasons.get(i));
        }
        return told;
    }

    private TransactWriteItem action(Statement statement, ParameterizedStatement each) {
        var table = tables.named(statement.table());
        var name = statement.table();
        return switch (statement) {
            case Statement.Insert insert -> {
                var placeholding = new Placeholding();
                var condition = Restated.isNew(table, placeholding);
                yield TransactWriteItem.builder()
                        .put(p -> p.tableName(name)
                                .item(insert.item())
                                .conditionExpression(condition)
                                .expressionAttributeNames(placeholding.names()))
                        .build();
            }
            case Statement.Update update -> {
                var restated =
                        Restated.of(table, update.where(), update.changes()).orElseThrow(StatementFaults::noKey);
                yield TransactWriteItem.builder()
                        .update(u -> u.tableName(name)
                                .key(restated.key())
                                .updateExpression(restated.update())
                                .conditionExpression(restated.condition())
                                .expressionAttributeNames(
                                        restated.placeholding().names())
                                .expressionAttributeValues(
                                        restated.placeholding().values())
                                .returnValuesOnConditionCheckFailure(each.returnValuesOnConditionCheckFailure()))
                        .build();
            }
            case Statement.Delete delete -> {
                var restated = Restated.of(table, delete.where(), List.of()).orElseThrow(StatementFaults::noKey);
                yield TransactWriteItem.builder()
                        .delete(d -> d.tableName(name)
                                .key(restated.key())
                                .conditionExpression(restated.condition())
                                .expressionAttributeNames(
                                        restated.placeholding().names())
                                .expressionAttributeValues(
                                        restated.placeholding().values())
                                .returnValuesOnConditionCheckFailure(each.returnValuesOnConditionCheckFailure()))
                        .build();
            }
            case Statement.Exists(var select) -> {
                var restated = Restated.of(table, select.where(), List.of())
                        .filter(found -> found.rest() > 0)
                        .orElseThrow(() -> DynamoFaults.invalid(
                                "EXISTS() must contain a single item read with additional condition"));
                yield TransactWriteItem.builder()
                        .conditionCheck(c -> c.tableName(name)
                                .key(restated.key())
                                .conditionExpression(restated.condition())
                                .expressionAttributeNames(
                                        restated.placeholding().names())
                                .expressionAttributeValues(
                                        restated.placeholding().values())
                                .returnValuesOnConditionCheckFailure(each.returnValuesOnConditionCheckFailure()))
                        .build();
            }
            case Statement.Select select -> throw new IllegalStateException("A read among writes");
        };
    }
}
