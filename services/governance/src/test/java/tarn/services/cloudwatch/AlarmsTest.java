package tarn.services.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static tarn.services.Governance.refused;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Service;
import tarn.kernel.testing.Golden;
import tarn.services.Governance;
import tarn.store.Formats;

/** Alarms follow metrics, and each other, by the platform's clock. */
class AlarmsTest {

    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts";

    @RegisterExtension
    final Governance governance = new Governance();

    private final BlockingQueue<PublishRequest> published = new LinkedBlockingQueue<>();

    /** A topic that keeps what it is told. */
    private final class Topic implements SnsClient, Part {
        @Override
        public PublishResponse publish(PublishRequest request) {
            assertThat(Caller.current().principal()).isEqualTo("cloudwatch.amazonaws.com");
            published.add(request);
            return PublishResponse.builder().messageId("1").build();
        }
    }

    private CloudWatchClient metrics() {
        return governance.metrics();
    }

    private void put(double value) {
        metrics()
                .putMetricData(b -> b.namespace("App")
                        .metricData(MetricDatum.builder()
                                .metricName("errors")
                                .value(value)
                                .build()));
    }

    private void alarm(String name, Consumer<PutMetricAlarmRequest.Builder> more) {
        metrics().putMetricAlarm(b -> {
            b.alarmName(name)
                    .namespace("App")
                    .metricName("errors")
                    .statistic("Sum")
                    .period(60)
                    .evaluationPeriods(1)
                    .threshold(5.0)
                    .comparisonOperator("GreaterThanThreshold");
            more.accept(b);
        });
    }

    private StateValue state(String name) {
        var found = metrics()
                .describeAlarms(b -> b.alarmNames(name).alarmTypes(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM));
        return found.metricAlarms().isEmpty()
                ? found.compositeAlarms().getFirst().stateValue()
                : found.metricAlarms().getFirst().stateValue();
    }

    private void minute() {
        governance.platform().clock().advance(Duration.ofMinutes(1));
    }

    @Test
    void anAlarmGoesWithItsMetricAndTellsItsTopic() throws InterruptedException {
        governance.platform().services().add(SnsClient.class, () -> Service.of(SnsClient.class, new Topic()));
        alarm("a", b -> b.alarmActions(TOPIC).okActions(TOPIC).treatMissingData("notBreaching"));
        assertThat(state("a")).isEqualTo(StateValue.INSUFFICIENT_DATA);
        put(7);
        minute();
        assertThat(state("a")).isEqualTo(StateValue.ALARM);
        var told = published.poll(10, TimeUnit.SECONDS);
        assertThat(told.topicArn()).isEqualTo(TOPIC);
        assertThat(told.message())
                .contains(
                        "\"NewStateValue\":\"ALARM\"", "\"OldStateValue\":\"INSUFFICIENT_DATA\"", "\"Threshold\":5.0");
        assertThat(metrics()
                        .describeAlarms(b -> b.alarmNames("a"))
                        .metricAlarms()
                        .getFirst()
                        .stateReason())
                .isEqualTo(
                        "Threshold Crossed: 1 out of the last 1 datapoints [7.0 (01/01/26 00:00:00)] was greater than "
                                + "the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).");
        put(1);
        minute();
        assertThat(state("a")).isEqualTo(StateValue.OK);
        assertThat(published.poll(10, TimeUnit.SECONDS).message()).contains("\"NewStateValue\":\"OK\"");
        assertThat(metrics()
                        .describeAlarmHistory(b -> b.alarmName("a").historyItemType(HistoryItemType.STATE_UPDATE))
                        .alarmHistoryItems())
                .extracting(AlarmHistoryItem::historySummary)
                .containsExactly("Alarm updated from ALARM to OK", "Alarm updated from INSUFFICIENT_DATA to ALARM");
    }

    @Test
    void soManyOfSoManyPeriodsDecide() {
        alarm("a", b -> b.evaluationPeriods(3).datapointsToAlarm(2).treatMissingData("notBreaching"));
        for (var value : List.of(9.0, 1.0)) {
            put(value);
            minute();
        }
        assertThat(state("a")).isEqualTo(StateValue.OK);
        put(9);
        minute();
        assertThat(state("a")).isEqualTo(StateValue.ALARM);
    }

