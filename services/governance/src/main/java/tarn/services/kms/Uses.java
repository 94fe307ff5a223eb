package tarn.services.kms;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetKeyLastUsageRequest;
import software.amazon.awssdk.services.kms.model.GetKeyLastUsageResponse;
import software.amazon.awssdk.services.kms.model.KeyLastUsageData;
import software.amazon.awssdk.services.kms.model.KeyLastUsageTrackingOperation;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What keys were last used for.
 *
 * <p>A key's use is written at most once a minute, so that whatever is encrypted stays free of it: the answer is late by
 * that much, as AWS's may be by more. The id of CloudTrail's event is not known when a key is used, and is left out; that of
 * the request finds it.
 */
final class Uses implements KmsClient, Part {

    private static final Duration APART = Duration.ofMinutes(1);
    private static final int REMEMBERED_MAX = 10_000;

    /** A use as it is kept. */
    record Use(KeyLastUsageTrackingOperation operation, Instant when, String requestId) {}

    private final Platform platform;
    private final Keys keys;
    private final Store<Use> uses;
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    Uses(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
        this.uses = platform.store("kms/uses", Scope.REGION, Formats.record(Use.class));
    }

    /** Notes that a key of the caller's account did what it was asked for. */
    void note(StoredKey key, KeyLastUsageTrackingOperation operation) {
        var now = platform.clock().instant();
        var arn = key.arn();
        var before = written.get(arn);
        if (before != null && now.isBefore(before.plus(APART))) {
            return;
        }
        if (written.size() >= REMEMBERED_MAX) {
            written.clear();
        }
        written.put(arn, now);
        uses.put(Keys.key(key.id()), new Use(operation, now, Caller.current().requestId()));
    }

    @Override
    public GetKeyLastUsageResponse getKeyLastUsage(GetKeyLastUsageRequest request) {
        var key = keys.entry(request.keyId()).value();
        var data = KeyLastUsageData.builder();
        uses.get(Keys.key(key.id()))
                .filter(use -> !use.when().isBefore(key.created()))
                .ifPresent(use ->
                        data.operation(use.operation()).timestamp(use.when()).kmsRequestId(use.requestId()));
        return GetKeyLastUsageResponse.builder()
                .keyId(key.id())
                .keyCreationDate(key.created())
                .trackingStartDate(key.created())
                .keyLastUsage(data.build())
                .build();
    }
}
