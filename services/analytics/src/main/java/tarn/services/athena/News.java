package tarn.services.athena;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What others are told of queries: an event of each change of state on the default bus, and figures of those that have
 * ended where the work group publishes them. As on AWS events are sent on best effort: a killed process loses those of
 * its last moment.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/athena-events.html">Athena's events</a>
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/query-metrics-viewing.html">Athena's metrics</a>
 */
final class News {

    private static final Logger LOG = System.getLogger(News.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METRICS = "AWS/Athena";

    private final Platform platform;
    private final Store<WorkGroup> groups;

    News(Platform platform) {
        this.platform = platform;
        this.groups = platform.store("athena/workgroups", Scope.REGION, Formats.record(WorkGroup.class));
    }

    /** A query was taken. */
    void begun(Execution execution) {
        tell(execution, "", 1);
    }

    /** A query came further. */
    void moved(Execution before, Execution now) {
        tell(now, before.state().toString(), before.progress() instanceof Progress.Queued ? 2 : 3);
        if (now.progress() instanceof Progress.Ended end && publishes(now.workGroup())) {
            measure(now, end.cost());
        }
    }

    private boolean publishes(String group) {
        return groups.get(Key.of(group)).filter(WorkGroup::metrics).isPresent();
    }

    /** By work group alone too, since that is what alarms on a group's use look at. */
    private void measure(Execution execution, Cost cost) {
        var group = Map.of("WorkGroup", execution.workGroup());
        var whole = Map.of(
                "WorkGroup", execution.workGroup(),
                "QueryState", execution.state().toString(),
                "QueryType", execution.statementType());
        for (var dimensions : List.of(group, whole)) {
            add("TotalExecutionTime", dimensions, "Milliseconds", cost.totalMillis());
            add("QueryQueueTime", dimensions, "Milliseconds", cost.queueMillis());
            add("EngineExecutionTime", dimensions, "Milliseconds", cost.engineMillis());
            add("QueryPlanningTime", dimensions, "Milliseconds", cost.planningMillis());
            add("ServiceProcessingTime", dimensions, "Milliseconds", cost.serviceMillis());
            add("ProcessedBytes", dimensions, "Bytes", cost.scannedBytes());
        }
    }

    private void add(String name, Map<String, String> dimensions, String unit, long value) {
        platform.metrics().add(METRICS, name, dimensions, unit, (double) value);
    }

    private void tell(Execution execution, String before, int sequence) {
        var detail = JSON.createObjectNode()
                .put("versionId", "0")
                .put("currentState", execution.state().toString());
        if (!before.isEmpty()) {
            detail.put("previousState", before);
        }
        detail.put("statementType", execution.statementType())
                .put("queryExecutionId", execution.id())
                .put("workgroupName", execution.workGroup())
                .put("sequenceNumber", String.valueOf(sequence));
        if (execution.progress() instanceof Progress.Failed failed) {
            detail.putObject("athenaError")
                    .put("errorCategory", failed.category())
                    .put("errorType", failed.type())
                    .put("errorMessage", failed.reason())
                    .put("retryable", failed.retryable());
        }
        var event = PutEventsRequestEntry.builder()
                .source("aws.athena")
                .detailType("Athena Query State Change")
                .detail(detail.toString())
                .time(Instant.ofEpochMilli(platform.clock().millis()))
                .build();
        var asked = Caller.current();
        var athena = Caller.service(asked.account(), asked.region(), "athena.amazonaws.com", asked.requestId());
        platform.background().run("athena event", athena, () -> send(event));
    }

    private void send(PutEventsRequestEntry event) {
        try {
            platform.client(EventBridgeClient.class).putEvents(put -> put.entries(event));
        } catch (AwsServiceException refused) {
            LOG.log(Level.DEBUG, "An event of Athena was not taken: " + refused.getMessage());
        }
    }
}
