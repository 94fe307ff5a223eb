package tarn.services.cloudwatchlogs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A log group as it is kept.
 *
 * @param id under which its streams and lines lie; a group made anew under the same name has another
 * @param type STANDARD, INFREQUENT_ACCESS or DELIVERY
 * @param retentionDays how long lines stay; null for ever
 * @param keys the keys its lines were and are sealed under, the present one last
 * @param sealing whether what comes in is sealed under the last key
 * @param deletionProtected whether it cannot be deleted
 * @param metricFilters what is counted of its lines
 * @param subscriptions who gets its lines
 * @param protection the data protection policy; null if there is none
 */
record KeptGroup(
        String name,
        String id,
        Instant created,
        String type,
        @Nullable Integer retentionDays,
        List<SealedKey> keys,
        boolean sealing,
        boolean deletionProtected,
        Map<String, String> tags,
        List<MetricFilter> metricFilters,
        List<SubscriptionFilter> subscriptions,
        @Nullable String protection) {

    static final Format<KeptGroup> FORMAT = Formats.record(KeptGroup.class);

    /**
     * A data key of KMS.
     *
     * @param kmsKey the ARN of the key it is wrapped under
     * @param wrapped in base64
     */
    record SealedKey(String kmsKey, String wrapped) {}

    static KeptGroup named(String name, String type, Map<String, String> tags, Platform platform) {
        return new KeptGroup(
                name,
                platform.ids().random("abcdefghijklmnopqrstuvwxyz0123456789", 16),
                platform.clock().instant(),
                type,
                null,
                List.of(),
                false,
                false,
                tags,
                List.of(),
                List.of(),
                null);
    }

    KeptGroup retained(@Nullable Integer days) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                days,
                keys,
                sealing,
                deletionProtected,
                tags,
                metricFilters,
                subscriptions,
                protection);
    }

    KeptGroup tagged(Map<String, String> next) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                retentionDays,
                keys,
                sealing,
                deletionProtected,
                next,
                metricFilters,
                subscriptions,
                protection);
    }

    KeptGroup deletionProtected(boolean isProtected) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                retentionDays,
                keys,
                sealing,
                isProtected,
                tags,
                metricFilters,
                subscriptions,
                protection);
    }

    KeptGroup counted(List<MetricFilter> filters) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                retentionDays,
                keys,
                sealing,
                deletionProtected,
                tags,
                filters,
                subscriptions,
                protection);
    }

    KeptGroup subscribed(List<SubscriptionFilter> filters) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                retentionDays,
                keys,
                sealing,
                deletionProtected,
                tags,
                metricFilters,
                filters,
                protection);
    }

    KeptGroup protectedBy(@Nullable String policy) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                retentionDays,
                keys,
                sealing,
                deletionProtected,
                tags,
                metricFilters,
                subscriptions,
                policy);
    }

    KeptGroup sealed(List<SealedKey> next, boolean isSealing) {
        return new KeptGroup(
                name,
                id,
                created,
                type,
                retentionDays,
                next,
                isSealing,
                deletionProtected,
                tags,
                metricFilters,
                subscriptions,
                protection);
    }

    /** The ARN that policies and {@code logGroupArn} have. */
    String arn() {
        return Caller.current().arn("logs", "log-group:" + name).toString();
    }

    String arnOf(String stream) {
        return arn() + ":log-stream:" + stream;
    }

    /** Lines of before are not shown any more; the least time there is if they stay for ever. */
    long oldestShown(Instant now) {
        return retentionDays == null
                ? 0
                : now.minus(Duration.ofDays(retentionDays)).toEpochMilli();
    }
}
