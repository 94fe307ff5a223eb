package tarn.services.sqs;

import static tarn.services.sqs.SqsFaults.invalid;
import static tarn.services.sqs.SqsFaults.invalidParameter;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;
import tarn.store.Entry;
import tarn.store.Key;
import tarn.store.Range;

/** Cuts what is listed into pages as SQS does: without {@code MaxResults} there is one page of 1,000, and no token. */
record Pages(PagingTokens tokens) {

    private static final int ITEMS_MAX = 1_000;

    /** A page, and where the next begins; null on the last. */
    record Page<V>(List<Entry<V>> items, @Nullable String token) {}

    /** Reads records of a range. */
    interface Listing<V> {
        List<Entry<V>> list(Range range, int limit);
    }

    <V> Page<V> page(String operation, @Nullable String token, @Nullable Integer limit, Listing<V> listing) {
        if (limit != null && (limit < 1 || limit > ITEMS_MAX)) {
            throw invalid("MaxResults", limit, "Must be between 1 and 1000.");
        }
        if (token != null && limit == null) {
            throw invalidParameter("MaxResults must be set to use NextToken.");
        }
        int most = limit == null ? ITEMS_MAX : limit;
        var range = token == null ? Range.all() : Range.all().after(position(operation, token));
        var found = listing.list(range, most + 1);
        if (found.size() <= most) {
            return new Page<>(found, null);
        }
        var items = found.subList(0, most);
        var next = limit == null
                ? null
                : tokens.seal(operation, items.getLast().key().bytes());
        return new Page<>(items, next);
    }

    private Key position(String operation, String token) {
        return tokens.open(operation, token)
                .map(Key::ofBytes)
                .orElseThrow(() -> invalidParameter("Invalid or expired next token."));
    }
}
