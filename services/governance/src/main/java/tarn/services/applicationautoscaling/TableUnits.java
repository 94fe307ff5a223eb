package tarn.services.applicationautoscaling;

import static tarn.services.applicationautoscaling.ScalingFaults.invalid;

import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/** The units that tables and their global indexes are provisioned with: how many there are, and how to change them. */
record TableUnits(Platform platform) {

    private static final String PRINCIPAL = "application-autoscaling.amazonaws.com";

    /** Works in the account's name, through this service. */
    static <T> T acting(Supplier<T> work) {
        var caller = Caller.current();
        return Caller.root(caller.account(), caller.region(), caller.requestId())
                .via(PRINCIPAL)
                .call(work::get);
    }

    private Optional<TableDescription> table(Scalable scalable) {
        try {
            return Optional.of(acting(() -> platform.client(DynamoDbClient.class)
                    .describeTable(b -> b.tableName(scalable.table()))
                    .table()));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The units of a table or index; 0 if it is billed by request. Refuses if there is none. */
    int now(Scalable scalable) {
        var table = table(scalable).orElseThrow(() -> invalid("DynamoDB table does not exist: " + scalable.resource()));
        var units = throughput(table, scalable)
                .orElseThrow(() -> invalid("DynamoDB index does not exist: " + scalable.resource()));
        var mode = table.billingModeSummary();
        if (mode != null && mode.billingMode() == BillingMode.PAY_PER_REQUEST) {
            return 0;
        }
        return Math.toIntExact(scalable.isRead() ? units.readCapacityUnits() : units.writeCapacityUnits());
    }

    private static Optional<ProvisionedThroughputDescription> throughput(TableDescription table, Scalable scalable) {
        if (scalable.index() == null) {
            return Optional.of(table.provisionedThroughput());
        }
        return table.globalSecondaryIndexes().stream()
                .filter(index -> index.indexName().equals(scalable.index()))
                .map(index -> index.provisionedThroughput())
                .findFirst();
    }

    /** Changes the units; the table's other ones stay as they are. */
    void set(Scalable scalable, int units) {
        var table = table(scalable).orElseThrow(() -> invalid("DynamoDB table does not exist: " + scalable.resource()));
        var present = throughput(table, scalable).orElseThrow();
        var next = ProvisionedThroughput.builder()
                .readCapacityUnits(scalable.isRead() ? Long.valueOf(units) : present.readCapacityUnits())
                .writeCapacityUnits(scalable.isRead() ? present.writeCapacityUnits() : Long.valueOf(units))
                .build();
        acting(() -> platform.client(DynamoDbClient.class).updateTable(b -> {
            b.tableName(scalable.table());
            if (scalable.index() == null) {
                b.provisionedThroughput(next);
            } else {
                b.globalSecondaryIndexUpdates(GlobalSecondaryIndexUpdate.builder()
                        .update(u -> u.indexName(scalable.index()).provisionedThroughput(next))
                        .build());
            }
        }));
    }
}
