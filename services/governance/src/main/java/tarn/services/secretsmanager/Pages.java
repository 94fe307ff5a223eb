package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.tokenInvalid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;

/** Cuts lists into pages as Secrets Manager does: {@code MaxResults} and {@code NextToken}. */
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
     * @param all everything, in order
     * @param position what tells an item from the others
     */
    <T> Page<T> page(String operation, @Nullable String token, int limit, Stream<T> all, Function<T, String> position) {
        var after = token == null ? null : open(operation, token);
        var items = new ArrayList<T>();
        boolean begun = after == null;
        for (var item : all.toList()) {
            if (!begun) {
                begun = position.apply(item).equals(after);
            } else if (items.size() == limit) {
                var last = position.apply(items.getLast()).getBytes(StandardCharsets.UTF_8);
                return new Page<>(items, tokens.seal(operation, last));
            } else {
                items.add(item);
            }
        }
        if (!begun) {
            // The item that the page before ended with is gone: nobody is told that all was seen.
            throw tokenInvalid();
        }
        return new Page<>(items, null);
    }

    static int limit(@Nullable Integer asked, int otherwise) {
        return asked == null ? otherwise : Math.min(asked, otherwise);
    }

    private String open(String operation, String token) {
        return tokens.open(operation, token)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(SecretFaults::tokenInvalid);
    }
}
