package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.invalid;
import static tarn.services.cloudwatchlogs.LogFaults.notFound;
import static tarn.services.cloudwatchlogs.LogFaults.notPossible;
import static tarn.services.cloudwatchlogs.LogFaults.resourceLimitExceeded;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PolicyScope;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourcePolicy;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Policies that let services and other accounts write into the account's groups: ten of a region, one of a group. */
final class ResourcePolicies implements CloudWatchLogsClient, Part {

    private static final int POLICIES_MAX = 10;
    private static final String OF_RESOURCE = "resource";
    private static final String OF_ACCOUNT = "account";

    private final Platform platform;
    private final Store<KeptPolicy> store;
    private final Pages pages;

    ResourcePolicies(Platform platform) {
        this.platform = platform;
        this.store = platform.store("cloudwatchlogs/policies", Scope.REGION, KeptPolicy.FORMAT);
        this.pages = new Pages(platform.tokens());
    }

    private static Key key(@Nullable String name, @Nullable String arn) {
        if (arn != null) {
            return Key.of(OF_RESOURCE, arn);
        }
        if (name == null) {
            throw invalid("Either policyName or resourceArn must be specified.");
        }
        return Key.of(OF_ACCOUNT, name);
    }

    @Override
    public PutResourcePolicyResponse putResourcePolicy(PutResourcePolicyRequest request) {
        var document = request.policyDocument();
        if (document == null) {
            throw invalid("policyDocument must be specified.");
        }
        try {
            Policy.parse(document);
        } catch (MalformedPolicyException e) {
            throw invalid("Policy document is invalid: " + e.getMessage());
        }
        var key = key(request.policyName(), request.resourceArn());
        var name = request.policyName() == null ? "resource-policy" : request.policyName();
        var kept = new KeptPolicy(
                name,
                document,
                platform.clock().instant(),
                request.resourceArn(),
                platform.ids().uuid().toString());
        store.update(key, seen -> {
            expect(request.expectedRevisionId(), seen.orElse(null));
            if (seen.isEmpty()
                    && request.resourceArn() == null
                    && store.list(Range.under(Key.of(OF_ACCOUNT)), POLICIES_MAX).size() == POLICIES_MAX) {
                throw resourceLimitExceeded();
            }
            return kept;
        });
        return PutResourcePolicyResponse.builder()
                .resourcePolicy(shown(kept))
                .revisionId(kept.revision())
                .build();
    }

    private static void expect(@Nullable String revision, @Nullable KeptPolicy seen) {
        if (revision != null && (seen == null || !seen.revision().equals(revision))) {
            throw notPossible("The policy has another revision than " + revision + ".");
        }
    }

    @Override
    public DeleteResourcePolicyResponse deleteResourcePolicy(DeleteResourcePolicyRequest request) {
        var key = key(request.policyName(), request.resourceArn());
        store.update(key, seen -> {
            if (seen.isEmpty()) {
                throw notFound("Policy with name [" + request.policyName() + "] does not exist");
            }
            expect(request.expectedRevisionId(), seen.get());
            return null;
        });
        return DeleteResourcePolicyResponse.builder().build();
    }

    @Override
    public DescribeResourcePoliciesResponse describeResourcePolicies(DescribeResourcePoliciesRequest request) {
        boolean ofResources = request.resourceArn() != null || request.policyScope() == PolicyScope.RESOURCE;
        var found = new ArrayList<KeptPolicy>();
        for (var entry : store.scan(Range.under(Key.of(ofResources ? OF_RESOURCE : OF_ACCOUNT)))) {
            if (request.resourceArn() == null
                    || request.resourceArn().equals(entry.value().resourceArn())) {
                found.add(entry.value());
            }
        }
        var page =
                pages.page("DescribeResourcePolicies", request.nextToken(), request.limit(), found, KeptPolicy::name);
        return DescribeResourcePoliciesResponse.builder()
                .resourcePolicies(
                        page.items().stream().map(ResourcePolicies::shown).toList())
                .nextToken(page.token())
                .build();
    }

    private static ResourcePolicy shown(KeptPolicy policy) {
        return ResourcePolicy.builder()
                .policyName(policy.name())
                .policyDocument(policy.document())
                .lastUpdatedTime(policy.updated().toEpochMilli())
                .policyScope(policy.resourceArn() == null ? PolicyScope.ACCOUNT : PolicyScope.RESOURCE)
                .resourceArn(policy.resourceArn())
                .revisionId(policy.revision())
                .build();
    }

    /** The documents that speak of the caller's account's groups. */
    List<String> documents() {
        var found = new ArrayList<String>();
        for (Entry<KeptPolicy> entry : store.scan(Range.all())) {
            found.add(entry.value().document());
        }
        return found;
    }
}
