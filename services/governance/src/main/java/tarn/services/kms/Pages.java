package tarn.services.kms;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;

/** Cuts lists into pages as KMS does: a {@code Limit}, 100 or 50 if not said, and a {@code Marker}. */
final class Pages {

    private final PagingTokens tokens;

    Pages(PagingTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * One page.
     *
     * @param marker where the next page begins; null on the last
     */
    record Page<T>(List<T> items, @Nullable String marker) {

        boolean truncated() {
            return marker != null;
        }
    }

    /**
     * The page that a request asks for.
     *
     * @param all everything, in the order of positions
     * @param position what sorts an item, unique among them
     */
    <T> Page<T> page(
            String operation, @Nullable String marker, int limit, Stream<T> all, Function<T, String> position) {
        var after = marker == null ? null : open(operation, marker);
        var items = new ArrayList<T>();
        try (all) {
            var rest = all.iterator();
            while (rest.hasNext()) {
                var item = rest.next();
                if (after != null && position.apply(item).compareTo(after) <= 0) {
                    continue;
                }
                if (items.size() == limit) {
                    return new Page<>(items, seal(operation, position.apply(items.getLast())));
                }
                items.add(item);
            }
        }
        return new Page<>(items, null);
    }

    static int limit(@Nullable Integer asked, int otherwise) {
        return asked == null ? otherwise : asked;
    }

    private String seal(String operation, String position) {
        return tokens.seal(operation, position.getBytes(StandardCharsets.UTF_8));
    }

    private String open(String operation, String marker) {
        return tokens.open(operation, marker)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(KmsFaults::markerInvalid);
    }
}
