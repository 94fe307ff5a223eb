package tarn.services.kinesis;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import tarn.store.Format;
import tarn.store.Formats;

/** A consumer with enhanced fan-out, as it is kept. */
record KeptConsumer(
        String name,
        String stream,
        String arn,
        Instant created,
        Map<String, String> tags,
        @Nullable String policy) {

    static final Format<KeptConsumer> FORMAT = Formats.record(KeptConsumer.class);

    Consumer shown() {
        return Consumer.builder()
                .consumerName(name)
                .consumerARN(arn)
                .consumerStatus(ConsumerStatus.ACTIVE)
                .consumerCreationTimestamp(created)
                .build();
    }

    KeptConsumer tagged(Map<String, String> next) {
        return new KeptConsumer(name, stream, arn, created, next, policy);
    }

    KeptConsumer ruled(@Nullable String document) {
        return new KeptConsumer(name, stream, arn, created, tags, document);
    }
}
