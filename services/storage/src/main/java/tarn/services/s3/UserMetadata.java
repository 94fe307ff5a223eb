package tarn.services.s3;

import static tarn.services.s3.S3Faults.metadataTooLarge;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The {@code x-amz-meta-*} of an object: names in lower case, at most 2 KB of names and values together. */
final class UserMetadata {

    private static final int SIZE_BYTES_MAX = 2048;

    static Map<String, String> of(Map<String, String> given) {
        if (given.isEmpty()) {
            return Map.of();
        }
        var kept = new TreeMap<String, String>();
        int size = 0;
        for (var entry : given.entrySet()) {
            kept.put(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
            size += entry.getKey().getBytes(StandardCharsets.UTF_8).length
                    + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > SIZE_BYTES_MAX) {
            throw metadataTooLarge(size, SIZE_BYTES_MAX);
        }
        return Collections.unmodifiableMap(kept);
    }

    private UserMetadata() {}
}
