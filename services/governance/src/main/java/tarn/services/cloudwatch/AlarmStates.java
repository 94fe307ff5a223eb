package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.alarmNotFound;
import static tarn.services.cloudwatch.MetricFaults.unvalidated;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DeleteAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmHistoryResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsForMetricResponse;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DisableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsRequest;
import software.amazon.awssdk.services.cloudwatch.model.EnableAlarmActionsResponse;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;

/** What is seen and done of alarms that are there: lists, states, history, removal. */
final class AlarmStates implements CloudWatchClient, Part {

    private static final int PAGE = 50;
    private static final int PAGE_MAX = 100;

    private final Platform platform;
    private final AlarmBook book;
    private final Evaluating evaluating;
    private final Pages pages;

    AlarmStates(Platform platform, AlarmBook book, Evaluating evaluating) {
        this.platform = platform;
        this.book = book;
        this.evaluating = evaluating;
        this.pages = new Pages(platform.tokens(), PAGE, PAGE_MAX, MetricFaults::tokenInvalid);
    }

    @Override
    public DescribeAlarmsResponse describeAlarms(DescribeAlarmsRequest request) {
        if (request.hasAlarmNames() && request.alarmNamePrefix() != null) {
            throw unvalidated("AlarmNames and AlarmNamePrefix are mutually exclusive.");
        }
        Predicate<KeptAlarm> wanted = _ -> true;
        var types = request.hasAlarmTypes() ? request.alarmTypes() : List.of(AlarmType.METRIC_ALARM);
        wanted = wanted.and(alarm -> types.contains(alarm.type()));
        if (request.hasAlarmNames()) {
            wanted = wanted.and(alarm -> request.alarmNames().contains(alarm.name()));
        }
        if (request.alarmNamePrefix() != null) {
            wanted = wanted.and(alarm -> alarm.name().startsWith(request.alarmNamePrefix()));
        }
        if (request.stateValueAsString() != null) {
            wanted = wanted.and(alarm -> alarm.state() == request.stateValue());
        }
        if (request.actionPrefix() != null) {
            wanted = wanted.and(
                    alarm -> alarm.allActions().stream().anyMatch(action -> action.startsWith(request.actionPrefix())));
        }
        if (request.childrenOfAlarmName() != null) {
            var children = watched(book.find(request.childrenOfAlarmName()).orElse(null));
            wanted = wanted.and(alarm -> children.contains(alarm.name()));
        }
        if (request.parentsOfAlarmName() != null) {
            wanted = wanted.and(alarm -> watched(alarm).contains(request.parentsOfAlarmName()));
        }
        var page = pages.page(
                "DescribeAlarms",
                request.nextToken(),
                request.maxRecords(),
                book.all().stream().filter(wanted).sorted(Comparator.comparing(KeptAlarm::name)),
                KeptAlarm::name);
        return DescribeAlarmsResponse.builder()
                .metricAlarms(metrics(page.items()))
                .compositeAlarms(composites(page.items()))
                .nextToken(page.next())
                .build();
    }

    private static List<MetricAlarm> metrics(List<KeptAlarm> alarms) {
        var found = new ArrayList<MetricAlarm>();
        for (var alarm : alarms) {
            var metric = alarm.metric();
            if (metric != null) {
                found.add(metric);
            }
        }
        return found;
    }

    private static List<CompositeAlarm> composites(List<KeptAlarm> alarms) {
        var found = new ArrayList<CompositeAlarm>();
        for (var alarm : alarms) {
            var composite = alarm.composite();
            if (composite != null) {
                found.add(composite);
            }
        }
        return found;
    }

    private static Set<String> watched(@Nullable KeptAlarm alarm) {
        var composite = alarm == null ? null : alarm.composite();
        return composite == null
                ? Set.of()
                : AlarmRule.of(composite.alarmRule()).map(AlarmRule::alarms).orElse(Set.of()).stream()
                        .map(AlarmBook::nameOf)
                        .collect(Collectors.toSet());
    }

    @Override
    public DescribeAlarmsForMetricResponse describeAlarmsForMetric(DescribeAlarmsForMetricRequest request) {
        var metric = MetricName.of(request.namespace(), request.metricName(), request.dimensions());
        return DescribeAlarmsForMetricResponse.builder()
                .metricAlarms(metrics(book.all()).stream()
                        .filter(alarm -> alarm.metricName() != null
                                && MetricName.of(alarm.namespace(), alarm.metricName(), alarm.dimensions())
                                        .equals(metric))
                        .filter(alarm -> request.statisticAsString() == null
                                || request.statisticAsString().equals(alarm.statisticAsString()))
                        .filter(alarm -> request.extendedStatistic() == null
                                || request.extendedStatistic().equals(alarm.extendedStatistic()))
                        .filter(alarm ->
                                request.period() == null || request.period().equals(alarm.period()))
                        .filter(alarm -> request.unitAsString() == null
                                || request.unitAsString().equals(alarm.unitAsString()))
                        .toList())
                .build();
    }

