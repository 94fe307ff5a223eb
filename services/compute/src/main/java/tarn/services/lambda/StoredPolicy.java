package tarn.services.lambda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who else may use a function, a version or an alias.
 *
 * @param statements in JSON, in their order
 * @param ids of the statements, in the same order
 */
record StoredPolicy(String revision, List<String> ids, List<String> statements) {

    /** The statements by their ids. */
    Map<String, String> byId() {
        var all = new LinkedHashMap<String, String>();
        for (int i = 0; i < ids.size(); i++) {
            all.put(ids.get(i), statements.get(i));
        }
        return all;
    }

    static StoredPolicy of(String revision, Map<String, String> statements) {
        return new StoredPolicy(revision, List.copyOf(statements.keySet()), List.copyOf(statements.values()));
    }

    /** The whole document. */
    String document() {
        return "{\"Version\":\"2012-10-17\",\"Id\":\"default\",\"Statement\":[" + String.join(",", statements) + "]}";
    }
}
