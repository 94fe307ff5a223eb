package tarn.services.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon DynamoDB. */
public final class DynamoDb {

    public static Service on(Platform platform) {
        var tables = new Tables(platform);
        var items = new Items(platform, tables);
        var sweeping = new Sweeping(platform, items);
        var measuring = new Measuring(platform, items);
        return Service.of(
                        DynamoDbClient.class,
                        new TableLife(platform, tables, sweeping, measuring),
                        new Writing(items),
                        new Getting(tables, items),
                        new Batching(tables, items),
                        new Reading(tables, items))
                .offering(Guard.class, new DynamoGuard(tables));
    }

    private DynamoDb() {}
}
