package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;

/** Cuts lists into pages as Lambda does: {@code MaxItems} and {@code Marker}. */
final class Pages {

    private final PagingTokens tokens;

    Pages(PagingTokens tokens) {
        this.tokens = tokens;
    }

    /** @param marker where the next page begins; null on the last */
    record Page<T>(List<T> items, @Nullable String marker) {}

    /**
     * The page that a request asks for.
     *
     * @param all everything, in order
     * @param position what tells an item from the others
     */
    <T> Page<T> page(
            String operation, @Nullable String marker, int limit, Stream<T> all, Function<T, String> position) {
        var after = marker == null || marker.isEmpty() ? null : open(operation, marker);
        var items = new ArrayList<T>();
        boolean begun = after == null;
        var rest = all.iterator();
        while (rest.hasNext()) {
            var item = rest.next();
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
            throw invalid("Invalid value for marker");
        }
        return new Page<>(items, null);
    }

    private String open(String operation, String marker) {
        return tokens.open(operation, marker)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> invalid("Invalid value for marker"));
    }
}
