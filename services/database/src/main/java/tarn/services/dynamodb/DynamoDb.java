package tarn.services.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon DynamoDB. */
public final class DynamoDb {

<<<<<<< HEAD
=======
    /** How long a transaction waits for others that work on its items. */
    private static final Duration WAIT = Duration.ofSeconds(2);

    /** The service, which serves as fast as it can. */
>>>>>>> b3263a1 (Carry out transactions, all or nothing, in an order of their own)
    public static Service on(Platform platform) {
        var tables = new Tables(platform);
        var items = new Items(platform, tables);
        var sweeping = new Sweeping(platform, items);
        var measuring = new Measuring(platform, items);
        var transactions = new Transactions(platform, tables, items, meter, WAIT);
        return Service.of(
                        DynamoDbClient.class,
                        new TableLife(platform, tables, sweeping, measuring),
                        new Writing(items),
<<<<<<< HEAD
                        new Getting(tables, items),
                        new Batching(tables, items),
                        new Reading(tables, items))
=======
                        new Getting(tables, items, meter),
                        new Batching(tables, items, meter),
                        new Reading(tables, items, meter),
                        new Transacting(transactions, new ItemCollections(items)))
>>>>>>> b3263a1 (Carry out transactions, all or nothing, in an order of their own)
                .offering(Guard.class, new DynamoGuard(tables));
    }

    private DynamoDb() {}
}
