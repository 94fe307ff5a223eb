package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.invalid;
import static tarn.services.secretsmanager.SecretFaults.limitExceeded;
import static tarn.services.secretsmanager.SecretFaults.stageNotFound;
import static tarn.services.secretsmanager.SecretFaults.versionExists;
import static tarn.services.secretsmanager.SecretFaults.versionMismatch;
import static tarn.services.secretsmanager.SecretFaults.versionNotFound;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageRequest;
import software.amazon.awssdk.services.secretsmanager.model.UpdateSecretVersionStageResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.services.secretsmanager.Safe.Value;
import tarn.services.secretsmanager.StoredSecret.Version;
import tarn.store.Entry;

/** The values of secrets: writing, reading, and which version has which label. */
final class Versions implements SecretsManagerClient, Part {

    private static final int STAGES_MAX = 20;
    private static final int BATCH_MAX = 20;
    private static final int PER_PAGE = 100;

    private final Platform platform;
    private final Secrets secrets;
    private final Listing listing;
    private final Pages pages;

    Versions(Platform platform, Secrets secrets, Listing listing) {
        this.platform = platform;
        this.secrets = secrets;
        this.listing = listing;
        this.pages = new Pages(platform.tokens(), PER_PAGE, PER_PAGE, _ -> SecretFaults.tokenInvalid());
    }

    @Override
    public PutSecretValueResponse putSecretValue(PutSecretValueRequest request) {
        var value = Value.of(request.secretString(), request.secretBinary());
        if (value == null) {
            throw invalid("You must provide either SecretString or SecretBinary.");
        }
        var stages = request.hasVersionStages() && !request.versionStages().isEmpty()
                ? request.versionStages()
                : List.of(StoredSecret.CURRENT);
        if (stages.size() > STAGES_MAX) {
            throw limitExceeded("A version can have at most " + STAGES_MAX + " staging labels");
        }
        var id = token(request.clientRequestToken());
        var secret = secrets.change(request.secretId(), present -> put(present, id, value, stages));
        return PutSecretValueResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(id)
                .versionStages(secret.version(id).map(Version::stages).orElse(Set.of()))
                .build();
    }

    private String token(@Nullable String given) {
        return given == null ? platform.ids().uuid().toString() : given;
    }

    /** With a version of that id, value and labels. The same id with the same value is the same version again. */
    StoredSecret put(StoredSecret secret, String id, Value value, List<String> stages) {
        var present = secret.version(id);
        if (present.isPresent()) {
            if (!Arrays.equals(secrets.safe().open(secret, present.get()).bytes(), value.bytes())) {
                throw versionExists(id, secret.arn());
            }
            return secret;
        }
        var next = secret.plus(secrets.safe().version(secret, id, value));
        // The first version is the current one, whatever else it is called.
        if (secret.staged(StoredSecret.CURRENT).isEmpty()) {
            next = next.labelled(id, StoredSecret.CURRENT);
        }
        for (var stage : stages) {
            next = next.labelled(id, stage);
        }
        return next.changed(platform.clock().instant());
    }

    @Override
    public UpdateSecretResponse updateSecret(UpdateSecretRequest request) {
        var value = Value.of(request.secretString(), request.secretBinary());
        if (request.type() != null) {
            throw invalid("Secrets of other vendors are not supported");
        }
        var id = token(request.clientRequestToken());
        var secret = secrets.change(request.secretId(), present -> {
            var next = request.description() == null ? present : present.described(request.description());
            if (request.kmsKeyId() != null && !request.kmsKeyId().equals(present.kmsKey())) {
                next = rekeyed(next, request.kmsKeyId());
            }
            return value == null
                    ? next.changed(platform.clock().instant())
                    : put(next, id, value, List.of(StoredSecret.CURRENT));
        });
        return UpdateSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(value == null ? null : id)
                .build();
    }

    /** Under another key; labelled versions are encrypted anew, as AWS does. */
    private StoredSecret rekeyed(StoredSecret secret, String kmsKey) {
        var next = secret.keyed(kmsKey);
        return next.versioned(secret.versions().stream()
                .map(version -> version.stages().isEmpty() ? version : anew(secret, next, version))
                .toList());
    }

