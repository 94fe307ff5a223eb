package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.badPattern;
import static tarn.services.eventbridge.EventFaults.invalid;
import static tarn.services.eventbridge.EventFaults.tooMany;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.pattern.EventPattern;
import tarn.pattern.InvalidPatternException;
import tarn.schedule.At;
import tarn.schedule.Schedule;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Rules: what of a bus, or when, starts something. */
final class RuleLifecycle implements EventBridgeClient, Part {

    private static final int RULES_MAX = 300;

    private final Platform platform;
    private final Buses buses;
    private final Rules rules;
    private final Pages pages;

    RuleLifecycle(Platform platform, Buses buses, Rules rules, Pages pages) {
        this.platform = platform;
        this.buses = buses;
        this.rules = rules;
        this.pages = pages;
    }

    @Override
    public PutRuleResponse putRule(PutRuleRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        var pattern = blankIsNull(request.eventPattern());
        var schedule = blankIsNull(request.scheduleExpression());
        if (pattern == null && schedule == null) {
            throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
        }
        checkPattern(pattern);
        checkSchedule(schedule, bus);
        if (request.state() == RuleState.ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS) {
            throw invalid("Tarn does not send the calls that CloudTrail records as events");
        }
        while (true) {
            var now = platform.clock().instant();
            var seen = rules.store().entry(Rules.key(bus, request.name()));
            if (seen.isEmpty()
                    && rules.store().list(Range.under(Key.of(bus)), RULES_MAX).size() == RULES_MAX) {
                throw tooMany();
            }
            var known = seen.map(Entry::value);
            boolean goesOn =
                    known.isPresent() && Objects.equals(schedule, known.get().schedule());
            var next = new StoredRule(
                    bus,
                    request.name(),
                    Rules.arn(bus, request.name()),
                    pattern,
                    schedule,
                    request.state() == null ? RuleState.ENABLED : request.state(),
                    request.description(),
                    request.roleArn(),
                    known.map(StoredRule::targets).orElse(List.of()),
                    known.map(StoredRule::tags).orElseGet(() -> Map.copyOf(BusLifecycle.tags(request.tags()))),
                    goesOn ? known.get().begun() : now,
                    Caller.current().account());
            var batch = expectBus(platform.batch(), bus);
            seen.ifPresentOrElse(
                    old -> batch.replace(rules.store(), old, next),
                    () -> batch.insert(rules.store(), Rules.key(bus, next.name()), next));
            rules.plan(batch, next, now);
            if (batch.commit()) {
                return PutRuleResponse.builder().ruleArn(next.arn()).build();
            }
            buses.named(bus);
        }
    }

    /** Nobody may take the bus away meanwhile. */
    private Batch expectBus(Batch batch, String bus) {
        buses.entry(bus).ifPresent(entry -> batch.expect(buses.store(), entry));
        return batch;
    }

    private static @Nullable String blankIsNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    static void checkPattern(@Nullable String pattern) {
        if (pattern != null) {
            try {
                EventPattern.parse(pattern);
            } catch (InvalidPatternException e) {
                throw badPattern(String.valueOf(e.getMessage()));
            }
        }
    }

    private static void checkSchedule(@Nullable String schedule, String bus) {
        if (schedule == null) {
            return;
        }
        if (!bus.equals(Buses.DEFAULT)) {
            throw invalid("ScheduleExpression is supported only on the default event bus.");
        }
        try {
            if (Schedule.parse(schedule) instanceof At) {
                throw invalid("Parameter ScheduleExpression is not valid.");
            }
        } catch (IllegalArgumentException _) {
            throw invalid("Parameter ScheduleExpression is not valid.");
        }
    }

    @Override
    public DeleteRuleResponse deleteRule(DeleteRuleRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        while (true) {
            var seen = rules.store().entry(Rules.key(bus, request.name()));
            if (seen.isEmpty()) {
                return DeleteRuleResponse.builder().build();
            }
            if (!seen.get().value().targets().isEmpty()) {
                throw invalid("Rule can't be deleted since it has targets.");
            }
            var batch = platform.batch().delete(rules.store(), seen.get());
            platform.timers().cancel(batch, Rules.SCHEDULE, request.name());
            if (batch.commit()) {
                return DeleteRuleResponse.builder().build();
            }
        }
    }

    @Override
    public DescribeRuleResponse describeRule(DescribeRuleRequest request) {
        var rule = rules.named(buses.named(request.eventBusName()).name(), request.name());
        return DescribeRuleResponse.builder()
                .name(rule.name())
                .arn(rule.arn())
                .eventPattern(rule.pattern())
                .scheduleExpression(rule.schedule())
                .state(rule.state())
                .description(rule.description())
                .roleArn(rule.role())
                .eventBusName(rule.bus())
                .createdBy(rule.user())
                .build();
    }

    @Override
    public EnableRuleResponse enableRule(EnableRuleRequest request) {
        change(request.eventBusName(), request.name(), RuleState.ENABLED);
        return EnableRuleResponse.builder().build();
    }

    @Override
    public DisableRuleResponse disableRule(DisableRuleRequest request) {
        change(request.eventBusName(), request.name(), RuleState.DISABLED);
        return DisableRuleResponse.builder().build();
    }

    private void change(@Nullable String busReference, String name, RuleState state) {
        var bus = buses.named(busReference).name();
        while (true) {
            var seen = rules.entry(bus, name);
            var next = seen.value().withState(state);
            var batch = platform.batch().replace(rules.store(), seen, next);
            rules.plan(batch, next, platform.clock().instant());
            if (batch.commit()) {
                return;
            }
        }
    }

    @Override
    public ListRulesResponse listRules(ListRulesRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        var prefix = request.namePrefix() == null ? "" : request.namePrefix();
        var page = pages.records(
                "ListRules",
                request.nextToken(),
                request.limit(),
                rules.store(),
                Range.under(Key.of(bus)).startingWith(prefix),
                _ -> true);
        return ListRulesResponse.builder()
                .rules(page.items().stream()
                        .map(rule -> Rule.builder()
                                .name(rule.name())
                                .arn(rule.arn())
                                .eventPattern(rule.pattern())
                                .scheduleExpression(rule.schedule())
                                .state(rule.state())
                                .description(rule.description())
                                .roleArn(rule.role())
                                .eventBusName(rule.bus())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public ListRuleNamesByTargetResponse listRuleNamesByTarget(ListRuleNamesByTargetRequest request) {
        var bus = buses.named(request.eventBusName()).name();
        var page = pages.records(
                "ListRuleNamesByTarget",
                request.nextToken(),
                request.limit(),
                rules.store(),
                Range.under(Key.of(bus)),
                entry -> entry.value().targets().stream()
                        .anyMatch(
                                target -> Optional.ofNullable(target.arn()).equals(Optional.of(request.targetArn()))));
        return ListRuleNamesByTargetResponse.builder()
                .ruleNames(page.items().stream().map(StoredRule::name).toList())
                .nextToken(page.next())
                .build();
    }
}
