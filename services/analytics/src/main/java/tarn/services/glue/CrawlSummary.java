package tarn.services.glue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The summary of a run's changes, in the JSON that ListCrawls shows and the console reads. */
final class CrawlSummary {

    private static final JsonMapper JSON = new JsonMapper();

    private CrawlSummary() {}

    /** The summary; null for a run that changed nothing. */
    static @Nullable String of(KeptCrawl.Changes changes) {
        var root = JSON.createObjectNode();
        tables(root, "ADD", changes.tablesAdded());
        tables(root, "UPDATE", changes.tablesUpdated());
        tables(root, "DELETE", changes.tablesDeleted());
        partitions(root, "ADD", changes.partitionsAdded());
        partitions(root, "UPDATE", changes.partitionsUpdated());
        partitions(root, "DELETE", changes.partitionsDeleted());
        return root.isEmpty() ? null : root.toString();
    }

    private static void tables(ObjectNode root, String how, List<String> names) {
        if (!names.isEmpty()) {
            var node = root.withObjectProperty("TABLE").putObject(how);
            var listed = node.putObject("Details").putArray("names");
            names.forEach(listed::add);
            node.put("Count", names.size());
        }
    }

    private static void partitions(ObjectNode root, String how, long count) {
        if (count > 0) {
            root.withObjectProperty("PARTITION").putObject(how).put("Count", count);
        }
    }
}
