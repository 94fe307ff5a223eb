package tarn.services.dynamodb.expression;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key of a table or an index.
 *
 * @param partition the attribute items are spread by
 * @param partitionType S, N or B
 * @param sort the attribute items are ordered by; null if there is none
 * @param sortType S, N or B; null if there is none
 */
public record Keys(
        String partition,
        String partitionType,
        @Nullable String sort,
        @Nullable String sortType) {

    /** The attributes of the key. */
    public Set<String> names() {
        return sort == null ? Set.of(partition) : Set.of(partition, sort);
    }
}
