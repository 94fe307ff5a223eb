package tarn.services.firehose;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.SourceDescription;
import tarn.kernel.Caller;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A delivery stream as it is kept.
 *
 * @param id under which its records wait
 * @param type DirectPut or KinesisStreamAsSource
 * @param source where its records come from; null for those that are put
 * @param destination as it is described
 * @param secret the access key of an HTTP endpoint; null if it has none
 * @param version grows with each change of the destination
 * @param encryption how waiting records are encrypted; null if they are not
 */
record DeliveryStream(
        String name,
        String id,
        String type,
        Instant created,
        @Nullable Instant updated,
        @Nullable SourceDescription source,
        DestinationDescription destination,
        @Nullable String secret,
        long version,
        @Nullable Encryption encryption,
        Map<String, String> tags) {

    static final Format<DeliveryStream> FORMAT = Formats.record(DeliveryStream.class);

    /**
     * The key under which waiting records lie.
     *
     * @param keyArn the customer's key; null for Tarn's own
     * @param wrapped the data key under it, in base64; null for Tarn's own
     */
    record Encryption(@Nullable String keyArn, @Nullable String wrapped) {}

    String arn() {
        return Caller.current().arn("firehose", "deliverystream/" + name).toString();
    }

    boolean isPut() {
        return type.equals(DeliveryStreamType.DIRECT_PUT.toString());
    }

    DeliveryStream delivering(DestinationDescription next, @Nullable String nextSecret, Instant now) {
        return new DeliveryStream(
                name, id, type, created, now, source, next, nextSecret, version + 1, encryption, tags);
    }

    DeliveryStream encrypted(@Nullable Encryption next) {
        return new DeliveryStream(name, id, type, created, updated, source, destination, secret, version, next, tags);
    }

    DeliveryStream tagged(Map<String, String> next) {
        return new DeliveryStream(
                name, id, type, created, updated, source, destination, secret, version, encryption, next);
    }
}
