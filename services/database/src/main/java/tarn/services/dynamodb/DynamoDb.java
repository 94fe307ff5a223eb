package tarn.services.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import tarn.kernel.Platform;
import tarn.kernel.Service;
import tarn.policy.Guard;

/** Amazon DynamoDB. */
public final class DynamoDb {

    /** How long a transaction waits for others that work on its items. */
    private static final Duration WAIT = Duration.ofSeconds(2);

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
        var gauges = new Gauges(platform);
        var encrypting = new Encrypting(platform);
        var tables = new Tables(platform, encrypting);
        var pasts = new Pasts(platform);
        var log = new ChangeLog(platform)
                .trimming()
                .witnessed((batch, change, number, now) ->
                        pasts.keep(batch, change.table(), change.key(), change.old(), number));
        var versions = new Versions(platform);
        var lanes = new Lanes(platform, log, versions);
        var items = new Items(platform, tables, meter, gauges, log);
        var moments = new Moments(platform);
        var upkeep = new Upkeep(platform, tables, items, moments, pasts, versions);
        var chores = new Chores(platform, upkeep::work);
        var measuring = new Measuring(platform, items);
        var keeping = new Keeping(platform, tables, items, log, pasts, moments, chores, measuring);
        var copying = new Copying(platform, tables, items, pasts, keeping, lanes);
        var globals = new GlobalTables(platform, tables, keeping, copying, lanes, log, chores);
        lanes.begin(new Telling(platform, tables), new Replicating(platform, tables, items, versions));

        var collections = new ItemCollections(items);
        var transactions = new Transactions(platform, tables, items, meter, gauges, WAIT);
        var writing = new Writing(items, collections, gauges);
        var getting = new Getting(tables, items, meter, gauges);
        var reading = new Reading(tables, items, meter, gauges);
        var life = new TableLife(platform, tables, log, chores, measuring, keeping, encrypting);
        return Service.of(
                        DynamoDbClient.class,
                        life,
                        new Altering(platform, tables, log, chores, measuring, globals, encrypting),
                        new FormerGlobalTables(tables),
                        new Destinations(platform, tables, lanes),
                        new Labelling(platform, tables),
                        new Policies(tables, log),
                        new Recovering(platform, tables, keeping),
                        new Backups(platform, tables, keeping),
                        new Restoring(platform, tables, keeping, copying, measuring, encrypting),
                        new Exports(platform, tables, keeping, pasts),
                        new Imports(platform, tables, items, chores, life),
                        new Expiring(platform, tables, items, chores),
                        writing,
                        getting,
                        new Batching(tables, items, meter, gauges),
                        reading,
                        new Transacting(transactions, collections, gauges),
                        new Statements(platform, tables, writing, getting, reading, gauges),
                        new StatementTransactions(platform, tables, transactions, gauges))
                .offering(Guard.class, new DynamoGuard(tables, log));
    }

    /** Amazon DynamoDB Streams. */
    public static Service streams(Platform platform) {
        var log = new ChangeLog(platform);
        return Service.of(DynamoDbStreamsClient.class, new Following(platform, log))
                .known("dynamodb.amazonaws.com")
                .offering(Guard.class, new StreamGuard(log));
    }

    private DynamoDb() {}
}
