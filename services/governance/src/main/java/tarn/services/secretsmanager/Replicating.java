package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.invalid;
import static tarn.services.secretsmanager.SecretFaults.refused;
import static tarn.services.secretsmanager.SecretFaults.secretExists;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.RemoveRegionsFromReplicationRequest;
import software.amazon.awssdk.services.secretsmanager.model.RemoveRegionsFromReplicationResponse;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.ReplicateSecretToRegionsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ReplicateSecretToRegionsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;
import software.amazon.awssdk.services.secretsmanager.model.StatusType;
import software.amazon.awssdk.services.secretsmanager.model.StopReplicationToReplicaRequest;
import software.amazon.awssdk.services.secretsmanager.model.StopReplicationToReplicaResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.secretsmanager.StoredSecret.Replica;
import tarn.store.Key;

/** Copies of secrets in other regions. They follow their secret in the same batch that changes it. */
final class Replicating implements SecretsManagerClient, Part {

    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");

    private final Platform platform;
    private final Secrets secrets;

    Replicating(Platform platform, Secrets secrets) {
        this.platform = platform;
        this.secrets = secrets;
    }

    /** The replicas of a secret with some more; refuses a region that has another secret of the name. */
    Map<String, Replica> wanted(
            String name, Map<String, Replica> present, List<ReplicaRegionType> more, boolean overwrite) {
        var here = Caller.current();
        var next = new TreeMap<>(present);
        for (var region : more) {
            var target = region.region() == null ? "" : region.region();
            if (!REGION.matcher(target).matches() || target.equals(here.region())) {
                throw invalid("Invalid replica region " + target);
            }
            var other = here.in(target).call(() -> secrets.store().get(Key.of(name)));
            boolean ours = other.isPresent() && here.region().equals(other.get().primary());
            if (other.isPresent() && !ours && !overwrite) {
                throw secretExists(name + " in region " + target);
            }
            next.put(target, new Replica(region.kmsKeyId()));
        }
        return next;
    }

    static List<ReplicationStatusType> status(StoredSecret secret) {
        return new TreeMap<>(secret.replicas())
                .entrySet().stream()
                        .map(replica -> ReplicationStatusType.builder()
                                .region(replica.getKey())
                                .kmsKeyId(
                                        replica.getValue().kmsKey() == null
                                                ? "alias/aws/secretsmanager"
                                                : replica.getValue().kmsKey())
                                .status(StatusType.IN_SYNC)
                                .build())
                        .toList();
    }

    @Override
    public ReplicateSecretToRegionsResponse replicateSecretToRegions(ReplicateSecretToRegionsRequest request) {
        boolean overwrite = Boolean.TRUE.equals(request.forceOverwriteReplicaSecret());
        var secret = secrets.change(
                request.secretId(),
                present -> present.replicated(
                        wanted(present.name(), present.replicas(), request.addReplicaRegions(), overwrite)));
        return ReplicateSecretToRegionsResponse.builder()
                .arn(secret.arn())
                .replicationStatus(status(secret))
                .build();
    }

    @Override
    public RemoveRegionsFromReplicationResponse removeRegionsFromReplication(
            RemoveRegionsFromReplicationRequest request) {
        while (true) {
            var seen = secrets.changeable(request.secretId());
            var left = new TreeMap<>(seen.value().replicas());
            var batch = platform.batch();
            for (var region : request.removeReplicaRegions()) {
                if (left.remove(region) == null) {
                    throw invalid("There is no replica in region " + region);
                }
                Caller.current().in(region).run(() -> batch.delete(secrets.store(), seen.key()));
            }
            var next = seen.value().replicated(left);
            batch.replace(secrets.store(), seen, next);
            if (batch.commit()) {
                return RemoveRegionsFromReplicationResponse.builder()
                        .arn(next.arn())
                        .replicationStatus(status(next))
                        .build();
            }
        }
    }

    /** Asked in the replica's region: the replica becomes a secret of its own. */
    @Override
    public StopReplicationToReplicaResponse stopReplicationToReplica(StopReplicationToReplicaRequest request) {
        var here = Caller.current();
        while (true) {
            var seen = secrets.live(request.secretId());
            var primary = seen.value().primary();
            if (primary == null) {
                throw refused("The secret is not a replica");
            }
            var batch = platform.batch();
            batch.replace(secrets.store(), seen, seen.value().replicaOf(null));
            here.in(primary)
                    .run(() -> secrets.store().entry(seen.key()).ifPresent(from -> {
                        var left = new TreeMap<>(from.value().replicas());
                        left.remove(here.region());
                        batch.replace(secrets.store(), from, from.value().replicated(left));
                    }));
            if (batch.commit()) {
                return StopReplicationToReplicaResponse.builder()
                        .arn(seen.value().arn())
                        .build();
            }
        }
    }
}
