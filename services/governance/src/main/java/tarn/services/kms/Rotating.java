package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.limitExceeded;
import static tarn.services.kms.KmsFaults.unsupported;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyRotationResponse;
import software.amazon.awssdk.services.kms.model.ExpirationModelType;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusRequest;
import software.amazon.awssdk.services.kms.model.GetKeyRotationStatusResponse;
import software.amazon.awssdk.services.kms.model.ImportState;
import software.amazon.awssdk.services.kms.model.IncludeKeyMaterial;
import software.amazon.awssdk.services.kms.model.KeyMaterialState;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsRequest;
import software.amazon.awssdk.services.kms.model.ListKeyRotationsResponse;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandRequest;
import software.amazon.awssdk.services.kms.model.RotateKeyOnDemandResponse;
import software.amazon.awssdk.services.kms.model.RotationType;
import software.amazon.awssdk.services.kms.model.RotationsListEntry;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Entry;

/** New material for symmetric keys, by the clock or when asked. What older material encrypted stays readable. */
final class Rotating implements KmsClient, Part {

    static final String ROTATION = "kms/rotation";
    private static final int DAYS = 365;
    private static final int DAYS_MIN = 90;
    private static final int DAYS_MAX = 2_560;
    private static final int ON_DEMAND_MAX = 25;
    private static final int PER_PAGE = 100;
    private static final Duration RETRY = Duration.ofDays(1);

    private final Platform platform;
    private final Keys keys;
    private final Siblings siblings;
    private final Pages pages;

    Rotating(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
        this.siblings = new Siblings(keys);
        this.pages = new Pages(platform.tokens(), PER_PAGE, Keys.LIMIT_MAX, _ -> KmsFaults.markerInvalid());
        platform.timers().on(ROTATION, this::due);
    }

