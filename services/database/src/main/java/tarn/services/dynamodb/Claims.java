package tarn.services.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tarn.store.Key;

/**
 * Items that transactions are about to write. Who else wants to write one of them is turned away at once, as AWS does;
 * reads wait for the outcome.
 */
final class Claims {

    private final Set<Key> claimed = ConcurrentHashMap.newKeySet();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();

    /** Claims all of these keys, which are distinct, or none; gives those that somebody else has claimed. */
    List<Key> claim(Collection<Key> keys) {
        var ours = new ArrayList<Key>(keys.size());
        var others = new ArrayList<Key>(0);
        for (var key : keys) {
            (claimed.add(key) ? ours : others).add(key);
        }
        if (!others.isEmpty()) {
            release(ours);
        }
        return others;
    }

    void release(Collection<Key> keys) {
        keys.forEach(claimed::remove);
    }

    /** Whether a transaction is about to write this item. */
    boolean has(Key key) {
        return !claimed.isEmpty() && claimed.contains(key);
    }

    /** Begins a transaction with a token; false if one with it is under way. */
    boolean begin(String token) {
        return tokens.add(token);
    }

    void end(String token) {
        tokens.remove(token);
    }
}
