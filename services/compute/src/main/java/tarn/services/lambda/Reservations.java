package tarn.services.lambda;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tarn.kernel.Caller;
import tarn.store.Range;

/** How much of an account's concurrency its functions have reserved. */
final class Reservations {

    private final Functions functions;
    private final Map<String, Sum> known = new ConcurrentHashMap<>();

    /** @param changes of the store when it was added up */
    private record Sum(long changes, int total) {}

    Reservations(Functions functions) {
        this.functions = functions;
    }

    /** Of all functions of the caller's account and region together. */
    int total() {
        var caller = Caller.current();
        var place = caller.account() + "/" + caller.region();
        long changes = functions.store().changes();
        var before = known.get(place);
        if (before != null && before.changes() == changes) {
            return before.total();
        }
        int total = 0;
        for (var function : functions.store().scan(Range.all())) {
            var reserved = function.value().reserved();
            total += reserved == null ? 0 : reserved;
        }
        known.put(place, new Sum(changes, total));
        return total;
    }
}
