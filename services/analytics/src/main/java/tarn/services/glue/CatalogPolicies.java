package tarn.services.glue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.glue.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.glue.model.ExistCondition;
import software.amazon.awssdk.services.glue.model.GetResourcePoliciesRequest;
import software.amazon.awssdk.services.glue.model.GetResourcePoliciesResponse;
import software.amazon.awssdk.services.glue.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.glue.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.glue.model.GluePolicy;
import software.amazon.awssdk.services.glue.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.glue.model.PutResourcePolicyResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The policy of a catalog, one for each account and region, by which other accounts may be let into its databases and
 * tables; {@link GlueGuard} shows it to whoever decides.
 *
 * <p>Where we differ: policies that AWS's Lake Formation and Resource Access Manager add do not exist here, so that a catalog
 * has this one only, and {@code EnableHybrid}, which says that both hold, changes nothing.
 */
final class CatalogPolicies implements GlueClient, Part {

    /** Source: "Resource-based policies for Glue": at most 10 KB. */
    private static final int CHARACTERS_MAX = 10 * 1024;

    private static final Key ONLY = Key.of("catalog");

    private final Platform platform;
    private final Store<Kept> policies;

    /** A policy as it is kept. */
    record Kept(String document, Instant created, Instant updated) {

        /** What stands for this text in conditions. */
        String hash() {
            try {
                var sha = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
                return Base64.getEncoder().encodeToString(sha);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK has SHA-256", e);
            }
        }
    }

    CatalogPolicies(Platform platform) {
        this.platform = platform;
        this.policies = platform.store("glue/resource-policies", Scope.REGION, Formats.record(Kept.class));
    }

    /** The policy of the current caller's catalog, if it has one. */
    Optional<String> document() {
        return policies.get(ONLY).map(Kept::document);
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        ownCatalog(request.resourceArn());
        check(request.policyInJson());
        var condition = request.policyExistsCondition();
        var now = platform.clock().instant();
        var kept = policies.update(ONLY, present -> {
            if (condition == ExistCondition.MUST_EXIST && present.isEmpty()) {
                throw GlueFaults.conditionFailed("Policy does not exist");
            }
            if (condition == ExistCondition.NOT_EXIST && present.isPresent()) {
                throw GlueFaults.conditionFailed("Policy already exists");
            }
            requireHash(request.policyHashCondition(), present);
            return new Kept(request.policyInJson(), present.map(Kept::created).orElse(now), now);
        });
        return PutResourcePolicyResponse.builder()
                .policyHash(kept.orElseThrow().hash())
                .build();
    }

    @Override
    public GetResourcePolicyResponse getResourcePolicy(GetResourcePolicyRequest request) {
        ownCatalog(request.resourceArn());
        var kept = policies.get(ONLY).orElseThrow(CatalogPolicies::absent);
        return GetResourcePolicyResponse.builder()
                .policyInJson(kept.document())
                .policyHash(kept.hash())
                .createTime(kept.created())
                .updateTime(kept.updated())
                .build();
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        ownCatalog(request.resourceArn());
        policies.update(ONLY, present -> {
            if (present.isEmpty()) {
                throw absent();
            }
            requireHash(request.policyHashCondition(), present);
            return null;
        });
        return DeleteResourcePolicyResponse.builder().build();
    }

    @Override
    public GetResourcePoliciesResponse getResourcePolicies(GetResourcePoliciesRequest request) {
        var listed = policies.entry(ONLY).map(Entry::value).stream()
                .map(kept -> GluePolicy.builder()
                        .policyInJson(kept.document())
                        .policyHash(kept.hash())
                        .createTime(kept.created())
                        .updateTime(kept.updated())
                        .build())
                .toList();
        return GetResourcePoliciesResponse.builder()
                .getResourcePoliciesResponseList(List.copyOf(listed))
                .build();
    }

    private static void requireHash(@Nullable String asked, Optional<Kept> present) {
        if (asked != null && !present.map(Kept::hash).equals(Optional.of(asked))) {
            throw GlueFaults.conditionFailed("Policy hash does not match");
        }
    }

    private static RuntimeException absent() {
        return GlueFaults.notFound("Policy not found");
    }

    /** Refuses what is not the caller's catalog; resources in it have no policies of their own. */
    private static void ownCatalog(@Nullable String arn) {
        if (arn != null && !arn.equals(Caller.current().arn("glue", "catalog").toString())) {
            throw GlueFaults.invalid("The ARN is not that of this account's Data Catalog: " + arn);
        }
    }

    private static void check(String document) {
        if (document.length() > CHARACTERS_MAX) {
            throw GlueFaults.invalid("The policy has more than " + CHARACTERS_MAX + " characters");
        }
        try {
            if (Policy.parse(document).statements().stream().anyMatch(statement -> !statement.hasPrincipal())) {
                throw GlueFaults.invalid("Missing required field Principal");
            }
        } catch (MalformedPolicyException e) {
            throw GlueFaults.invalid(String.valueOf(e.getMessage()));
        }
    }
}
