package tarn.services.iam;

import static tarn.services.iam.ProviderFaults.badInput;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetContextKeysForPrincipalPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulateCustomPolicyResponse;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Page;
import tarn.pagination.Pages;
import tarn.policy.NamedPolicy;
import tarn.policy.NamedPolicy.Source;
import tarn.policy.Subject;

/**
 * What policies would decide. The evaluator is the one that decides requests, so the answers agree with what happens.
 *
 * <p>As on AWS, a resource's policy counts if it is handed over, and condition keys have the values that are handed over;
 * of a user or a role its own are known (name, ARN, id, tags), and the time. EC2's handling options are refused.
 */
final class Simulations implements IamClient, Part {

    private final Platform platform;
    private final Holdings holdings;
    private final Pages pages;

    Simulations(Platform platform, Holdings holdings, Pages pages) {
        this.platform = platform;
        this.holdings = holdings;
        this.pages = pages;
    }

    @Override
    public SimulateCustomPolicyResponse simulateCustomPolicy(SimulateCustomPolicyRequest request) {
        refuseHandling(request.resourceHandlingOption());
        var policies = Simulation.policies("PolicyInputList", request.policyInputList());
        var boundaries =
                Simulation.policies("PermissionsBoundaryPolicyInputList", request.permissionsBoundaryPolicyInputList());
        var asker = request.callerArn() == null
                ? Caller.current().globalArn("iam", "user/simulated").toString()
                : request.callerArn();
        var organization = request.orderedOrganizationPolicyInputList().stream()
                .map(level ->
                        Simulation.policies("ServiceControlPolicyInputList", level.serviceControlPolicyInputList()))
                .toList();
        var values = Simulation.values(request.contextEntries());
        times(values);
        var wanted = ContextKeys.in(Stream.of(request.policyInputList(), request.permissionsBoundaryPolicyInputList())
                .flatMap(List::stream)
                .toList());
        var simulation = new Simulation(
                subject(asker, policies, boundaries),
                resourcePolicy(request.resourcePolicy()),
                owner(request.resourceOwner(), asker),
                values,
                wanted,
                organization);
        var page = page(
                "SimulateCustomPolicy",
                request.marker(),
                request.maxItems(),
                simulation.results(request.actionNames(), request.resourceArns()));
        return SimulateCustomPolicyResponse.builder()
                .evaluationResults(results(page))
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public SimulatePrincipalPolicyResponse simulatePrincipalPolicy(SimulatePrincipalPolicyRequest request) {
        refuseHandling(request.resourceHandlingOption());
        if (!request.policyExclusionList().isEmpty()) {
            throw badInput("PolicyExclusionList is not supported.");
        }
        var holding = holdings.of(request.policySourceArn());
        var policies = new ArrayList<>(holding.policies());
        policies.addAll(Simulation.policies("PolicyInputList", request.policyInputList()));
        var boundaries = new ArrayList<>(Simulation.policies(
                "PermissionsBoundaryPolicyInputList", request.permissionsBoundaryPolicyInputList()));
        var own = holding.boundary();
        if (boundaries.isEmpty() && own != null) {
            boundaries.add(own);
        }
        var asker = request.callerArn() == null ? request.policySourceArn() : request.callerArn();
        var values = new HashMap<>(holding.keys());
        times(values);
        values.putAll(Simulation.values(request.contextEntries()));
        var documents = new ArrayList<>(holding.documents());
        documents.addAll(request.policyInputList());
        var simulation = new Simulation(
                subject(asker, policies, boundaries).known(Set.of(holding.id())),
                resourcePolicy(request.resourcePolicy()),
                owner(request.resourceOwner(), asker),
                values,
                ContextKeys.in(documents),
                List.of());
        var page = page(
                "SimulatePrincipalPolicy",
                request.marker(),
                request.maxItems(),
                simulation.results(request.actionNames(), request.resourceArns()));
        return SimulatePrincipalPolicyResponse.builder()
                .evaluationResults(results(page))
                .isTruncated(page.truncated())
                .marker(page.next())
                .build();
    }

    @Override
    public GetContextKeysForCustomPolicyResponse getContextKeysForCustomPolicy(
            GetContextKeysForCustomPolicyRequest request) {
        return GetContextKeysForCustomPolicyResponse.builder()
                .contextKeyNames(ContextKeys.in(request.policyInputList()))
                .build();
    }

    @Override
    public GetContextKeysForPrincipalPolicyResponse getContextKeysForPrincipalPolicy(
            GetContextKeysForPrincipalPolicyRequest request) {
        var documents = new ArrayList<>(holdings.of(request.policySourceArn()).documents());
        documents.addAll(request.policyInputList());
        return GetContextKeysForPrincipalPolicyResponse.builder()
                .contextKeyNames(ContextKeys.in(documents))
                .build();
    }

    private static void refuseHandling(@Nullable String option) {
        if (option != null) {
            throw badInput("ResourceHandlingOption is not supported.");
        }
    }

    private void times(Map<String, List<String>> values) {
        var now = platform.clock().instant();
        values.putIfAbsent("aws:currenttime", List.of(now.toString()));
        values.putIfAbsent("aws:epochtime", List.of(String.valueOf(now.getEpochSecond())));
    }

    private static @Nullable NamedPolicy resourcePolicy(@Nullable String document) {
        return document == null
                ? null
                : new NamedPolicy("ResourcePolicy", Source.RESOURCE, Simulation.parsed(document));
    }

    /** The account that owns the resources: what is said, or that of who asks. */
    private static String owner(@Nullable String said, String asker) {
        var text = said == null ? asker : said;
        return Arn.parse(text).map(Arn::account).orElse(text);
    }

    private static Subject subject(String arn, List<NamedPolicy> policies, List<NamedPolicy> boundaries) {
        var parsed = Arn.parse(arn)
                .filter(one -> one.service().equals("iam") || one.service().equals("sts"))
                .orElseThrow(() -> badInput("Invalid Entity: the ARN " + arn + " is not valid."));
        if (boundaries.size() > 1) {
            throw badInput("Only one permissions boundary can be simulated.");
        }
        boolean user = parsed.resource().startsWith("user/");
        var kind = user ? Subject.Kind.USER : Subject.Kind.SESSION;
        var subject = Subject.of(kind, parsed.account(), arn, policies);
        return boundaries.isEmpty() ? subject : subject.within(boundaries.getFirst());
    }

    private record Numbered(int number, EvaluationResult result) {}

    private Page<Numbered> page(
            String operation, @Nullable String marker, @Nullable Integer max, List<EvaluationResult> results) {
        return pages.page(
                operation,
                marker,
                max,
                IntStream.range(0, results.size()).mapToObj(at -> new Numbered(at, results.get(at))),
                one -> String.format(Locale.ROOT, "%09d", one.number()));
    }

    private static List<EvaluationResult> results(Page<Numbered> page) {
        return page.items().stream().map(Numbered::result).toList();
    }
}
