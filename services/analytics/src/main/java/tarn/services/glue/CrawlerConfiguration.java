package tarn.services.glue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tarn.services.glue.crawl.Grouping;

/**
 * What a crawler's {@code Configuration} says, version 1.0.
 *
 * @param inheritPartitions {@code Partitions.AddOrUpdateBehavior: InheritFromTable}: partitions take format and columns
 *     from their table
 * @param mergeColumns {@code Tables.AddOrUpdateBehavior: MergeNewColumns}: tables get new columns, keep and never change
 *     the old
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html">Crawler configuration</a>
 */
record CrawlerConfiguration(Grouping grouping, boolean inheritPartitions, boolean mergeColumns) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Names of parts that change nothing here: partitions are filtered fast without an index. */
    private static final Set<String> KNOWN = Set.of("Version", "Grouping", "CrawlerOutput", "CreatePartitionIndex");

    /** Reads a configuration; fails with InvalidInputException if it is none. */
    static CrawlerConfiguration parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return new CrawlerConfiguration(Grouping.USUAL, false, false);
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw GlueFaults.invalid("Crawler configuration is not valid JSON: " + e.getOriginalMessage());
        }
        var version = root.path("Version").asText("1.0");
        if (!root.isObject() || !(version.equals("1.0") || version.equals("1"))) {
            throw GlueFaults.invalid("Unsupported version of crawler configuration: " + version);
        }
        root.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw GlueFaults.invalid("Unknown member of crawler configuration: " + name);
            }
        });
        var output = root.path("CrawlerOutput");
        return new CrawlerConfiguration(
                grouping(root.path("Grouping")),
                behavior(output.path("Partitions"), "InheritFromTable"),
                behavior(output.path("Tables"), "MergeNewColumns"));
    }

    private static Grouping grouping(JsonNode node) {
        var policy = node.path("TableGroupingPolicy").asText("");
        if (!policy.isEmpty() && !policy.equals("CombineCompatibleSchemas")) {
            throw GlueFaults.invalid("Unknown TableGroupingPolicy: " + policy);
        }
        int level = node.path("TableLevelConfiguration").asInt(0);
        if (level < 0) {
            throw GlueFaults.invalid("TableLevelConfiguration must be positive: " + level);
        }
        return new Grouping(!policy.isEmpty(), level);
    }

    private static boolean behavior(JsonNode node, String known) {
        var behavior = node.path("AddOrUpdateBehavior").asText("");
        if (!behavior.isEmpty() && !behavior.equals(known)) {
            throw GlueFaults.invalid("Unknown AddOrUpdateBehavior: " + behavior);
        }
        return !behavior.isEmpty();
    }
}