    /** AWS's tables of what is made of missing data. */
    @Test
    void whatIsMissingIsTreatedAsTheAlarmSays() {
        var tables = List.of(
                "3 3 0-X-X OK OK OK OK",
                "3 3 0---- OK OK OK OK",
                "3 3 ----- INSUFFICIENT_DATA - ALARM OK",
                "3 3 0XX-X ALARM ALARM ALARM ALARM",
                "3 3 --X-- ALARM - ALARM OK",
                "2 3 0-X-X ALARM ALARM ALARM ALARM",
                "2 3 00X0X ALARM ALARM ALARM ALARM",
                "2 3 0-X-- OK OK ALARM OK",
                "2 3 ----0 OK OK ALARM OK",
                "2 3 ---X- ALARM - ALARM OK");
        for (var row : tables) {
            var words = row.split(" ", -1);
            for (int i = 0; i < 4; i++) {
                var readings = new ArrayList<Verdict.Reading>();
                for (char c : words[2].toCharArray()) {
                    readings.add(new Verdict.Reading(0, c == '-' ? null : (Double) 1.0, c == 'X'));
                }
                var treatment = List.of("missing", "ignore", "breaching", "notBreaching")
                        .get(i);
                var verdict = Verdict.of(readings, Integer.parseInt(words[1]), Integer.parseInt(words[0]), treatment);
                assertThat(verdict.state() == null ? "-" : verdict.state().toString())
                        .as(row + " " + treatment)
                        .isEqualTo(words[3 + i]);
            }
        }
    }

    @Test
    void alarmsOfAlarmsFollowTheirRule() {
        alarm("a", b -> b.treatMissingData("notBreaching"));
        alarm("b", b -> b.treatMissingData("notBreaching"));
        metrics().putCompositeAlarm(b -> b.alarmName("both").alarmRule("ALARM(a) AND NOT (OK(\"b\") OR FALSE)"));
        metrics()
                .setAlarmState(
                        b -> b.alarmName("a").stateValue(StateValue.ALARM).stateReason("test"));
        assertThat(state("both")).isEqualTo(StateValue.ALARM);
        metrics().setAlarmState(b -> b.alarmName("b").stateValue(StateValue.OK).stateReason("test"));
        assertThat(state("both")).isEqualTo(StateValue.OK);
        refused(
                400,
                "ValidationError",
                "Cannot delete a as there are composite alarm(s) depending on it",
                () -> metrics().deleteAlarms(b -> b.alarmNames("a")));
        refused(
                400,
                "ValidationError",
                "Could not save the composite alarm as alarms [c] in the alarm rule do not exist",
                () -> metrics().putCompositeAlarm(b -> b.alarmName("x").alarmRule("ALARM(c)")));
        metrics().deleteAlarms(b -> b.alarmNames("both"));
        metrics().deleteAlarms(b -> b.alarmNames("a", "b"));
        assertThat(metrics().describeAlarms(b -> {}).metricAlarms()).isEmpty();
    }

    @Test
    void dashboardsAreKeptAsTheyAre() {
        var body = "{\"widgets\":[{\"type\":\"text\",\"properties\":{\"markdown\":\"hi\"}}]}";
        metrics().putDashboard(b -> b.dashboardName("main").dashboardBody(body));
        assertThat(metrics().getDashboard(b -> b.dashboardName("main")).dashboardBody())
                .isEqualTo(body);
        assertThat(metrics().listDashboards(b -> {}).dashboardEntries())
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.dashboardArn()).isEqualTo("arn:aws:cloudwatch::123456789012:dashboard/main"));
        refused(
                400,
                "InvalidParameterInput",
                "The field DashboardBody must be a valid JSON object",
                () -> metrics().putDashboard(b -> b.dashboardName("main").dashboardBody("{")));
        metrics().deleteDashboards(b -> b.dashboardNames("main"));
        refused(
                404,
                "ResourceNotFound",
                "Dashboard main does not exist",
                () -> metrics().getDashboard(b -> b.dashboardName("main")));
    }

    @Test
    void whatIsOnDiskStaysReadable() {
        alarm("a", b -> {});
        var metric = metrics().describeAlarms(b -> {}).metricAlarms().getFirst();
        Golden.check(
                "cloudwatch/alarms",
                KeptAlarm.FORMAT,
                new KeptAlarm(metric, null, java.util.Map.of("a", "b"), "OK", metric.stateUpdatedTimestamp()));
        Golden.check("cloudwatch/actions", KeptAction.FORMAT, new KeptAction("a", TOPIC, "s", "m"));
        Golden.check(
                "cloudwatch/dashboards",
                Dashboards.KeptDashboard.FORMAT,
                new Dashboards.KeptDashboard("main", "{}", metric.stateUpdatedTimestamp()));
        Golden.check(
                "cloudwatch/history",
                Formats.record(AlarmHistoryItem.class),
                AlarmHistoryItem.builder()
                        .alarmName("a")
                        .historyItemType(HistoryItemType.ACTION)
                        .historySummary("Alarm updated from OK to ALARM")
                        .historyData("{}")
                        .timestamp(metric.stateUpdatedTimestamp())
                        .build());
    }
}
