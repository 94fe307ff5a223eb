package tarn.services.cloudwatchlogs;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * Lines on their way to who subscribed to them.
 *
 * @param destination the ARN of a function, a stream or a delivery stream
 * @param role as which they are sent; null for functions
 * @param partitionKey of a stream
 * @param payload JSON, packed by gzip
 */
record KeptDelivery(String destination, @Nullable String role, String partitionKey, SdkBytes payload) {

    static final Format<KeptDelivery> FORMAT = Formats.record(KeptDelivery.class);
}
