package tarn.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One batch of random writes. It follows from the seed, the writer and its number alone, so that the test knows what
 * the writer did without being told.
 */
record Step(List<Change> changes) {

    static final int KEYS = 12;

    /** What is written to. */
    enum Where {
        TABLES,
        NAMES,
        OBJECTS
    }

    /**
     * One write.
     *
     * @param value what is put, or empty to delete
     */
    record Change(Where where, String key, String value) {
        String address() {
            return where + "/" + key;
        }
    }

    static Step of(long seed, int writer, int number) {
        var random = new Random(seed * 1_000_003 + writer * 7919L + number);
        random.nextInt();
        var changes = new ArrayList<Change>();
        var used = new ArrayList<String>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            var where = Where.values()[random.nextInt(Where.values().length)];
            var key = writer + "-" + random.nextInt(KEYS);
            var value = random.nextInt(4) == 0 ? "" : seed + "/" + writer + "/" + number + "/" + i;
            var change = new Change(where, key, value);
            if (!used.contains(change.address())) {
                used.add(change.address());
                changes.add(change);
            }
        }
        return new Step(changes);
    }

    /** What is there after the step. */
    void apply(Map<String, String> state) {
        for (var change : changes) {
            if (change.value.isEmpty()) {
                state.remove(change.address());
            } else {
                state.put(change.address(), change.value);
            }
        }
    }

    /** The bytes of an object, some within the record and some in a file. */
    static byte[] bytes(String value) {
        var random = new Random(value.hashCode());
        var bytes = new byte[random.nextInt(100_000)];
        random.nextBytes(bytes);
        return bytes;
    }
}
