package tarn.services.dynamodb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import tarn.kernel.Caller;
import tarn.kernel.Metrics;
import tarn.kernel.Platform;

/**
 * What CloudWatch is told about tables, in the namespace {@code AWS/DynamoDB}: what is consumed, how long operations take,
 * what they return and why they fail.
 *
 * <p>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
final class Gauges {

    private static final String NAMESPACE = "AWS/DynamoDB";
    private static final String COUNT = "Count";
    private static final int KNOWN_MAX = 10_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Platform platform;
    private final Map<Name, Metrics.Gauge> known = new ConcurrentHashMap<>();

    Gauges(Platform platform) {
        this.platform = platform;
    }

    /** A figure by its dimensions; those that it does not have are empty. */
    private record Name(
            String account, String region, String metric, String table, String index, String operation, String unit) {

        Map<String, String> dimensions() {
            var dimensions = new java.util.TreeMap<String, String>();
            add(dimensions, "TableName", table);
            add(dimensions, "GlobalSecondaryIndexName", index);
            add(dimensions, "Operation", operation);
            return dimensions;
        }

        private static void add(Map<String, String> dimensions, String name, String value) {
            if (!value.isEmpty()) {
                dimensions.put(name, value);
            }
        }
    }

    private void add(String metric, String table, String index, String operation, String unit, double value) {
        var caller = Caller.current();
        var name = new Name(caller.account(), caller.region(), metric, table, index, operation, unit);
        var gauge = known.get(name);
        if (gauge == null) {
            if (known.size() >= KNOWN_MAX) {
                known.clear();
            }
            gauge = platform.metrics().gauge(NAMESPACE, metric, name.dimensions(), unit);
            known.put(name, gauge);
        }
        gauge.add(value);
    }

    /** What a request has consumed of a table and its global indexes; local ones count as the table. */
    void consumed(Consumed consumed) {
        var metric = consumed.writes() > 0 ? "ConsumedWriteCapacityUnits" : "ConsumedReadCapacityUnits";
        double own = consumed.reads() + consumed.writes();
        var table = consumed.table();
        for (var index : table.stored().indexes()) {
            double units = index.global() ? consumed.of(index) : 0;
            if (units > 0) {
                own -= units;
                add(metric, table.name(), index.name(), "", COUNT, units);
            }
        }
        if (own > 0) {
            add(metric, table.name(), "", "", COUNT, own);
        }
    }

    /** How many items an operation has returned. */
    void returned(String operation, Table table, int items) {
        add("ReturnedItemCount", table.name(), "", operation, COUNT, items);
    }

    /** How many items went because their time had come. */
    void expired(String table, int items) {
        add("TimeToLiveDeletedItemCount", table, "", "", COUNT, items);
    }

    /**
     * Carries out an operation, and tells how long it took or why it failed.
     *
     * @param table as the request names it; null if it names several, or none
     */
    <T> T told(String operation, @Nullable String table, Supplier<T> work) {
        long began = System.nanoTime();
        T answer;
        try {
            answer = work.get();
        } catch (DynamoDbException fault) {
            failed(operation, name(table), fault);
            throw fault;
        }
        double millis = (System.nanoTime() - began) / NANOS_PER_MILLI;
        add("SuccessfulRequestLatency", name(table), "", operation, "Milliseconds", twoDigits(millis));
        return answer;
    }

    /** Few different values are kept for each minute; two digits of a latency say enough. */
    private static double twoDigits(double millis) {
        long micros = Math.round(millis * 1000);
        long scale = 1;
        while (micros / scale >= 100) {
            scale *= 10;
        }
        return micros / scale * scale / 1000.0;
    }

    private static String name(@Nullable String reference) {
        return reference == null ? "" : reference.substring(reference.lastIndexOf('/') + 1);
    }

    private void failed(String operation, String table, DynamoDbException fault) {
        switch (fault) {
            case ConditionalCheckFailedException _ -> add("ConditionalCheckFailedRequests", table, "", "", COUNT, 1);
            case ProvisionedThroughputExceededException throttled -> {
                add("ThrottledRequests", table, "", operation, COUNT, 1);
                throttled.throttlingReasons().forEach(reason -> throttled(table, reason));
            }
            case ThrottlingException throttled -> {
                add("ThrottledRequests", table, "", operation, COUNT, 1);
                throttled.throttlingReasons().forEach(reason -> throttled(table, reason));
            }
            case TransactionConflictException _ -> add("TransactionConflict", table, "", "", COUNT, 1);
            case TransactionCanceledException canceled -> {
                canceled.cancellationReasons().forEach(reason -> {
                    if (reason.code().equals("TransactionConflict")) {
                        add("TransactionConflict", table, "", "", COUNT, 1);
                    }
                    if (reason.code().equals("ConditionalCheckFailed")) {
                        add("ConditionalCheckFailedRequests", table, "", "", COUNT, 1);
                    }
                });
                add("UserErrors", "", "", "", COUNT, 1);
            }
            default -> add(fault.statusCode() >= 500 ? "SystemErrors" : "UserErrors", "", "", "", COUNT, 1);
        }
    }

    private void throttled(String table, ThrottlingReason reason) {
        boolean writes = reason.reason() != null && reason.reason().contains("Write");
        var resource = reason.resource() == null ? "" : reason.resource();
        int index = resource.indexOf("/index/");
        add(
                writes ? "WriteThrottleEvents" : "ReadThrottleEvents",
                table,
                index < 0 ? "" : resource.substring(index + "/index/".length()),
                "",
                COUNT,
                1);
    }
}
