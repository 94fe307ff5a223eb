package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.invalid;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsRequest;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SortByType;
import software.amazon.awssdk.services.secretsmanager.model.SortOrderType;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Which secrets there are, and what is known of them beside their values. */
final class Listing implements SecretsManagerClient, Part {

    private static final int PER_PAGE = 100;

    private final Secrets secrets;
    private final Pages pages;

    Listing(Platform platform, Secrets secrets) {
        this.secrets = secrets;
        this.pages = new Pages(platform.tokens(), PER_PAGE, PER_PAGE, _ -> SecretFaults.tokenInvalid());
    }

    @Override
    public DescribeSecretResponse describeSecret(DescribeSecretRequest request) {
        var secret = secrets.entry(request.secretId()).value();
        var rotation = secret.rotation();
        var described = DescribeSecretResponse.builder()
                .arn(secret.arn())
                .name(secret.name())
                .description(secret.description().isEmpty() ? null : secret.description())
                .kmsKeyId(secret.kmsKey())
                .createdDate(secret.created())
                .lastChangedDate(secret.changed())
                .lastAccessedDate(secret.accessed())
                .deletedDate(secret.deletion())
                .tags(Tags.answered(secret.tags()))
                .versionIdsToStages(stages(secret))
                .primaryRegion(primary(secret));
        if (rotation != null) {
            described
                    .rotationEnabled(rotation.enabled())
                    .rotationLambdaARN(rotation.lambda())
                    .rotationRules(Rotating.rules(rotation))
                    .lastRotatedDate(rotation.last())
                    .nextRotationDate(rotation.next());
        }
        if (!secret.replicas().isEmpty()) {
            described.replicationStatus(Replicating.status(secret));
        }
        return described.build();
    }

    private static @Nullable String primary(StoredSecret secret) {
        if (secret.primary() != null) {
            return secret.primary();
        }
        return secret.replicas().isEmpty() ? null : Caller.current().region();
    }

    private static Map<String, List<String>> stages(StoredSecret secret) {
        var stages = new TreeMap<String, List<String>>();
        secret.versions().stream()
                .filter(version -> !version.stages().isEmpty())
                .forEach(version -> stages.put(version.id(), List.copyOf(version.stages())));
        return stages;
    }

    @Override
    public ListSecretsResponse listSecrets(ListSecretsRequest request) {
        boolean all = Boolean.TRUE.equals(request.includePlannedDeletion());
        var page = pages.inOrder(
                "ListSecrets",
                request.nextToken(),
                request.maxResults(),
                matching(request.filters())
                        .filter(secret -> all || secret.deletion() == null)
                        .sorted(order(request)),
                StoredSecret::name);
        return ListSecretsResponse.builder()
                .secretList(page.items().stream().map(Listing::listed).toList())
                .nextToken(page.next())
                .build();
    }

    private static Comparator<StoredSecret> order(ListSecretsRequest request) {
        var by = request.sortBy() == null ? SortByType.CREATED_DATE : request.sortBy();
        Comparator<StoredSecret> order = switch (by) {
            case CREATED_DATE, UNKNOWN_TO_SDK_VERSION -> Comparator.comparing(StoredSecret::created);
            case LAST_CHANGED_DATE -> Comparator.comparing(StoredSecret::changed);
            case LAST_ACCESSED_DATE ->
                Comparator.comparing(secret -> secret.accessed() == null ? Instant.MIN : secret.accessed());
            case NAME -> Comparator.comparing(StoredSecret::name);
        };
        var unique = order.thenComparing(StoredSecret::name);
        return request.sortOrder() == SortOrderType.ASC ? unique : unique.reversed();
    }

    private static SecretListEntry listed(StoredSecret secret) {
        var rotation = secret.rotation();
        var entry = SecretListEntry.builder()
                .arn(secret.arn())
                .name(secret.name())
                .description(secret.description().isEmpty() ? null : secret.description())
                .kmsKeyId(secret.kmsKey())
                .createdDate(secret.created())
                .lastChangedDate(secret.changed())
                .lastAccessedDate(secret.accessed())
                .deletedDate(secret.deletion())
                .tags(Tags.answered(secret.tags()))
                .secretVersionsToStages(stages(secret))
                .primaryRegion(primary(secret));
        if (rotation != null) {
            entry.rotationEnabled(rotation.enabled())
                    .rotationLambdaARN(rotation.lambda())
                    .rotationRules(Rotating.rules(rotation))
                    .lastRotatedDate(rotation.last())
                    .nextRotationDate(rotation.next());
        }
        return entry.build();
    }

    /** The secrets that all filters let through. */
    Stream<StoredSecret> matching(List<Filter> filters) {
        return secrets.all().filter(secret -> filters.stream().allMatch(filter -> passes(secret, filter)));
    }

    /** One of the values is enough; a value after {@code !} must not hold. */
    private static boolean passes(StoredSecret secret, Filter filter) {
        return filter.values().stream()
                .anyMatch(value -> value.startsWith("!")
                        ? !holds(secret, filter, value.substring(1))
                        : holds(secret, filter, value));
    }

    private static boolean holds(StoredSecret secret, Filter filter, String value) {
        return switch (filter.key()) {
            case NAME -> secret.name().startsWith(value);
            case DESCRIPTION -> hasWord(secret.description(), value);
            case TAG_KEY -> secret.tags().keySet().stream().anyMatch(key -> key.startsWith(value));
            case TAG_VALUE -> secret.tags().values().stream().anyMatch(tag -> tag.startsWith(value));
            case PRIMARY_REGION -> value.equals(primary(secret));
            // No service of Tarn makes secrets of its own.
            case OWNING_SERVICE -> false;
            case ALL -> hasAll(secret, value);
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("Unknown filter " + filter.keyAsString());
        };
    }

    private static boolean hasAll(StoredSecret secret, String words) {
        var text = new StringBuilder(secret.name()).append(' ').append(secret.description());
        secret.tags()
                .forEach(
                        (key, value) -> text.append(' ').append(key).append(' ').append(value));
        return Stream.of(words.split("[^A-Za-z0-9]+", -1))
                .filter(word -> !word.isEmpty())
                .allMatch(word -> hasWord(text.toString(), word));
    }

    /** Whether a word of a text begins so, in upper or lower case. */
    private static boolean hasWord(String text, String beginning) {
        var wanted = beginning.toLowerCase(Locale.ROOT);
        var lower = text.toLowerCase(Locale.ROOT);
        for (int at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
            if (at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1))) {
                return true;
            }
        }
        return false;
    }
}
