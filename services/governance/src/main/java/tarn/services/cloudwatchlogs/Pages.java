package tarn.services.cloudwatchlogs;

import static tarn.services.cloudwatchlogs.LogFaults.tokenInvalid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;

/** Cuts lists into pages: {@code limit} and {@code nextToken}. */
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
     *
     * @param all everything, in the order of {@code position}
     * @param position tells an item from the others
     */
    <T> Page<T> page(
            String operation,
            @Nullable String token,
            @Nullable Integer limit,
            Iterable<T> all,
            Function<T, String> position) {
        int most = limit == null ? 50 : limit;
        var skipped = token == null ? null : open(operation, token);
        var items = new ArrayList<T>();
        var everything = new ArrayList<T>();
        all.forEach(everything::add);
        int from = skipped == null ? 0 : after(everything, skipped, position);
        for (var item : everything.subList(from, everything.size())) {
            if (items.size() == most) {
                return new Page<>(items, seal(operation, position.apply(items.getLast())));
            }
            items.add(item);
        }
        return new Page<>(items, null);
    }

    private static <T> int after(List<T> all, String last, Function<T, String> position) {
        for (int i = 0; i < all.size(); i++) {
            if (position.apply(all.get(i)).equals(last)) {
                return i + 1;
            }
        }
        throw tokenInvalid();
    }

    String seal(String operation, String position) {
        return tokens.seal(operation, position.getBytes(StandardCharsets.UTF_8));
    }

    String open(String operation, String token) {
        return tokens.open(operation, token)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(LogFaults::tokenInvalid);
    }
}
