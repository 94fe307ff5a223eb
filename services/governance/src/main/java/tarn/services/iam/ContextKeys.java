package tarn.services.iam;

import static tarn.services.iam.ProviderFaults.badInput;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The condition keys that policies ask for: in their conditions, and as variables. */
final class ContextKeys {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z0-9_-]+:[^,}]+)[^}]*}");

    /** The keys in documents, as they are written there. */
    static Set<String> in(Collection<String> documents) {
        var keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (var document : documents) {
            Simulation.parsed(document);
            try {
                var statements = JSON.readTree(document).path("Statement");
                if (statements.isArray()) {
                    statements.forEach(statement -> collect(statement, keys));
                } else {
                    collect(statements, keys);
                }
            } catch (JsonProcessingException e) {
                throw badInput("Syntax errors in policy.");
            }
        }
        return keys;
    }

    private static void collect(JsonNode statement, Set<String> keys) {
        for (var operator : statement.path("Condition").properties()) {
            for (var key : operator.getValue().properties()) {
                keys.add(key.getKey());
            }
        }
        var variables = VARIABLE.matcher(statement.toString());
        while (variables.find()) {
            keys.add(variables.group(1));
        }
    }

    private ContextKeys() {}
}
