package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.invalid;
import static tarn.services.eventbridge.EventFaults.tooMany;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tarn.kernel.Part;
import tarn.pagination.Pages;

/** The targets of rules, five at most. */
final class RuleTargets implements EventBridgeClient, Part {

    private static final int TARGETS_MAX = 5;

    private final Buses buses;
    private final Rules rules;
    private final Router router;
    private final Pages pages;

    RuleTargets(Buses buses, Rules rules, Router router, Pages pages) {
        this.buses = buses;
        this.rules = rules;
        this.router = router;
        this.pages = pages;
    }

    @Override
    public PutTargetsResponse putTargets(PutTargetsRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        rules.named(bus, request.rule());
        for (var target : request.targets()) {
            router.refusal(target).ifPresent(why -> {
                throw invalid(why);
            });
        }
        while (true) {
            var seen = rules.entry(bus, request.rule());
            var targets = new LinkedHashMap<String, Target>();
            seen.value().targets().forEach(target -> targets.put(target.id(), target));
            request.targets().forEach(target -> targets.put(target.id(), target));
            if (targets.size() > TARGETS_MAX) {
                throw tooMany();
            }
            if (rules.store().replace(seen, seen.value().withTargets(new ArrayList<>(targets.values())))) {
                return PutTargetsResponse.builder()
                        .failedEntryCount(0)
                        .failedEntries(List.of())
                        .build();
            }
        }
    }

    @Override
    public RemoveTargetsResponse removeTargets(RemoveTargetsRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        while (true) {
            var seen = rules.entry(bus, request.rule());
            var rest = new ArrayList<>(seen.value().targets());
            rest.removeIf(target -> request.ids().contains(target.id()));
            var absent = request.ids().stream()
                    .filter(id -> seen.value().targets().stream()
                            .noneMatch(target -> target.id().equals(id)))
                    .map(id -> RemoveTargetsResultEntry.builder()
                            .targetId(id)
                            .errorCode("ResourceNotFoundException")
                            .errorMessage("Rule " + request.rule() + " does not have target " + id + ".")
                            .build())
                    .toList();
            if (rules.store().replace(seen, seen.value().withTargets(rest))) {
                return RemoveTargetsResponse.builder()
                        .failedEntryCount(absent.size())
                        .failedEntries(absent)
                        .build();
            }
        }
    }

    @Override
    public ListTargetsByRuleResponse listTargetsByRule(ListTargetsByRuleRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        var rule = rules.named(bus, request.rule());
        var page = pages.inOrder(
                "ListTargetsByRule", request.nextToken(), request.limit(), rule.targets().stream(), Target::id);
        return ListTargetsByRuleResponse.builder()
                .targets(page.items())
                .nextToken(page.next())
                .build();
    }
}
