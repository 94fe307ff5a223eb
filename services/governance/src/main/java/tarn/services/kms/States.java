package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.stateInvalid;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Key;

/** Switching keys on and off, and deleting them after a time in which they can be saved. */
final class States implements KmsClient, Part {

    private static final String DELETION = "kms/deletion";
    private static final int DAYS_MIN = 7;
    private static final int DAYS_MAX = 30;

    private final Platform platform;
    private final Keys keys;
    private final Grants grants;

    States(Platform platform, Keys keys, Grants grants) {
        this.platform = platform;
        this.keys = keys;
        this.grants = grants;
        platform.timers().on(DELETION, (id, due) -> delete(id, due));
    }

    @Override
    public EnableKeyResponse enableKey(EnableKeyRequest request) {
        keys.change(request.keyId(), key -> switchable(key).with(new Life.Enabled()));
        return EnableKeyResponse.builder().build();
    }

    @Override
    public DisableKeyResponse disableKey(DisableKeyRequest request) {
        keys.change(request.keyId(), key -> switchable(key).with(new Life.Disabled()));
        return DisableKeyResponse.builder().build();
    }

    private static StoredKey switchable(StoredKey key) {
        return key.life() instanceof Life.Disabled ? key : Keys.usable(key);
    }

    @Override
    public ScheduleKeyDeletionResponse scheduleKeyDeletion(ScheduleKeyDeletionRequest request) {
        int days = request.pendingWindowInDays() == null ? DAYS_MAX : request.pendingWindowInDays();
        if (days < DAYS_MIN || days > DAYS_MAX) {
            throw invalid("PendingWindowInDays must be from " + DAYS_MIN + " to " + DAYS_MAX);
        }
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var key = Keys.staying(seen.value());
            batch.replace(keys.store(), seen, key.with(ending(batch, key, days)));
        });
        var key = keys.entry(request.keyId()).value();
        var response = ScheduleKeyDeletionResponse.builder()
                .keyId(key.arn())
                .keyState(key.life().state())
                .pendingWindowInDays(days);
        if (key.life() instanceof Life.PendingDeletion(var when)) {
            response.deletionDate(when);
        }
        return response.build();
    }

    private Life ending(Batch batch, StoredKey key, int days) {
        var regions = key.regions();
        if (regions != null && !key.isReplica() && !regions.replicas().isEmpty()) {
            return new Life.PendingReplicaDeletion(days);
        }
        var when = platform.clock().instant().plus(Duration.ofDays(days));
        platform.timers().set(batch, DELETION, key.id(), when);
        return new Life.PendingDeletion(when);
    }

    @Override
    public CancelKeyDeletionResponse cancelKeyDeletion(CancelKeyDeletionRequest request) {
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var key = seen.value();
            switch (key.life()) {
                case Life.PendingDeletion _, Life.PendingReplicaDeletion _ -> {}
                case Life.Enabled _, Life.Disabled _, Life.PendingImport _ ->
                    throw stateInvalid(key.arn(), "is not pending deletion");
            }
            platform.timers().cancel(batch, DELETION, key.id());
            boolean hasMaterial = !key.backings().isEmpty()
                    && keys.material(key, key.current().id()).isPresent();
            batch.replace(keys.store(), seen, key.with(hasMaterial ? new Life.Disabled() : new Life.PendingImport()));
        });
        return CancelKeyDeletionResponse.builder()
                .keyId(keys.entry(request.keyId()).value().arn())
                .build();
    }

    /** The time is over: key, material, names and grants go, in one batch. */
    private void delete(String id, Instant due) {
        keys.decide(batch -> {
            var seen = keys.store().entry(Keys.key(id)).orElse(null);
            if (seen == null || !(seen.value().life() instanceof Life.PendingDeletion(var when)) || when.isAfter(due)) {
                return;
            }
            var key = seen.value();
            batch.delete(keys.store(), seen);
            key.backings().forEach(backing -> keys.forget(batch, key, backing));
            keys.aliasesOf(id).forEach(alias -> batch.delete(keys.aliases(), Key.of(alias.name())));
            grants.forget(batch, id);
            if (key.regions() != null && key.isReplica()) {
                leave(batch, key, key.regions());
            }
        });
    }

    /** A replica is gone: the others no longer name it, and a primary that waited for it begins its own time. */
    private void leave(Batch batch, StoredKey gone, StoredKey.Regions regions) {
        var region = Caller.current().region();
        var left = new TreeSet<>(regions.replicas());
        left.remove(region);
        var others = new TreeSet<>(left);
        others.add(regions.primary());
        for (var other : others) {
            Caller.current()
                    .in(other)
                    .run(() -> keys.store().entry(Keys.key(gone.id())).ifPresent(seen -> {
                        var key = seen.value().in(new StoredKey.Regions(regions.primary(), left));
                        if (key.life() instanceof Life.PendingReplicaDeletion(var days) && left.isEmpty()) {
                            key = key.with(ending(batch, key, days));
                        }
                        batch.replace(keys.store(), seen, key);
                    }));
        }
    }
}
