package tarn.services.glue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/** Answers lists page by page. A token stands for the last record of the page before. */
record Pages(PagingTokens tokens) {

    /** A page, and the token of the next; null behind the last. */
    record Page<V>(List<V> items, @Nullable String next) {}

    /**
     * One page of the records of a range.
     *
     * @param operation the operation whose tokens these are
     * @param token the request's token; null for the first page
     * @param limit the request's limit; null for {@code usual}
     * @param wanted what belongs into the list
     */
    <V> Page<V> page(
            Store<V> store,
            Range range,
            String operation,
            @Nullable String token,
            @Nullable Integer limit,
            int usual,
            Predicate<Entry<V>> wanted) {
        int size = limit == null ? usual : Math.clamp(limit, 1, usual);
        var items = new ArrayList<V>();
        @Nullable Key last = null;
        for (var entry : store.scan(token == null ? range : range.after(position(operation, token)))) {
            if (wanted.test(entry)) {
                if (items.size() == size && last != null) {
                    return new Page<>(items, tokens.seal(operation, last.bytes()));
                }
                items.add(entry.value());
                last = entry.key();
            }
        }
        return new Page<>(items, null);
    }

    private Key position(String operation, String token) {
        return tokens.open(operation, token)
                .map(Key::ofBytes)
                .orElseThrow(() -> GlueFaults.invalid("Invalid NextToken: " + token));
    }
}
