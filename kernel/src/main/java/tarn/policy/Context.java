package tarn.policy;

import java.util.List;
import java.util.Map;

/** The values of condition keys in a request. They are asked for by need, since most are never needed. */
@FunctionalInterface
public interface Context {

    /** A request that carries nothing. */
    Context NONE = key -> List.of();

    /**
     * The values of a key; empty if the request has none.
     *
     * @param key in lower case, such as {@code aws:sourceip} or {@code aws:principaltag/team}
     */
    List<String> values(String key);

    /** The values in a map, whose keys are in lower case. */
    static Context of(Map<String, List<String>> values) {
        return key -> values.getOrDefault(key, List.of());
    }
}
