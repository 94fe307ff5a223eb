package tarn.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One batch on its way to the disk: what must hold, what is written, and who waits. */
final class Commit implements Committer.Task {

    /** No record has this revision; as a condition it means that there is none. */
    static final long ABSENT = 0;

    /**
     * @param value the record's bytes, or null to remove it
     * @param version of the record's format
     * @param account who writes; empty where the place itself belongs to an account
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Write(Place place, byte[] key, byte @Nullable [] value, int version, String account) {}

    /** The record under a key has this revision, or there is none if it is {@link #ABSENT}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Condition(Place place, byte[] key, long revision) {}

    final List<Write> writes = new ArrayList<>(2);
    final List<Condition> conditions = new ArrayList<>(2);
    final List<String> adopted = new ArrayList<>(0);
    final List<String> released = new ArrayList<>(0);

    /** The account that adopts. */
    String account = "";

    private final CompletableFuture<Boolean> kept = new CompletableFuture<>();

    /** Whether it changes anything, or only looks. */
    boolean isEmpty() {
        return writes.isEmpty() && adopted.isEmpty() && released.isEmpty();
    }

    void answer(boolean outcome) {
        kept.complete(outcome);
    }

    @Override
    public void fail(StoreFailure failure) {
        kept.completeExceptionally(failure);
    }

    /** Waits for the outcome: true if it is on disk, false if a condition did not hold. */
    boolean await() {
        try {
            return kept.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreFailure failure) {
                // A new one, so that its trace shows who waited.
                throw new StoreFailure(failure.getMessage(), failure);
            }
            throw e;
        }
    }
}
