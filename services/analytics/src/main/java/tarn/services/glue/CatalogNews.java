package tarn.services.glue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/**
 * Events of changes in the catalog, named by the operation that made them. As on AWS they are sent on best effort and may
 * overtake each other. What a crawler does to partitions is told by its own events only.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html">Glue's
 *     events</a>
 */
final class CatalogNews {

    private static final Logger LOG = System.getLogger(CatalogNews.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Platform platform;

    CatalogNews(Platform platform) {
        this.platform = platform;
    }

    /** A database came or went. */
    void database(String name, String change) {
        tell("Glue Data Catalog Database State Change", List.of(arn("database/" + name)), detail(name, change));
    }

    /** Tables of a database came or went. */
    void tables(String database, List<String> names, String change) {
        if (names.isEmpty()) {
            return;
        }
        var detail = detail(database, change);
        var changed = detail.putArray("changedTables");
        names.forEach(changed::add);
        var arns = names.stream()
                .map(name -> arn("table/" + database + "/" + name))
                .toList();
        tell("Glue Data Catalog Database State Change", arns, detail);
    }

    /** A table is another than before. */
    void table(String database, String name, String change) {
        table(database, name, detail(database, change));
    }

    /** Partitions of a table came, went or are others than before. */
    void partitions(String database, String table, List<List<String>> values, String change) {
        if (values.isEmpty()) {
            return;
        }
        var detail = detail(database, change);
        var changed = detail.putArray("changedPartitions");
        values.forEach(one -> changed.add(one.toString()));
        table(database, table, detail);
    }

    private void table(String database, String name, ObjectNode detail) {
        tell(
                "Glue Data Catalog Table State Change",
                List.of(arn("table/" + database + "/" + name)),
                detail.put("tableName", name));
    }

    private static String arn(String resource) {
        return Caller.current().arn("glue", resource).toString();
    }

    private static ObjectNode detail(String database, String change) {
        return JSON.createObjectNode().put("databaseName", database).put("typeOfChange", change);
    }

    private void tell(String type, List<String> resources, ObjectNode detail) {
        var event = PutEventsRequestEntry.builder()
                .source("aws.glue")
                .detailType(type)
                .resources(resources)
                .detail(detail.toString())
                .time(platform.clock().instant())
                .build();
        var asked = Caller.current();
        var glue = Caller.service(asked.account(), asked.region(), "glue.amazonaws.com", asked.requestId());
        platform.background().run("glue event", glue, () -> send(event));
    }

    private void send(PutEventsRequestEntry event) {
        try {
            platform.client(EventBridgeClient.class).putEvents(put -> put.entries(event));
        } catch (AwsServiceException refused) {
            LOG.log(Level.DEBUG, "An event of Glue was not taken: " + refused.getMessage());
        }
    }
}
