package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputDescription;

/** Provisioned units in requests and answers. */
final class Capacity {

    private static final long UNITS_MAX = 1_000_000_000_000L;

    /** What a new table or index is given; null if it is billed by request. */
    static @Nullable Throughput given(
            @Nullable BillingMode mode, @Nullable ProvisionedThroughput asked, @Nullable String index) {
        if (mode == BillingMode.PAY_PER_REQUEST) {
            if (asked != null) {
                throw parametersInvalid(
                        index == null
                                ? "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode "
                                        + "is PAY_PER_REQUEST"
                                : "ProvisionedThroughput should not be specified for index: " + index
                                        + " when BillingMode is PAY_PER_REQUEST");
            }
            return null;
        }
        if (asked == null) {
            throw parametersInvalid(
                    index == null
                            ? "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
                                    + "PROVISIONED"
                            : "ProvisionedThroughput must be specified for index: " + index);
        }
        return Throughput.of(
                units("ReadCapacityUnits", asked.readCapacityUnits()),
                units("WriteCapacityUnits", asked.writeCapacityUnits()));
    }

    static long units(String name, long units) {
        if (units > UNITS_MAX) {
            throw invalid("Given value " + units + " for " + name + " is out of bounds");
        }
        return units;
    }

    /** Units as they are answered: zero where billing is by request. */
    static ProvisionedThroughputDescription described(@Nullable Throughput throughput, Instant now) {
        if (throughput == null) {
            return ProvisionedThroughputDescription.builder()
                    .numberOfDecreasesToday(0L)
                    .readCapacityUnits(0L)
                    .writeCapacityUnits(0L)
                    .build();
        }
        var decreased = throughput.decreased();
        boolean today = decreased != null && decreased.getEpochSecond() / 86_400 == now.getEpochSecond() / 86_400;
        return ProvisionedThroughputDescription.builder()
                .lastIncreaseDateTime(throughput.increased())
                .lastDecreaseDateTime(decreased)
                .numberOfDecreasesToday(today ? (long) throughput.decreasesToday() : 0L)
                .readCapacityUnits(throughput.read())
                .writeCapacityUnits(throughput.write())
                .build();
    }

    private Capacity() {}
}
