package tarn.services.iam;

import static tarn.services.iam.IamFaults.noSuchVersion;
import static tarn.services.iam.IamFaults.tooManyVersions;
import static tarn.services.iam.IamFaults.versionInEffect;

import java.util.Comparator;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.CreatePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.DeletePolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.GetPolicyVersionResponse;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsRequest;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionRequest;
import software.amazon.awssdk.services.iam.model.SetDefaultPolicyVersionResponse;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;

/** Versions of managed policies: at most five, one of them in effect. */
final class PolicyVersions implements IamClient, Part {

    private static final int VERSIONS_MAX = 5;

    private final Platform platform;
    private final Entities<PolicyEntity> policies;
    private final ManagedCatalog catalog;
    private final Pages pages;

    PolicyVersions(Platform platform, Entities<PolicyEntity> policies, ManagedCatalog catalog, Pages pages) {
        this.platform = platform;
        this.policies = policies;
        this.catalog = catalog;
        this.pages = pages;
    }

    @Override
    public CreatePolicyVersionResponse createPolicyVersion(CreatePolicyVersionRequest request) {
        var name = catalog.changeable(request.policyArn()).value().name();
        ManagedPolicies.check(request.policyDocument());
        var now = platform.clock().instant();
        var policy = policies.change(name, present -> {
            if (present.versions().size() >= VERSIONS_MAX) {
                throw tooManyVersions();
            }
            return present.plus(request.policyDocument(), Boolean.TRUE.equals(request.setAsDefault()), now);
        });
        return CreatePolicyVersionResponse.builder()
                .policyVersion(Answers.brief(policy, policy.versions().getLast()))
                .build();
    }

    @Override
    public GetPolicyVersionResponse getPolicyVersion(GetPolicyVersionRequest request) {
        var policy = catalog.get(request.policyArn()).policy();
        var version = policy.version(request.versionId())
                .orElseThrow(() -> noSuchVersion(request.policyArn(), request.versionId()));
        return GetPolicyVersionResponse.builder()
                .policyVersion(Answers.full(policy, version))
                .build();
    }

    @Override
    public ListPolicyVersionsResponse listPolicyVersions(ListPolicyVersionsRequest request) {
        var policy = catalog.get(request.policyArn()).policy();
        var page = pages.page(
                "ListPolicyVersions",
                request.marker(),
                request.maxItems(),
                policy.versions().stream()
                        .sorted(Comparator.comparingInt(PolicyVersions::number).reversed()),
                version -> "%012d".formatted(Integer.MAX_VALUE - number(version)));
        return ListPolicyVersionsResponse.builder()
                .versions(page.items().stream()
                        .map(version -> Answers.brief(policy, version))
                        .toList())
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    private static int number(PolicyEntity.Version version) {
        return Integer.parseInt(version.id().substring(1));
    }

    @Override
    public SetDefaultPolicyVersionResponse setDefaultPolicyVersion(SetDefaultPolicyVersionRequest request) {
        var now = platform.clock().instant();
        policies.change(catalog.changeable(request.policyArn()).value().name(), policy -> {
            requireVersion(policy, request.policyArn(), request.versionId());
            return policy.inEffect(request.versionId(), now);
        });
        return SetDefaultPolicyVersionResponse.builder().build();
    }

    @Override
    public DeletePolicyVersionResponse deletePolicyVersion(DeletePolicyVersionRequest request) {
        var now = platform.clock().instant();
        policies.change(catalog.changeable(request.policyArn()).value().name(), policy -> {
            requireVersion(policy, request.policyArn(), request.versionId());
            if (policy.current().equals(request.versionId())) {
                throw versionInEffect();
            }
            return policy.without(request.versionId(), now);
        });
        return DeletePolicyVersionResponse.builder().build();
    }

    private static void requireVersion(PolicyEntity policy, String arn, String version) {
        if (policy.version(version).isEmpty()) {
            throw noSuchVersion(arn, version);
        }
    }
}
