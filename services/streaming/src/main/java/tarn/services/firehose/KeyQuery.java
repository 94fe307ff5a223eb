package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** Finds the partition keys of records by a query of jq 1.6, which makes an object of them. */
final class KeyQuery implements Processing.Step {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Scope FUNCTIONS = functions();

    private final JsonQuery query;

    KeyQuery(String query) {
        this.query = compiled(query);
    }

    /** jq's own functions, without those that look into the process they run in. */
    private static Scope functions() {
        var scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
        scope.addFunction("env", 0, (_, _, _, path, out, _) -> out.emit(JsonNodeFactory.instance.objectNode(), path));
        return scope;
    }

    static void check(String query) {
        compiled(query);
    }

    private static JsonQuery compiled(String query) {
        try {
            return JsonQuery.compile(query, Versions.JQ_1_6);
        } catch (JsonQueryException e) {
            throw invalid("MetadataExtractionQuery is not a query of jq: " + e.getMessage());
        }
    }

    @Override
    public List<Item> apply(List<Item> items, Consumer<Item.Failure> failed) {
        var next = new ArrayList<Item>();
        for (var item : items) {
            try {
                next.add(item.found(keys(item.data())));
            } catch (IOException | RuntimeException e) {
                failed.accept(item.failing(
                        "DynamicPartitioning.MetadataExtractionFailed",
                        "Partition keys could not be found: " + e.getMessage()));
            }
        }
        return next;
    }

    private Map<String, String> keys(byte[] data) throws IOException {
        var found = new ArrayList<JsonNode>();
        query.apply(Scope.newChildScope(FUNCTIONS), JSON.readTree(data), found::add);
        if (found.size() != 1 || !found.getFirst().isObject()) {
            throw new IOException("the query gives no object");
        }
        var keys = new LinkedHashMap<String, String>();
        for (var field : found.getFirst().properties()) {
            var value = field.getValue();
            if (value.isNull() || value.isContainerNode() || value.asText().isEmpty()) {
                throw new IOException("partition key " + field.getKey() + " is null, empty or not a single value");
            }
            keys.put(field.getKey(), value.asText());
        }
        return keys;
    }
}
