package tarn.services.cloudwatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.sns.SnsClient;
import tarn.delivery.Outbox;
import tarn.delivery.Patience;
import tarn.delivery.UndeliverableException;
import tarn.kernel.AlarmAction;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;

/**
 * What alarms do when they change: they tell SNS topics, Lambda functions and policies of Application Auto Scaling. An
 * action is kept with the change and tried for an hour. Other actions (of EC2 and its Auto Scaling, Systems Manager) fail,
 * and the alarm's history says so.
 */
final class Actions implements Outbox.Receiver<KeptAction> {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofHours(1), 100);
    private static final Patience EVENT_PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofHours(1), 5);
    private static final System.Logger LOG = System.getLogger(Actions.class.getName());
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'+0000'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final AlarmBook book;
    private final Outbox<KeptAction> outbox;

    Actions(Platform platform, AlarmBook book) {
        this.platform = platform;
        this.book = book;
        this.outbox = new Outbox<>(platform, "cloudwatch/actions", KeptAction.FORMAT, this);
    }

    /** Has the actions of an alarm's new state taken. */
    void take(Batch batch, KeptAlarm before, KeptAlarm after) {
        for (var target : after.actions(after.state())) {
            var subject = after.state() + ": \"" + after.name() + "\" in "
                    + Caller.current().region();
            var message = target.contains(":lambda:") ? event(before, after).toString() : notice(before, after);
            outbox.add(batch, new KeptAction(after.name(), target, subject, message));
        }
    }

    /** Has EventBridge told of an alarm's new state, whether it acts or not. */
    void tell(Batch batch, KeptAlarm before, KeptAlarm after) {
        var bus = Caller.current().arn("events", "event-bus/default").toString();
        var detail = (ObjectNode) event(before, after).path("alarmData");
        outbox.add(batch, new KeptAction(after.name(), bus, "CloudWatch Alarm State Change", detail.toString()));
    }

    private static boolean isEvent(KeptAction action) {
        return action.target().startsWith("arn:aws:events:");
    }

    @Override
    public Patience patience(KeptAction action) {
        return isEvent(action) ? EVENT_PATIENCE : PATIENCE;
    }

    @Override
    public void deliver(KeptAction action) {
        var caller = Caller.current();
        Caller.service(caller.account(), caller.region(), "cloudwatch.amazonaws.com", caller.requestId())
                .run(() -> send(action));
        if (!isEvent(action)) {
            note(action, "Successfully executed action " + action.target());
        }
    }

    private void send(KeptAction action) {
        var target = Arn.parse(action.target()).orElseThrow(() -> undeliverable(action.target() + " is no ARN"));
        boolean isTopic = target.service().equals("sns");
        if (isTopic) {
            platform.client(SnsClient.class)
                    .publish(b -> b.topicArn(action.target())
                            .subject(action.subject())
                            .message(action.message()));
        } else if (target.service().equals("lambda")) {
            platform.client(LambdaClient.class)
                    .invoke(b -> b.functionName(action.target())
                            .invocationType(InvocationType.EVENT)
                            .payload(SdkBytes.fromUtf8String(action.message())));
        } else if (target.service().equals("autoscaling") && target.resource().startsWith("scalingPolicy:")) {
            platform.offer(ApplicationAutoScalingClient.class, AlarmAction.class)
                    .orElseThrow(() -> undeliverable("There is no Application Auto Scaling"))
                    .alarmed(action.target(), action.alarm());
        } else if (isEvent(action)) {
            platform.client(EventBridgeClient.class)
                    .putEvents(b -> b.entries(PutEventsRequestEntry.builder()
                            .source("aws.cloudwatch")
                            .detailType(action.subject())
                            .resources(Caller.current()
                                    .arn("cloudwatch", "alarm:" + action.alarm())
                                    .toString())
                            .detail(action.message())
                            .build()));
        } else {
            throw undeliverable("Alarm actions of " + target.service() + " are not supported");
        }
    }

    private static UndeliverableException undeliverable(String message) {
        return new UndeliverableException(message, new UnsupportedOperationException(message));
    }

    @Override
    public void givenUp(KeptAction action, RuntimeException cause) {
        if (isEvent(action)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "EventBridge was not told of " + action.alarm() + ": " + cause.getMessage());
            return;
        }
        note(
                action,
                "Failed to execute action " + action.target() + ". Received error: \"" + cause.getMessage() + "\"");
    }

    private void note(KeptAction action, String summary) {
        book.find(action.alarm()).ifPresent(alarm -> {
            var batch = platform.batch();
            var data = JsonNodeFactory.instance
                    .objectNode()
                    .put("actionState", summary.startsWith("S") ? "Succeeded" : "Failed")
                    .put("notificationResource", action.target())
                    .put("stateUpdateTimestamp", TIME.format(alarm.stateSince()));
            book.note(batch, alarm, HistoryItemType.ACTION, summary, data.toString());
            batch.commit();
        });
    }

    private String notice(KeptAlarm before, KeptAlarm after) {
        var caller = Caller.current();
        var notice = JsonNodeFactory.instance.objectNode();
        notice.put("AlarmName", after.name());
        notice.put("AlarmDescription", after.description());
        notice.put("AWSAccountId", caller.account());
        notice.put("NewStateValue", after.state().toString());
        notice.put("NewStateReason", after.reason());
        notice.put("StateChangeTime", TIME.format(after.stateSince()));
        notice.put("Region", caller.region());
        notice.put("AlarmArn", after.arn());
        notice.put("OldStateValue", before.state().toString());
        for (var state : new StateValue[] {StateValue.OK, StateValue.ALARM, StateValue.INSUFFICIENT_DATA}) {
            var list = notice.putArray(
                    switch (state) {
                        case OK -> "OKActions";
                        case ALARM -> "AlarmActions";
                        case INSUFFICIENT_DATA, UNKNOWN_TO_SDK_VERSION -> "InsufficientDataActions";
                    });
            after.actions(state).forEach(list::add);
        }
        var metric = after.metric();
        if (metric != null) {
            notice.set("Trigger", trigger(metric));
        } else if (after.composite() != null) {
            notice.put("AlarmRule", after.composite().alarmRule());
        }
        return notice.toString();
    }

    private static ObjectNode trigger(MetricAlarm alarm) {
        var trigger = JsonNodeFactory.instance.objectNode();
        if (alarm.metricName() != null) {
            trigger.put("MetricName", alarm.metricName());
            trigger.put("Namespace", alarm.namespace());
            var statistic = alarm.statisticAsString();
            trigger.put("StatisticType", statistic == null ? "ExtendedStatistic" : "Statistic");
            trigger.put(
                    statistic == null ? "ExtendedStatistic" : "Statistic",
                    statistic == null ? alarm.extendedStatistic() : statistic.toUpperCase(Locale.ROOT));
            trigger.put("Unit", alarm.unitAsString());
            var dimensions = trigger.putArray("Dimensions");
            alarm.dimensions()
                    .forEach(each ->
                            dimensions.addObject().put("value", each.value()).put("name", each.name()));
            trigger.put("Period", alarm.period());
        } else {
            var metrics = trigger.putArray("Metrics");
            alarm.metrics().forEach(query -> {
                var each = metrics.addObject().put("Id", query.id()).put("Label", query.label());
                each.put("ReturnData", !Boolean.FALSE.equals(query.returnData()));
                if (query.expression() != null) {
                    each.put("Expression", query.expression());
                }
            });
        }
        trigger.put("EvaluationPeriods", alarm.evaluationPeriods());
        if (alarm.datapointsToAlarm() != null) {
            trigger.put("DatapointsToAlarm", alarm.datapointsToAlarm());
        }
        trigger.put("ComparisonOperator", alarm.comparisonOperatorAsString());
        trigger.put("Threshold", alarm.threshold());
        trigger.put("TreatMissingData", alarm.treatMissingData() == null ? "" : alarm.treatMissingData());
        trigger.put(
                "EvaluateLowSampleCountPercentile",
                alarm.evaluateLowSampleCountPercentile() == null ? "" : alarm.evaluateLowSampleCountPercentile());
        return trigger;
    }

    private ObjectNode event(KeptAlarm before, KeptAlarm after) {
        var caller = Caller.current();
        var event = JsonNodeFactory.instance.objectNode();
        event.put("source", "aws.cloudwatch");
        event.put("alarmArn", after.arn());
        event.put("accountId", caller.account());
        event.put("time", TIME.format(platform.clock().instant()));
        event.put("region", caller.region());
        var data = event.putObject("alarmData");
        data.put("alarmName", after.name());
        data.set("state", state(after, after.stateSince()));
        data.set("previousState", state(before, before.stateSince()));
        var configuration = data.putObject("configuration");
        configuration.put("description", after.description());
        var metric = after.metric();
        if (metric != null) {
            var metrics = configuration.putArray("metrics");
            for (var query : Watching.queries(metric)) {
                var each = metrics.addObject().put("id", query.id());
                var stat = query.metricStat();
                if (stat != null) {
                    var shown = each.putObject("metricStat");
                    var name = shown.putObject("metric");
                    name.put("namespace", stat.metric().namespace())
                            .put("name", stat.metric().metricName());
                    var dimensions = name.putObject("dimensions");
                    stat.metric().dimensions().forEach(one -> dimensions.put(one.name(), one.value()));
                    shown.put("period", stat.period()).put("stat", stat.stat());
                } else {
                    each.put("expression", query.expression());
                }
                each.put("returnData", !Boolean.FALSE.equals(query.returnData()));
            }
        } else if (after.composite() != null) {
            configuration.put("alarmRule", after.composite().alarmRule());
        }
        return event;
    }

    private static ObjectNode state(KeptAlarm alarm, Instant since) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("value", alarm.state().toString())
                .put("reason", alarm.reason())
                .put("reasonData", alarm.reasonData())
                .put("timestamp", TIME.format(since));
    }
}
