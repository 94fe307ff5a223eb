package tarn.services.dynamodb;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon DynamoDB. */
public final class DynamoDb {

    /** The service, which serves as fast as it can. */
    public static Service on(Platform platform) {
        return on(platform, false);
    }

    /**
     * The service.
     *
     * @param throttled whether tables serve no more than what they are provisioned for
     */
    public static Service on(Platform platform, boolean throttled) {
        var meter = new Meter(platform, throttled);
        var tables = new Tables(platform);
        var items = new Items(platform, tables, meter);
        var sweeping = new Sweeping(platform, items);
        var measuring = new Measuring(platform, items);
        return Service.of(
                        DynamoDbClient.class,
                        new TableLife(platform, tables, sweeping, measuring),
                        new Writing(items),
                        new Getting(tables, items, meter),
                        new Batching(tables, items, meter),
                        new Reading(tables, items, meter))
                .offering(Guard.class, new DynamoGuard(tables));
    }

    private DynamoDb() {}
}
