package tarn.pagination;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * Cuts lists into pages. A token stands for the last item of the page before: what is added or removed between two
 * pages moves nothing of the rest out of sight.
 *
 * <p>A token belongs to its operation and account; any other is refused with the service's own fault.
 */
public final class Pages {

    private final PagingTokens tokens;
    private final int usual;
    private final int most;
    private final Function<String, ? extends RuntimeException> refused;

    /**
     * @param usual how many items a page has if the request does not say
     * @param most how many it has at most; who asks for more gets that many
     * @param refused the fault for a token that is not one of ours
     */
    public Pages(PagingTokens tokens, int usual, int most, Function<String, ? extends RuntimeException> refused) {
        this.tokens = tokens;
        this.usual = usual;
        this.most = most;
        this.refused = refused;
    }

    /** The same with pages of another size. */
    public Pages of(int usual, int most) {
        return new Pages(tokens, usual, most, refused);
    }

    /** How many items are on the page that a request asks for; null if it does not say. */
    public int size(@Nullable Integer asked) {
        return asked == null ? usual : Math.clamp(asked, 1, most);
    }

    /**
     * A page of what is sorted by its position.
     *
     * @param token the request's; null for the first page
     * @param asked how many items the request wants; null if it does not say
     * @param sorted everything, in the order of positions as {@link String#compareTo} has it
     * @param position what sorts an item, unique among them
     */
    public <T> Page<T> page(
            String operation,
            @Nullable String token,
            @Nullable Integer asked,
            Stream<T> sorted,
            Function<? super T, String> position) {
        try (sorted) {
            if (token == null) {
                return cut(operation, asked, sorted.iterator(), position);
            }
            var after = text(operation, token);
            var rest = sorted.dropWhile(item -> position.apply(item).compareTo(after) <= 0);
            return cut(operation, asked, rest.iterator(), position);
        }
    }

    /**
     * A page of what is in an order of its own. If the item that the page before ended with is gone, the token is
     * refused: nobody is told that all was seen.
     *
     * @param all everything, in order
     * @param position what tells an item from the others
     */
    public <T> Page<T> inOrder(
            String operation,
            @Nullable String token,
            @Nullable Integer asked,
            Stream<T> all,
            Function<? super T, String> position) {
        try (all) {
            var rest = all.iterator();
            if (token != null) {
                var after = text(operation, token);
                boolean begun = false;
                while (!begun && rest.hasNext()) {
                    begun = position.apply(rest.next()).equals(after);
                }
                if (!begun) {
                    throw refused.apply(token);
                }
            }
            return cut(operation, asked, rest, position);
        }
    }

    /**
     * A page of the records of a range. Only what is on the page is read, and what is not wanted before it.
     *
     * @param wanted what belongs into the list
     */
    public <V> Page<V> records(
            String operation,
            @Nullable String token,
            @Nullable Integer asked,
            Store<V> store,
            Range range,
            Predicate<Entry<V>> wanted) {
        int size = size(asked);
        var items = new ArrayList<V>();
        @Nullable Key last = null;
        var rest = token == null ? range : range.after(Key.ofBytes(position(operation, token)));
        for (var entry : store.scan(rest)) {
            if (wanted.test(entry)) {
                if (items.size() == size && last != null) {
                    return new Page<>(items, token(operation, last.bytes()));
                }
                items.add(entry.value());
                last = entry.key();
            }
        }
        return new Page<>(items, null);
    }

    /** A token for a list that is cut in another way. */
    public String token(String operation, byte[] position) {
        return tokens.seal(operation, position);
    }

    /** What a {@linkplain #token(String, byte[]) token} stands for; throws the service's fault if it is not ours. */
    public byte[] position(String operation, String token) {
        return tokens.open(operation, token).orElseThrow(() -> refused.apply(token));
    }

    private <T> Page<T> cut(
            String operation, @Nullable Integer asked, Iterator<T> rest, Function<? super T, String> position) {
        int size = size(asked);
        var items = new ArrayList<T>();
        while (rest.hasNext() && items.size() < size) {
            items.add(rest.next());
        }
        if (!rest.hasNext()) {
            return new Page<>(items, null);
        }
        var last = position.apply(items.getLast()).getBytes(StandardCharsets.UTF_8);
        return new Page<>(items, token(operation, last));
    }

    private String text(String operation, String token) {
        return new String(position(operation, token), StandardCharsets.UTF_8);
    }
}