    @Override
    public EnableKeyRotationResponse enableKeyRotation(EnableKeyRotationRequest request) {
        int days = request.rotationPeriodInDays() == null ? DAYS : request.rotationPeriodInDays();
        if (days < DAYS_MIN || days > DAYS_MAX) {
            throw invalid("RotationPeriodInDays must be from " + DAYS_MIN + " to " + DAYS_MAX);
        }
        var next = platform.clock().instant().plus(Duration.ofDays(days));
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var key = rotatable(Keys.usable(seen.value())).rotating(new StoredKey.Rotation(days, next));
            platform.timers().set(batch, ROTATION, key.id(), next);
            batch.replace(keys.store(), seen, key);
            siblings.share(batch, key, null);
        });
        return EnableKeyRotationResponse.builder().build();
    }

    @Override
    public DisableKeyRotationResponse disableKeyRotation(DisableKeyRotationRequest request) {
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var key = rotatable(Keys.usable(seen.value())).rotating(null);
            platform.timers().cancel(batch, ROTATION, key.id());
            batch.replace(keys.store(), seen, key);
            siblings.share(batch, key, null);
        });
        return DisableKeyRotationResponse.builder().build();
    }

    private static StoredKey rotatable(StoredKey key) {
        if (!key.isSymmetric() || key.origin() != OriginType.AWS_KMS) {
            throw unsupported(key.arn() + " is not a symmetric encryption key with key material of AWS KMS");
        }
        if (key.isReplica()) {
            throw unsupported(key.arn() + " is a replica key: its rotation is that of the primary key");
        }
        return key;
    }

    @Override
    public GetKeyRotationStatusResponse getKeyRotationStatus(GetKeyRotationStatusRequest request) {
        var key = keys.entry(request.keyId()).value();
        if (!key.isSymmetric()) {
            throw unsupported(key.arn() + " is not a symmetric encryption key");
        }
        var rotation = key.rotation();
        boolean pending = key.life() instanceof Life.PendingDeletion;
        var status = GetKeyRotationStatusResponse.builder()
                .keyId(key.arn())
                .keyRotationEnabled(rotation != null && !pending);
        if (rotation != null && !pending) {
            status.rotationPeriodInDays(rotation.days()).nextRotationDate(rotation.next());
        }
        return status.build();
    }

    @Override
    public RotateKeyOnDemandResponse rotateKeyOnDemand(RotateKeyOnDemandRequest request) {
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var key = rotatable(Keys.usable(seen.value()));
            long before = key.backings().stream()
                    .filter(backing -> backing.rotation() == RotationType.ON_DEMAND)
                    .count();
            if (before >= ON_DEMAND_MAX) {
                throw limitExceeded("A key can be rotated on demand at most " + ON_DEMAND_MAX + " times");
            }
            rotate(batch, seen, key, RotationType.ON_DEMAND);
        });
        return RotateKeyOnDemandResponse.builder()
                .keyId(keys.entry(request.keyId()).value().arn())
                .build();
    }

    private void rotate(Batch batch, Entry<StoredKey> seen, StoredKey key, RotationType type) {
        var material = Suite.of(key.spec()).material(key.id(), platform.ids());
        var backings = new ArrayList<>(key.backings());
        backings.add(new Backing(material.id(), platform.clock().instant(), type, null));
        var next = key.backed(List.copyOf(backings));
        keys.keep(batch, material);
        batch.replace(keys.store(), seen, next);
        siblings.share(batch, next, material);
    }

    /** A key that may not be used now is not rotated; it is looked at again later. */
    private void due(String id, Instant due) {
        keys.decide(batch -> {
            var seen = keys.store().entry(Keys.key(id)).orElse(null);
            var rotation = seen == null ? null : seen.value().rotation();
            if (seen == null || rotation == null || rotation.next().isAfter(due)) {
                return;
            }
            boolean usable = seen.value().life() instanceof Life.Enabled;
            var next = due.plus(usable ? Duration.ofDays(rotation.days()) : RETRY);
            var key = seen.value().rotating(new StoredKey.Rotation(rotation.days(), next));
            platform.timers().set(batch, ROTATION, id, next);
            if (usable) {
                rotate(batch, seen, key, RotationType.AUTOMATIC);
            } else {
                batch.replace(keys.store(), seen, key);
            }
        });
    }

    /** Has a batch rotate a key of AWS's every year. */
    static StoredKey yearly(Platform platform, Batch batch, StoredKey key) {
        var next = key.created().plus(Duration.ofDays(DAYS));
        platform.timers().set(batch, ROTATION, key.id(), next);
        return key.rotating(new StoredKey.Rotation(DAYS, next));
    }

    @Override
    public ListKeyRotationsResponse listKeyRotations(ListKeyRotationsRequest request) {
        var key = keys.entry(request.keyId()).value();
        if (!key.isSymmetric()) {
            throw unsupported(key.arn() + " is not a symmetric encryption key");
        }
        boolean all = request.includeKeyMaterial() == IncludeKeyMaterial.ALL_KEY_MATERIAL;
        var page = pages.page(
                "ListKeyRotations",
                request.marker(),
                request.limit(),
                IntStream.range(0, key.backings().size())
                        .boxed()
                        .filter(at -> all || key.backings().get(at).rotation() != null),
                at -> String.format(Locale.ROOT, "%09d", at));
        return ListKeyRotationsResponse.builder()
                .rotations(page.items().stream()
                        .map(at -> answered(key, key.backings().get(at)))
                        .toList())
                .truncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }

    private RotationsListEntry answered(StoredKey key, Backing backing) {
        var entry = RotationsListEntry.builder()
                .keyId(key.arn())
                .keyMaterialId(backing.id())
                .keyMaterialState(
                        backing.equals(key.current()) ? KeyMaterialState.CURRENT : KeyMaterialState.NON_CURRENT)
                .rotationType(backing.rotation())
                .rotationDate(backing.rotation() == null ? null : backing.since());
        if (key.origin() == OriginType.EXTERNAL) {
            boolean present = keys.material(key, backing.id()).isPresent();
            entry.importState(present ? ImportState.IMPORTED : ImportState.PENDING_IMPORT)
                    .expirationModel(
                            backing.expires() == null
                                    ? ExpirationModelType.KEY_MATERIAL_DOES_NOT_EXPIRE
                                    : ExpirationModelType.KEY_MATERIAL_EXPIRES)
                    .validTo(backing.expires());
        }
        return entry.build();
    }
}
