package tarn.services.athena;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.athena.model.CapacityAllocationStatus;
import software.amazon.awssdk.services.athena.model.CapacityReservation;
import software.amazon.awssdk.services.athena.model.CapacityReservationStatus;

/**
 * A capacity reservation as it is kept.
 *
 * @param groups the work groups that run on it
 * @param allocatedMillis when it was last given its capacity
 */
record Reservation(
        String name,
        boolean cancelled,
        int dpus,
        List<List<String>> groups,
        long createdMillis,
        long allocatedMillis,
        Map<String, String> tags) {

    /** What AWS gives a query at least. */
    private static final int DPUS_PER_QUERY = 4;

    /** How many queries run on it at once. */
    int atOnce() {
        return Math.max(1, dpus / DPUS_PER_QUERY);
    }

    Reservation cancel() {
        return new Reservation(name, true, dpus, groups, createdMillis, allocatedMillis, tags);
    }

    Reservation sized(int next, long nowMillis) {
        return new Reservation(name, cancelled, next, groups, createdMillis, nowMillis, tags);
    }

    Reservation assigned(List<List<String>> next) {
        return new Reservation(name, cancelled, dpus, next, createdMillis, allocatedMillis, tags);
    }

    Reservation tagged(Map<String, String> next) {
        return new Reservation(
                name, cancelled, dpus, groups, createdMillis, allocatedMillis, new LinkedHashMap<>(next));
    }

    boolean serves(String group) {
        return !cancelled && groups.stream().anyMatch(some -> some.contains(group));
    }

    CapacityReservation describe() {
        var allocated = Instant.ofEpochMilli(allocatedMillis);
        return CapacityReservation.builder()
                .name(name)
                .status(cancelled ? CapacityReservationStatus.CANCELLED : CapacityReservationStatus.ACTIVE)
                .targetDpus(dpus)
                .allocatedDpus(cancelled ? 0 : dpus)
                .lastAllocation(last -> last.status(CapacityAllocationStatus.SUCCEEDED)
                        .requestTime(allocated)
                        .requestCompletionTime(allocated))
                .lastSuccessfulAllocationTime(allocated)
                .creationTime(Instant.ofEpochMilli(createdMillis))
                .build();
    }
}
