package tarn.engines.sql;

import java.util.List;
import java.util.Optional;

/** What a partition key must be. Values are written as Hive writes them: {@code 7}, {@code 2020-01-31}, {@code a}. */
public sealed interface LakeCondition {

    /** The partition key. */
    String key();

    /** The key is one of these. */
    record OneOf(String key, List<String> values) implements LakeCondition {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /** The key lies between two ends, by the order of its type; an absent end is open. */
    record Within(String key, Optional<End> low, Optional<End> high) implements LakeCondition {}

    /** An end of a range. */
    record End(String value, boolean inclusive) {}
}
