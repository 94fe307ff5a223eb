package tarn.services.cloudwatch;

import static tarn.services.cloudwatch.MetricFaults.combined;
import static tarn.services.cloudwatch.MetricFaults.invalid;
import static tarn.services.cloudwatch.MetricFaults.missing;
import static tarn.services.cloudwatch.MetricFaults.unvalidated;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutCompositeAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmResponse;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Tag;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Key;

/** PutMetricAlarm and PutCompositeAlarm. A changed alarm stays in its state until it is looked at again. */
final class Alarms implements CloudWatchClient, Part {

    private static final long DAY = 86_400;
    private static final long WEEK = 604_800;

    private final Platform platform;
    private final AlarmBook book;
    private final Evaluating evaluating;

    Alarms(Platform platform, AlarmBook book, Evaluating evaluating) {
        this.platform = platform;
        this.book = book;
        this.evaluating = evaluating;
    }

    private static String arn(String name) {
        return Caller.current().arn("cloudwatch", "alarm:" + name).toString();
    }

    private static Map<String, String> tags(List<Tag> tags) {
        var map = new TreeMap<String, String>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    @Override
    public PutMetricAlarmResponse putMetricAlarm(PutMetricAlarmRequest request) {
        check(request);
        var now = platform.clock().instant();
        var next = MetricAlarm.builder()
                .alarmName(request.alarmName())
                .alarmArn(arn(request.alarmName()))
                .alarmDescription(request.alarmDescription())
                .alarmConfigurationUpdatedTimestamp(now)
                .actionsEnabled(request.actionsEnabled() == null || request.actionsEnabled())
                .okActions(request.okActions())
                .alarmActions(request.alarmActions())
                .insufficientDataActions(request.insufficientDataActions())
                .stateValue(StateValue.INSUFFICIENT_DATA)
                .stateReason("Unchecked: Initial alarm creation")
                .stateUpdatedTimestamp(now)
                .stateTransitionedTimestamp(now)
                .metricName(request.metricName())
                .namespace(request.namespace())
                .statistic(request.statisticAsString())
                .extendedStatistic(request.extendedStatistic())
                .dimensions(request.dimensions())
                .period(request.period())
                .unit(request.unitAsString())
                .evaluationPeriods(request.evaluationPeriods())
                .datapointsToAlarm(request.datapointsToAlarm())
                .threshold(request.threshold())
                .comparisonOperator(request.comparisonOperatorAsString())
                .treatMissingData(request.treatMissingData())
                .evaluateLowSampleCountPercentile(request.evaluateLowSampleCountPercentile())
                .metrics(request.hasMetrics() ? request.metrics() : null)
                .thresholdMetricId(request.thresholdMetricId())
                .build();
        keep(KeptAlarm.of(next, tags(request.tags())));
        return PutMetricAlarmResponse.builder().build();
    }

    private void keep(KeptAlarm alarm) {
        while (true) {
            var seen = book.entry(alarm.name());
            if (seen.filter(other -> other.value().type() != alarm.type()).isPresent()) {
                throw unvalidated("An alarm of another type exists with the name " + alarm.name() + ".");
            }
            var next = seen.map(Entry::value)
                    .map(old -> alarm.tagged(old.tags())
                            .in(
                                    old.state(),
                                    old.reason(),
                                    old.reasonData(),
                                    platform.clock().instant()))
                    .orElse(alarm);
            var batch = platform.batch();
            if (seen.isPresent()) {
                batch.replace(book.store(), seen.get(), next);
            } else {
                batch.insert(book.store(), Key.of(alarm.name()), next);
            }
            var summary = "Alarm \"" + alarm.name() + "\" " + (seen.isPresent() ? "updated" : "created");
            book.note(
                    batch,
                    next,
                    HistoryItemType.CONFIGURATION_UPDATE,
                    summary,
                    AlarmBook.data(next, seen.isPresent() ? "Update" : "Create"));
            evaluating.begin(batch, next);
            if (batch.commit()) {
                return;
            }
        }
    }

    private static void check(PutMetricAlarmRequest request) {
        boolean isSimple = request.metricName() != null;
        boolean isMath = request.hasMetrics() && !request.metrics().isEmpty();
        if (isSimple && isMath) {
            throw combined("The parameters MetricName and Metrics are mutually exclusive and you have specified both.");
        }
        if (request.evaluationWindow() != null
                || request.warmUpConfiguration() != null
                || request.evaluationCriteria() != null
                || request.evaluationInterval() != null) {
            throw invalid("EvaluationWindow, WarmUpConfiguration, EvaluationCriteria and EvaluationInterval are not"
                    + " supported.");
        }
        if (!isSimple && !isMath) {
            throw missing("Exactly one of the parameters MetricName and Metrics must be specified.");
        }
        if (request.evaluationPeriods() == null) {
            throw missing("The parameter EvaluationPeriods is required.");
        }
        if (request.comparisonOperator() == null) {
            throw missing("The parameter ComparisonOperator is required.");
        }
        if (request.comparisonOperator() == ComparisonOperator.UNKNOWN_TO_SDK_VERSION) {
            throw unvalidated("The value " + request.comparisonOperatorAsString()
                    + " for parameter ComparisonOperator is not supported.");
        }
        if (isSimple) {
            checkSimple(request);
        } else {
            MetricData.check(request.metrics());
            long returned = request.metrics().stream()
                    .filter(query -> !Boolean.FALSE.equals(query.returnData())
                            && !query.id().equals(request.thresholdMetricId()))
                    .count();
            if (returned != 1) {
                throw unvalidated("Exactly one element of the metrics list should return data.");
            }
        }
        checkThreshold(request);
        if (request.datapointsToAlarm() != null && request.datapointsToAlarm() > request.evaluationPeriods()) {
            throw unvalidated("The value for DatapointsToAlarm (" + request.datapointsToAlarm()
                    + ") must be less than or equal to the value for EvaluationPeriods ("
                    + request.evaluationPeriods() + ").");
        }
        if (request.treatMissingData() != null && !Verdict.Treatment.isKnown(request.treatMissingData())) {
            throw unvalidated(
                    "The value " + request.treatMissingData() + " for parameter TreatMissingData is not supported.");
        }
        checkActions(request.okActions());
        checkActions(request.alarmActions());
        checkActions(request.insufficientDataActions());
    }

    private static void checkSimple(PutMetricAlarmRequest request) {
        if (request.namespace() == null) {
            throw missing("The parameter Namespace is required.");
        }
        if (request.period() == null) {
            throw missing("The parameter Period is required.");
        }
        if ((request.statisticAsString() == null) == (request.extendedStatistic() == null)) {
            throw missing("Exactly one of the parameters Statistic and ExtendedStatistic must be specified.");
        }
        var name = request.statisticAsString() == null ? request.extendedStatistic() : request.statisticAsString();
        if (Statistic.of(name).isEmpty()) {
            throw unvalidated("The value " + name + " for parameter ExtendedStatistic is not supported.");
        }
        int period = request.period();
        if (period != 10 && period != 20 && period != 30 && period % 60 != 0) {
            throw unvalidated("Period must be 10, 20, 30 or a multiple of 60");
        }
        long span = (long) period * request.evaluationPeriods();
        if (span > (period >= 3600 ? WEEK : DAY)) {
            throw unvalidated("Metrics cannot be checked across more than "
                    + (period >= 3600 ? "seven days" : "a day") + " (EvaluationPeriods * Period must be <= "
                    + (period >= 3600 ? WEEK : DAY) + ").");
        }
    }

    private static void checkThreshold(PutMetricAlarmRequest request) {
        boolean ofBand = switch (request.comparisonOperator()) {
            case LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
                    LESS_THAN_LOWER_THRESHOLD,
                    GREATER_THAN_UPPER_THRESHOLD -> true;
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
                    GREATER_THAN_THRESHOLD,
                    LESS_THAN_THRESHOLD,
                    LESS_THAN_OR_EQUAL_TO_THRESHOLD,
                    UNKNOWN_TO_SDK_VERSION -> false;
        };
        if (ofBand && request.thresholdMetricId() == null) {
            throw unvalidated("ThresholdMetricId must be specified with the ComparisonOperator "
                    + request.comparisonOperatorAsString() + ".");
        }
        if (!ofBand && request.threshold() == null) {
            throw missing("The parameter Threshold is required.");
        }
        if (request.threshold() != null && request.threshold().isNaN()) {
            throw unvalidated("The value NaN for parameter Threshold is invalid.");
        }
    }

    private static void checkActions(List<String> actions) {
        if (actions.size() > 5) {
            throw unvalidated("At most 5 actions may be given for a state.");
        }
        for (var action : actions) {
            if (Arn.parse(action).isEmpty()) {
                throw unvalidated("Invalid arn syntax: " + action);
            }
        }
    }

    @Override
    public PutCompositeAlarmResponse putCompositeAlarm(PutCompositeAlarmRequest request) {
        var rule = AlarmRule.of(request.alarmRule())
                .orElseThrow(() -> unvalidated("AlarmRule must not be blank and must be a valid rule expression."));
        for (var name : AlarmRule.alarms(rule)) {
            if (book.find(name).isEmpty()) {
                throw unvalidated(
                        "Could not save the composite alarm as alarms [" + name + "] in the alarm rule do not exist");
            }
        }
        checkActions(request.okActions());
        checkActions(request.alarmActions());
        checkActions(request.insufficientDataActions());
        if (request.actionsSuppressor() != null
                && (request.actionsSuppressorWaitPeriod() == null
                        || request.actionsSuppressorExtensionPeriod() == null)) {
            throw unvalidated("ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with an "
                    + "ActionsSuppressor.");
        }
        var now = platform.clock().instant();
        var next = CompositeAlarm.builder()
                .alarmName(request.alarmName())
                .alarmArn(arn(request.alarmName()))
                .alarmDescription(request.alarmDescription())
                .alarmRule(request.alarmRule())
                .alarmConfigurationUpdatedTimestamp(now)
                .actionsEnabled(request.actionsEnabled() == null || request.actionsEnabled())
                .okActions(request.okActions())
                .alarmActions(request.alarmActions())
                .insufficientDataActions(request.insufficientDataActions())
                .actionsSuppressor(request.actionsSuppressor())
                .actionsSuppressorWaitPeriod(request.actionsSuppressorWaitPeriod())
                .actionsSuppressorExtensionPeriod(request.actionsSuppressorExtensionPeriod())
                .stateValue(StateValue.INSUFFICIENT_DATA)
                .stateReason("Unchecked: Initial alarm creation")
                .stateUpdatedTimestamp(now)
                .stateTransitionedTimestamp(now)
                .build();
        keep(KeptAlarm.of(next, tags(request.tags())));
        evaluating.evaluate(book.find(request.alarmName()).orElseThrow(), rule, "a change of the rule", 0);
        return PutCompositeAlarmResponse.builder().build();
    }
}
