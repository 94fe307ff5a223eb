package tarn.services.dynamodb;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Provisioned units of a table or an index.
 *
 * @param increased when they last rose; null if never
 * @param decreased when they last fell; null if never
 * @param decreasesToday how often they fell on the day of {@code decreased}, in UTC
 */
record Throughput(
        long read,
        long write,
        @Nullable Instant increased,
        @Nullable Instant decreased,
        int decreasesToday) {

    static Throughput of(long read, long write) {
        return new Throughput(read, write, null, null, 0);
    }
}
