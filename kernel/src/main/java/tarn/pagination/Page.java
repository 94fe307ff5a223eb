package tarn.pagination;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param items what is on it, in the list's order
 * @param next the token of the next page; null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** Whether another page follows. */
    public boolean truncated() {
        return next != null;
    }
}
