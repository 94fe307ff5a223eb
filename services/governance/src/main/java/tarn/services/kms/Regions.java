package tarn.services.kms;

import static tarn.services.kms.KmsFaults.invalid;
import static tarn.services.kms.KmsFaults.keyExists;
import static tarn.services.kms.KmsFaults.keyNotFound;
import static tarn.services.kms.KmsFaults.unsupported;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.OriginType;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyResponse;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Multi-Region keys: the same key, id and material in several regions. */
final class Regions implements KmsClient, Part {

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

    private final Platform platform;
    private final Keys keys;

    Regions(Platform platform, Keys keys) {
        this.platform = platform;
        this.keys = keys;
    }

    @Override
    public ReplicateKeyResponse replicateKey(ReplicateKeyRequest request) {
        var target = request.replicaRegion();
        if (!REGION.matcher(target).matches()) {
            throw invalid("Invalid region " + target);
        }
        var policy = request.policy() == null
                ? KeyPolicy.standard()
                : KeyPolicy.checked(request.policy(), request.bypassPolicyLockoutSafetyCheck());
        var tags = Tags.added(Map.of(), request.tags());
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var primary = Keys.usable(seen.value());
            var regions = primaryRegions(primary);
            if (target.equals(regions.primary()) || regions.replicas().contains(target)) {
                throw keyExists(arnIn(primary, target));
            }
            var replicas = new TreeSet<>(regions.replicas());
            replicas.add(target);
            var next = primary.in(new StoredKey.Regions(regions.primary(), replicas));
            batch.replace(keys.store(), seen, next);
            new Siblings(keys).share(batch, next, null);
            var replica = new StoredKey(
                    primary.id(),
                    null,
                    primary.spec(),
                    primary.usage(),
                    primary.origin(),
                    request.description() == null ? "" : request.description(),
                    platform.clock().instant(),
                    primary.origin() == OriginType.EXTERNAL ? new Life.PendingImport() : new Life.Enabled(),
                    primary.backings(),
                    policy,
                    tags,
                    primary.rotation(),
                    next.regions());
            var materials = primary.origin() == OriginType.EXTERNAL
                    ? List.<Material>of()
                    : primary.backings().stream()
                            .flatMap(backing -> keys.material(primary, backing.id()).stream())
                            .toList();
            Caller.current().in(target).run(() -> {
                batch.insert(keys.store(), Keys.key(replica.id()), replica);
                materials.forEach(material -> keys.keep(batch, material));
            });
        });
        var id = keys.entry(request.keyId()).value().id();
        return Caller.current()
                .in(target)
                .call(() -> ReplicateKeyResponse.builder()
                        .replicaKeyMetadata(Metadata.of(keys.entry(id).value()))
                        .replicaPolicy(policy)
                        .replicaTags(request.tags())
                        .build());
    }

    private static StoredKey.Regions primaryRegions(StoredKey key) {
        var regions = key.regions();
        if (regions == null) {
            throw unsupported(key.arn() + " is not a multi-Region key");
        }
        if (key.isReplica()) {
            throw unsupported(key.arn() + " is a replica key; ask for its primary key");
        }
        return regions;
    }

    private static String arnIn(StoredKey key, String region) {
        return Caller.current().in(region).arn("kms", "key/" + key.id()).toString();
    }

    @Override
    public UpdatePrimaryRegionResponse updatePrimaryRegion(UpdatePrimaryRegionRequest request) {
        var target = request.primaryRegion();
        keys.decide(batch -> {
            var seen = keys.changeable(request.keyId());
            var primary = Keys.usable(seen.value());
            var regions = primaryRegions(primary);
            if (!regions.replicas().contains(target)) {
                throw keyNotFound(arnIn(primary, target));
            }
            Caller.current()
                    .in(target)
                    .run(() -> Keys.usable(keys.entry(primary.id()).value()));
            var replicas = new TreeSet<>(regions.replicas());
            replicas.remove(target);
            replicas.add(regions.primary());
            var next = primary.in(new StoredKey.Regions(target, replicas));
            var rotation = primary.rotation();
            if (rotation != null) {
                platform.timers().cancel(batch, Rotating.ROTATION, primary.id());
                Caller.current()
                        .in(target)
                        .run(() -> platform.timers().set(batch, Rotating.ROTATION, primary.id(), rotation.next()));
            }
            batch.replace(keys.store(), seen, next);
            new Siblings(keys).share(batch, next, null);
        });
        return UpdatePrimaryRegionResponse.builder().build();
    }
}