    @Override
    public DeleteAlarmsResponse deleteAlarms(DeleteAlarmsRequest request) {
        var composites = request.alarmNames().stream()
                .flatMap(name -> book.find(name).stream())
                .filter(alarm -> alarm.type() == AlarmType.COMPOSITE_ALARM)
                .count();
        if (composites > 1) {
            throw unvalidated("Only one composite alarm can be deleted at a time.");
        }
        for (var name : request.alarmNames()) {
            if (book.find(name).isPresent() && evaluating.isWatched(name)) {
                throw unvalidated("Cannot delete " + name + " as there are composite alarm(s) depending on it");
            }
        }
        var batch = platform.batch();
        for (var name : request.alarmNames()) {
            var alarm = book.find(name);
            if (alarm.isPresent()) {
                batch.delete(book.store(), Key.of(name));
                evaluating.end(batch, name);
                book.note(
                        batch,
                        alarm.get(),
                        HistoryItemType.CONFIGURATION_UPDATE,
                        "Alarm \"" + name + "\" deleted",
                        AlarmBook.data(alarm.get(), "Delete"));
            }
        }
        batch.commit();
        return DeleteAlarmsResponse.builder().build();
    }

    @Override
    public EnableAlarmActionsResponse enableAlarmActions(EnableAlarmActionsRequest request) {
        act(request.alarmNames(), true);
        return EnableAlarmActionsResponse.builder().build();
    }

    @Override
    public DisableAlarmActionsResponse disableAlarmActions(DisableAlarmActionsRequest request) {
        act(request.alarmNames(), false);
        return DisableAlarmActionsResponse.builder().build();
    }

    private void act(List<String> names, boolean acts) {
        for (var name : names) {
            book.store()
                    .update(
                            Key.of(name),
                            seen -> seen.map(alarm -> alarm.acting(acts)).orElse(null));
        }
    }

    @Override
    public SetAlarmStateResponse setAlarmState(SetAlarmStateRequest request) {
        if (request.stateValue() == StateValue.UNKNOWN_TO_SDK_VERSION) {
            throw unvalidated("1 validation error detected: Value '" + request.stateValueAsString()
                    + "' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: "
                    + "[INSUFFICIENT_DATA, ALARM, OK]");
        }
        if (book.find(request.alarmName()).isEmpty()) {
            throw alarmNotFound("The alarm " + request.alarmName() + " does not exist.");
        }
        evaluating.change(
                request.alarmName(), request.stateValue(), request.stateReason(), request.stateReasonData(), 0);
        return SetAlarmStateResponse.builder().build();
    }

    @Override
    public DescribeAlarmHistoryResponse describeAlarmHistory(DescribeAlarmHistoryRequest request) {
        var types = request.hasAlarmTypes() ? request.alarmTypes() : List.of(AlarmType.METRIC_ALARM);
        var found = new ArrayList<AlarmHistoryItem>();
        for (var item : book.history()) {
            boolean isWanted = (request.alarmName() == null
                            ? types.contains(item.alarmType())
                            : request.alarmName().equals(item.alarmName()))
                    && (request.historyItemTypeAsString() == null
                            || request.historyItemTypeAsString().equals(item.historyItemTypeAsString()))
                    && (request.startDate() == null || !item.timestamp().isBefore(request.startDate()))
                    && (request.endDate() == null || !item.timestamp().isAfter(request.endDate()));
            if (isWanted) {
                found.add(item);
            }
        }
        var ordered = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING ? found : found.reversed();
        int first = request.nextToken() == null ? 0 : Integer.parseInt(text(request.nextToken()));
        int size = pages.size(request.maxRecords() == null ? PAGE_MAX : request.maxRecords());
        int end = Math.min(ordered.size(), first + size);
        return DescribeAlarmHistoryResponse.builder()
                .alarmHistoryItems(ordered.subList(Math.min(first, end), end))
                .nextToken(end < ordered.size() ? token(end) : null)
                .build();
    }

    private String token(int position) {
        return platform.tokens()
                .seal(
                        "DescribeAlarmHistory",
                        Integer.toString(position).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private String text(String token) {
        return new String(
                platform.tokens()
                        .open("DescribeAlarmHistory", token)
                        .orElseThrow(() -> MetricFaults.tokenInvalid(token)),
                java.nio.charset.StandardCharsets.US_ASCII);
    }
}
