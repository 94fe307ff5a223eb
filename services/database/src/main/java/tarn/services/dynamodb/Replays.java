package tarn.services.dynamodb;

import java.time.Duration;
import java.util.Optional;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Which transactions were carried out under which tokens in the last ten minutes, kept with what they wrote.
 *
 * <p>Each new one removes a few that are over, so that no more lie here than ten minutes bring.
 */
final class Replays {

    static final Format<StoredReplay> FORMAT = Formats.record(StoredReplay.class);

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int REMOVED_AT_ONCE = 4;
    private static final String TOKENS = "token";
    private static final String DUE = "due";

    private final Platform platform;
    private final Store<StoredReplay> store;

    Replays(Platform platform) {
        this.platform = platform;
        this.store = platform.store("dynamodb/replays", Scope.REGION, FORMAT);
    }

    /** What was asked under a token, if that is not over. */
    Optional<StoredReplay> find(String token) {
        return store.get(Key.of(TOKENS, token))
                .filter(replay -> replay.until().isAfter(platform.clock().instant()));
    }

    /** Keeps a token with what is done under it; the batch fails if it was used meanwhile. */
    void add(Batch batch, String token, String digest) {
        var now = platform.clock().instant();
        var replay = new StoredReplay(digest, now.plus(KEPT));
        var key = Key.of(TOKENS, token);
        var over = store.entry(key);
        if (over.isPresent()) {
            batch.replace(store, over.get(), replay);
        } else {
            batch.insert(store, key, replay);
        }
        batch.put(store, Key.of(DUE).with(replay.until().toEpochMilli()).with(token), replay);
        for (var due : store.list(Range.between(Key.of(DUE), Key.of(DUE).with(now.toEpochMilli())), REMOVED_AT_ONCE)) {
            batch.delete(store, due.key());
            var old = Key.of(TOKENS, token(due.key()));
            if (!old.equals(key)
                    && store.get(old).filter(kept -> kept.until().isAfter(now)).isEmpty()) {
                batch.delete(store, old);
            }
        }
    }

    private static String token(Key due) {
        var reader = due.reader();
        reader.text();
        reader.number();
        return reader.text();
    }
}
