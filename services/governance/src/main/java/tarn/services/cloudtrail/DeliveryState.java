package tarn.services.cloudtrail;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * How far a trail's deliveries of one region are.
 *
 * @param management the number of the last management event that was looked at
 * @param data the same of data events
 * @param delivered when a file was last delivered
 * @param attempted when that was last tried
 * @param error the code of what went wrong at the last try; null if nothing did
 * @param digested when a digest was last delivered
 * @param digestEnd until when the last digest goes; null before the first
 * @param previous the last digest; null before the first
 * @param files what the next digest names
 */
record DeliveryState(
        long management,
        long data,
        @Nullable Instant delivered,
        @Nullable Instant attempted,
        @Nullable String error,
        @Nullable Instant digested,
        @Nullable Instant digestEnd,
        @Nullable Digest previous,
        List<DeliveredFile> files) {

    static final Format<DeliveryState> FORMAT = Formats.record(DeliveryState.class);

    /** A file that a digest names; times are those of its events. */
    record DeliveredFile(String bucket, String key, String hash, Instant newest, Instant oldest) {}

    /** A digest that the next one names. */
    record Digest(String bucket, String key, String hash, String signature) {}

    /** Before the first delivery. */
    static DeliveryState from(long number, Instant start) {
        return new DeliveryState(number, number, null, null, null, null, start, null, List.of());
    }

    /** A file was delivered, or none was needed. */
    DeliveryState delivered(long toManagement, long toData, Instant now, @Nullable DeliveredFile file) {
        var more = new ArrayList<>(files);
        if (file != null) {
            more.add(file);
        }
        return new DeliveryState(
                toManagement,
                toData,
                file == null ? delivered : now,
                file == null ? attempted : now,
                null,
                digested,
                digestEnd,
                previous,
                more);
    }

    /** The same, delivered at a time. */
    DeliveryState at(Instant now) {
        return new DeliveryState(management, data, now, now, null, digested, digestEnd, previous, files);
    }

    /** Nothing could be delivered. */
    DeliveryState failed(String code, Instant now) {
        return new DeliveryState(management, data, delivered, now, code, digested, digestEnd, previous, files);
    }

    /** A digest was delivered, or files are not to be named in one. */
    DeliveryState digested(Instant end, @Nullable Digest digest) {
        return new DeliveryState(
                management, data, delivered, attempted, error, digest == null ? digested : end, end, digest, List.of());
    }
}