    private Version anew(StoredSecret from, StoredSecret to, Version version) {
        var made = secrets.safe().version(to, version.id(), secrets.safe().open(from, version));
        return new Version(version.id(), version.created(), version.stages(), made.value(), made.kmsKeyId());
    }

    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
        var seen = secrets.live(request.secretId());
        var secret = seen.value();
        var version = version(secret, request.versionId(), request.versionStage());
        var value = secrets.safe().open(secret, version);
        touch(seen);
        return GetSecretValueResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versionId(version.id())
                .versionStages(version.stages())
                .createdDate(version.created())
                .secretString(value.text())
                .secretBinary(value.binary())
                .build();
    }

    private static Version version(StoredSecret secret, @Nullable String id, @Nullable String stage) {
        if (id == null) {
            var wanted = stage == null ? StoredSecret.CURRENT : stage;
            return secret.staged(wanted).orElseThrow(() -> stageNotFound(wanted));
        }
        var version = secret.version(id).orElseThrow(() -> versionNotFound(id));
        if (stage != null && !version.stages().contains(stage)) {
            throw versionMismatch();
        }
        return version;
    }

    /** Notes the day of the last access. If another changed the secret meanwhile, the next reader notes it. */
    private void touch(Entry<StoredSecret> seen) {
        var today = platform.clock().instant().truncatedTo(ChronoUnit.DAYS);
        if (!today.equals(seen.value().accessed())) {
            secrets.store().replace(seen, seen.value().accessed(today));
        }
    }

    @Override
    public BatchGetSecretValueResponse batchGetSecretValue(BatchGetSecretValueRequest request) {
        boolean byFilter = request.hasFilters() && !request.filters().isEmpty();
        boolean byId = request.hasSecretIdList() && !request.secretIdList().isEmpty();
        if (byFilter == byId) {
            throw invalid("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
        }
        var ids = request.secretIdList();
        String next = null;
        if (byFilter) {
            var page = pages.of(BATCH_MAX, BATCH_MAX)
                    .inOrder(
                            "BatchGetSecretValue",
                            request.nextToken(),
                            request.maxResults(),
                            listing.matching(request.filters()).filter(secret -> secret.deletion() == null),
                            StoredSecret::name);
            ids = page.items().stream().map(StoredSecret::name).toList();
            next = page.next();
        } else if (ids.size() > BATCH_MAX) {
            throw invalid("A request names at most " + BATCH_MAX + " secrets");
        }
        var values = new ArrayList<SecretValueEntry>();
        var errors = new ArrayList<APIErrorType>();
        for (var id : ids) {
            try {
                var value = getSecretValue(
                        GetSecretValueRequest.builder().secretId(id).build());
                values.add(SecretValueEntry.builder()
                        .arn(value.arn())
                        .name(value.name())
                        .versionId(value.versionId())
                        .versionStages(value.versionStages())
                        .createdDate(value.createdDate())
                        .secretString(value.secretString())
                        .secretBinary(value.secretBinary())
                        .build());
            } catch (SecretsManagerException e) {
                errors.add(APIErrorType.builder()
                        .secretId(id)
                        .errorCode(e.awsErrorDetails().errorCode())
                        .message(e.awsErrorDetails().errorMessage())
                        .build());
            }
        }
        return BatchGetSecretValueResponse.builder()
                .secretValues(values)
                .errors(errors)
                .nextToken(next)
                .build();
    }

    @Override
    public ListSecretVersionIdsResponse listSecretVersionIds(ListSecretVersionIdsRequest request) {
        var secret = secrets.entry(request.secretId()).value();
        boolean all = Boolean.TRUE.equals(request.includeDeprecated());
        var page = pages.inOrder(
                "ListSecretVersionIds",
                request.nextToken(),
                request.maxResults(),
                secret.versions().stream()
                        .filter(version -> all || !version.stages().isEmpty())
                        .sorted(Comparator.comparing(Version::id)),
                Version::id);
        return ListSecretVersionIdsResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .versions(page.items().stream()
                        .map(version -> SecretVersionsListEntry.builder()
                                .versionId(version.id())
                                .versionStages(version.stages())
                                .createdDate(version.created())
                                .kmsKeyIds(secret.kmsKey() == null ? "DefaultEncryptionKey" : version.kmsKeyId())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public UpdateSecretVersionStageResponse updateSecretVersionStage(UpdateSecretVersionStageRequest request) {
        var stage = request.versionStage();
        var to = request.moveToVersionId();
        var from = request.removeFromVersionId();
        if (to == null && from == null) {
            throw invalid("You must provide MoveToVersionId or RemoveFromVersionId");
        }
        if (to == null && stage.equals(StoredSecret.CURRENT)) {
            throw invalid("You can only move staging label AWSCURRENT to a different secret version. It can't be"
                    + " completely removed.");
        }
        var secret = secrets.change(request.secretId(), present -> {
            var holder = present.staged(stage).map(Version::id).orElse(null);
            if (to != null && present.version(to).isEmpty()) {
                throw versionNotFound(to);
            }
            if (from != null && !from.equals(holder)) {
                throw invalid("The staging label " + stage + " is not attached to version " + from + ".");
            }
            if (to != null && holder != null && from == null && !holder.equals(to)) {
                throw invalid("The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                        + " is currently attached to version " + holder
                        + ", so you must explicitly reference that version in RemoveFromVersionId.");
            }
            if (to != null) {
                return present.labelled(to, stage).changed(platform.clock().instant());
            }
            return from == null
                    ? present
                    : present.unlabelled(from, stage).changed(platform.clock().instant());
        });
        return UpdateSecretVersionStageResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .build();
    }
}
