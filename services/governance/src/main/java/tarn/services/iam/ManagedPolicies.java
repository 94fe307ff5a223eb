package tarn.services.iam;

import static tarn.services.iam.IamFaults.policyAttached;
import static tarn.services.iam.IamFaults.policyHasVersions;
import static tarn.services.iam.IamFaults.quotaExceeded;

import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyResponse;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListPoliciesResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyTagsResponse;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagPolicyRequest;
import software.amazon.awssdk.services.iam.model.TagPolicyResponse;
import software.amazon.awssdk.services.iam.model.UntagPolicyRequest;
import software.amazon.awssdk.services.iam.model.UntagPolicyResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Managed policies and their tags: the account's own and, to be read and attached, those that AWS manages. */
final class ManagedPolicies implements IamClient, Part {

    /** How many characters other than white space a managed policy may have. */
    static final int CHARACTERS_MAX = 6_144;

    private final Platform platform;
    private final Entities<PolicyEntity> policies;
    private final ManagedCatalog catalog;
    private final Pages pages;

    ManagedPolicies(Platform platform, Entities<PolicyEntity> policies, ManagedCatalog catalog, Pages pages) {
        this.platform = platform;
        this.policies = policies;
        this.catalog = catalog;
        this.pages = pages;
    }

    /** Refuses a document that cannot be a managed policy. */
    static void check(String document) {
        PolicyGrammar.IDENTITY.check(document);
        if (Documents.size(document) > CHARACTERS_MAX) {
            throw quotaExceeded("PolicySize", CHARACTERS_MAX);
        }
    }

    @Override
    public CreatePolicyResponse createPolicy(CreatePolicyRequest request) {
        check(request.policyDocument());
        var policy = policies.create(PolicyEntity.create(
                request.policyName(),
                request.path() == null ? "/" : request.path(),
                Identifiers.POLICY.next(platform.ids()),
                platform.clock().instant(),
                Tags.added(Map.of(), request.tags()),
                request.description(),
                request.policyDocument()));
        return CreatePolicyResponse.builder()
                .policy(Answers.full(new ManagedCatalog.Managed(policy.arn(), policy), 0, 0))
                .build();
    }

    @Override
    public GetPolicyResponse getPolicy(GetPolicyRequest request) {
        var managed = catalog.get(request.policyArn());
        return GetPolicyResponse.builder()
                .policy(Answers.full(
                        managed,
                        catalog.attachments().getOrDefault(managed.arn(), 0),
                        catalog.boundaries().getOrDefault(managed.arn(), 0)))
                .build();
    }

    @Override
    public ListPoliciesResponse listPolicies(ListPoliciesRequest request) {
        var prefix = request.pathPrefix() == null ? "/" : request.pathPrefix();
        var attachments = catalog.attachments();
        var boundaries = catalog.boundaries();
        var used = request.policyUsageFilter() == PolicyUsageType.PERMISSIONS_BOUNDARY ? boundaries : attachments;
        var page = pages.page(
                "ListPolicies",
                request.marker(),
                request.maxItems(),
                scoped(request.scope())
                        .filter(managed -> managed.policy().path().startsWith(prefix))
                        .filter(managed ->
                                !Boolean.TRUE.equals(request.onlyAttached()) || attachments.containsKey(managed.arn()))
                        .filter(managed -> request.policyUsageFilter() == null || used.containsKey(managed.arn()))
                        .sorted(Comparator.comparing(ManagedCatalog.Managed::arn)),
                ManagedCatalog.Managed::arn);
        return ListPoliciesResponse.builder()
                .policies(page.items().stream()
                        .map(managed -> Answers.brief(
                                managed,
                                attachments.getOrDefault(managed.arn(), 0),
                                boundaries.getOrDefault(managed.arn(), 0)))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private Stream<ManagedCatalog.Managed> scoped(@Nullable PolicyScopeType scope) {
        return switch (scope) {
            case null -> Stream.concat(catalog.local(), catalog.byAws());
            case ALL, UNKNOWN_TO_SDK_VERSION -> Stream.concat(catalog.local(), catalog.byAws());
            case LOCAL -> catalog.local();
            case AWS -> catalog.byAws();
        };
    }

    @Override
    public DeletePolicyResponse deletePolicy(DeletePolicyRequest request) {
        Entities.keep(platform, batch -> {
            var seen = catalog.changeable(request.policyArn());
            var arn = seen.value().arn();
            if (catalog.attachments().containsKey(arn) || catalog.boundaries().containsKey(arn)) {
                throw policyAttached();
            }
            if (seen.value().versions().size() > 1) {
                throw policyHasVersions();
            }
            batch.delete(policies.store(), seen);
        });
        return DeletePolicyResponse.builder().build();
    }

    @Override
    public TagPolicyResponse tagPolicy(TagPolicyRequest request) {
        var name = catalog.changeable(request.policyArn()).value().name();
        policies.change(name, policy -> policy.tagged(Tags.added(policy.tags(), request.tags())));
        return TagPolicyResponse.builder().build();
    }

    @Override
    public UntagPolicyResponse untagPolicy(UntagPolicyRequest request) {
        var name = catalog.changeable(request.policyArn()).value().name();
        policies.change(name, policy -> policy.tagged(Tags.removed(policy.tags(), request.tagKeys())));
        return UntagPolicyResponse.builder().build();
    }

    @Override
    public ListPolicyTagsResponse listPolicyTags(ListPolicyTagsRequest request) {
        var tags = Tags.answered(catalog.get(request.policyArn()).policy().tags());
        var page = pages.page("ListPolicyTags", request.marker(), request.maxItems(), tags.stream(), Tag::key);
        return ListPolicyTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }
}
