package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.invalid;
import static tarn.services.secretsmanager.SecretFaults.isReplica;
import static tarn.services.secretsmanager.SecretFaults.markedForDeletion;
import static tarn.services.secretsmanager.SecretFaults.nameIsBeingDeleted;
import static tarn.services.secretsmanager.SecretFaults.refused;
import static tarn.services.secretsmanager.SecretFaults.secretExists;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DeleteSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.RestoreSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.TagResourceResponse;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceRequest;
import software.amazon.awssdk.services.secretsmanager.model.UntagResourceResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.services.secretsmanager.Safe.Value;
import tarn.store.Key;

/** Creation of secrets, their tags, and their end. */
final class Lifecycle implements SecretsManagerClient, Part {

    private static final String DELETION = "secretsmanager/deletion";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9/_+=.@!-]+");
    private static final int DAYS_MIN = 7;
    private static final int DAYS_MAX = 30;

    private final Platform platform;
    private final Secrets secrets;
    private final Versions versions;
    private final Replicating replicating;

    Lifecycle(Platform platform, Secrets secrets, Versions versions, Replicating replicating) {
        this.platform = platform;
        this.secrets = secrets;
        this.versions = versions;
        this.replicating = replicating;
        platform.timers().on(DELETION, this::delete);
    }

    @Override
    public CreateSecretResponse createSecret(CreateSecretRequest request) {
        if (!NAME.matcher(request.name()).matches()) {
            throw invalid("Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
                    + " following: -/_+=.@!");
        }
        if (request.type() != null) {
            throw invalid("Secrets of other vendors are not supported");
        }
        var value = Value.of(request.secretString(), request.secretBinary());
        var id = request.clientRequestToken() == null ? platform.ids().uuid().toString() : request.clientRequestToken();
        var again = secrets.store().get(Key.of(request.name()));
        if (again.isPresent()) {
            return created(known(again.get(), id, value), value == null ? null : id);
        }
        var now = platform.clock().instant();
        var secret = new StoredSecret(
                request.name(),
                platform.ids().random(LETTERS, 6),
                request.description() == null ? "" : request.description(),
                request.kmsKeyId(),
                now,
                now,
                null,
                null,
                List.of(),
                Tags.added(Map.of(), request.tags()),
                null,
                null,
                null,
                replicating.wanted(
                        request.name(),
                        Map.of(),
                        request.addReplicaRegions(),
                        Boolean.TRUE.equals(request.forceOverwriteReplicaSecret())));
        var kept = value == null ? secret : versions.put(secret, id, value, List.of(StoredSecret.CURRENT));
        if (!secrets.create(kept, batch -> {})) {
            // Another came between.
            return createSecret(request.copy(r -> r.clientRequestToken(id)));
        }
        return created(kept, value == null ? null : id);
    }

    /** The secret that the same request made before; refuses another of its name. */
    private StoredSecret known(StoredSecret secret, String id, @Nullable Value value) {
        if (secret.deletion() != null) {
            throw nameIsBeingDeleted();
        }
        var version = secret.version(id);
        if (value == null || version.isEmpty()) {
            throw secretExists(secret.name());
        }
        return versions.put(secret, id, value, List.of());
    }

    private static CreateSecretResponse created(StoredSecret secret, @Nullable String version) {
        var response = CreateSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(version);
        if (!secret.replicas().isEmpty()) {
            response.replicationStatus(Replicating.status(secret));
        }
        return response.build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest request) {
        secrets.change(request.secretId(), secret -> secret.tagged(Tags.added(secret.tags(), request.tags())));
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest request) {
        secrets.change(request.secretId(), secret -> secret.tagged(Tags.removed(secret.tags(), request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }

    @Override
    public DeleteSecretResponse deleteSecret(DeleteSecretRequest request) {
        boolean force = Boolean.TRUE.equals(request.forceDeleteWithoutRecovery());
        if (force && request.recoveryWindowInDays() != null) {
            throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
        }
        long days = request.recoveryWindowInDays() == null ? DAYS_MAX : request.recoveryWindowInDays();
        if (days < DAYS_MIN || days > DAYS_MAX) {
            throw invalid("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        while (true) {
            var seen = secrets.entry(request.secretId());
            var secret = seen.value();
            refuseUndeletable(secret, force);
            var now = platform.clock().instant();
            var when = force ? now : now.plus(Duration.ofDays(days));
            var batch = platform.batch();
            if (force) {
                batch.delete(secrets.store(), seen);
                platform.timers().cancel(batch, DELETION, secret.name());
            } else {
                batch.replace(secrets.store(), seen, secret.deleted(when));
                platform.timers().set(batch, DELETION, secret.name(), when);
            }
            if (batch.commit()) {
                return DeleteSecretResponse.builder()
                        .arn(secret.arn())
                        .name(secret.name())
                        .deletionDate(when)
                        .build();
            }
        }
    }

    private static void refuseUndeletable(StoredSecret secret, boolean force) {
        if (secret.deletion() != null && !force) {
            throw markedForDeletion();
        }
        if (secret.primary() != null) {
            throw isReplica();
        }
        if (!secret.replicas().isEmpty()) {
            throw refused("You can't delete secret " + secret.name() + " that still has replica regions "
                    + secret.replicas().keySet());
        }
    }

    @Override
    public RestoreSecretResponse restoreSecret(RestoreSecretRequest request) {
        while (true) {
            var seen = secrets.entry(request.secretId());
            var batch =
                    platform.batch().replace(secrets.store(), seen, seen.value().deleted(null));
            platform.timers().cancel(batch, DELETION, seen.value().name());
            if (batch.commit()) {
                return RestoreSecretResponse.builder()
                        .arn(seen.value().arn())
                        .name(seen.value().name())
                        .build();
            }
        }
    }

    /** The recovery window is over. */
    private void delete(String name, Instant due) {
        var seen = secrets.store().entry(Key.of(name));
        while (seen.isPresent()) {
            var deletion = seen.get().value().deletion();
            if (deletion == null
                    || deletion.isAfter(due)
                    || platform.batch().delete(secrets.store(), seen.get()).commit()) {
                return;
            }
            seen = secrets.store().entry(Key.of(name));
        }
    }
}
