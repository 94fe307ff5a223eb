package tarn.services.lambda;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function as it is kept, beside its published versions.
 *
 * @param latest what is not published
 * @param lastVersion the number that was last given to a version; never given again
 * @param reserved how many may run at once; null if that is not reserved
 * @param recursion whether loops are let be; null for the default, that they are ended
 */
record StoredFunction(
        String name,
        StoredVersion latest,
        long lastVersion,
        Map<String, String> tags,
        @Nullable Integer reserved,
        @Nullable String recursion) {

    StoredFunction latest(StoredVersion next) {
        return new StoredFunction(name, next, lastVersion, tags, reserved, recursion);
    }

    StoredFunction published(long number) {
        return new StoredFunction(name, latest, number, tags, reserved, recursion);
    }

    StoredFunction tagged(Map<String, String> next) {
        return new StoredFunction(name, latest, lastVersion, next, reserved, recursion);
    }

    StoredFunction reserving(@Nullable Integer next) {
        return new StoredFunction(name, latest, lastVersion, tags, next, recursion);
    }

    StoredFunction recursive(String next) {
        return new StoredFunction(name, latest, lastVersion, tags, reserved, next);
    }
}
