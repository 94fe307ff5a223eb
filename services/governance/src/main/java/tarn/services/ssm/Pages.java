package tarn.services.ssm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;

/** Cuts lists into pages as Systems Manager does: {@code MaxResults} and {@code NextToken}. */
final class Pages {

    private final PagingTokens tokens;

    Pages(PagingTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * One page.
     *
     * @param token where the next page begins; null on the last
     */
    record Page<T>(List<T> items, @Nullable String token) {}

    /**
     * The page that a request asks for.
     *
     * @param all everything, in the order of positions
     * @param position what sorts an item, unique among them
     */
    <T> Page<T> page(String operation, @Nullable String token, int limit, Stream<T> all, Function<T, String> position) {
        var after = token == null ? null : open(operation, token);
        var items = new ArrayList<T>();
        try (all) {
            var rest = all.iterator();
            while (rest.hasNext()) {
                var item = rest.next();
                if (after != null && position.apply(item).compareTo(after) <= 0) {
                    continue;
                }
                if (items.size() == limit) {
                    var last = position.apply(items.getLast()).getBytes(StandardCharsets.UTF_8);
                    return new Page<>(items, tokens.seal(operation, last));
                }
                items.add(item);
            }
        }
        return new Page<>(items, null);
    }

    static int limit(@Nullable Integer asked, int otherwise) {
        return asked == null ? otherwise : Math.min(asked, otherwise);
    }

    private String open(String operation, String token) {
        return tokens.open(operation, token)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(SsmFaults::tokenInvalid);
    }
}
