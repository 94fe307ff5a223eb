package tarn.services.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tarn.blobs.BlobKey;
import tarn.kernel.Caller;
import tarn.time.TarnClock;

/**
 * Bucket keys that were used lately, each for the caller that KMS gave it to: at most a thousand, for a minute. Longer
 * ago, or for somebody else, or after buckets were made, removed or reset, KMS decides again.
 */
final class BucketKeys {

    private static final int COUNT_MAX = 1000;
    private static final Duration AGE_MAX = Duration.ofMinutes(1);

    private final TarnClock clock;
    private final LongSupplier epoch;
    private final Kept<KmsKeys.Made> made = new Kept<>();
    private final Kept<BlobKey> opened = new Kept<>();

    /**
     * Keeps none yet.
     *
     * @param epoch what changes when everything kept here is to be forgotten: a key that a reset took from KMS must not
     *     be given to another object
     */
    BucketKeys(TarnClock clock, LongSupplier epoch) {
        this.clock = clock;
        this.epoch = epoch;
    }

    /** The key that new objects are written under. */
    KmsKeys.Made made(String what, Supplier<KmsKeys.Made> kms) {
        return made.get(who() + what, kms);
    }

    /** The key that objects are read with. */
    BlobKey opened(Encryption.ByKms encryption, Supplier<BlobKey> kms) {
        return opened.get(who() + what(encryption), kms);
    }

    /** Who has just got a key need not ask for it again. */
    void keep(Encryption.ByKms encryption, BlobKey key) {
        opened.get(who() + what(encryption), () -> key);
    }

    private static String what(Encryption.ByKms encryption) {
        return encryption.context() + Base64.getEncoder().encodeToString(encryption.wrapped());
    }

    private static String who() {
        var caller = Caller.current();
        return caller.account() + " " + caller.region() + " " + caller.principal() + " " + caller.accessKey() + " "
                + caller.via() + " ";
    }

    private record Dated<V>(V value, Instant end, long epoch) {}

    private final class Kept<V> {
        private final Map<String, Dated<V>> values = new LinkedHashMap<>();

        V get(String name, Supplier<V> source) {
            var now = clock.instant();
            long present = epoch.getAsLong();
            synchronized (values) {
                var kept = values.get(name);
                if (kept != null && kept.epoch == present && now.isBefore(kept.end)) {
                    return kept.value;
                }
            }
            // Outside of the lock: KMS is a whole service away
            var fresh = source.get();
            synchronized (values) {
                values.remove(name);
                values.put(name, new Dated<>(fresh, now.plus(AGE_MAX), present));
                var oldest = values.entrySet().iterator();
                while (values.size() > COUNT_MAX) {
                    oldest.next();
                    oldest.remove();
                }
            }
            return fresh;
        }
    }
}
