package tarn.seal;

import java.util.function.IntFunction;
import tarn.store.Format;

/**
 * Wraps small secrets (keys, passwords, parameters) under the platform's master key, so that no file of the data
 * directory holds them in clear. What is sealed is bound to a context and opens with the same context only.
 */
public interface Seal {

    /** A seal of one's own, under a key of 256 bits such as a data key of KMS. */
    static Seal under(byte[] key, IntFunction<byte[]> random) {
        return new AesSeal(key, random);
    }

    /**
     * Wraps a secret.
     *
     * @param context what the secret is and whose, such as {@code kms/key/<id>}; not kept with it, not secret
     */
    byte[] wrap(String context, byte[] secret);

    /**
     * The secret that was wrapped.
     *
     * @throws BrokenSealException if it was changed, or was wrapped for another context
     */
    byte[] open(String context, byte[] sealed);

    /**
     * A format whose records are sealed as a whole, for stores that hold secrets.
     *
     * @param context the store's name
     */
    default <V> Format<V> format(String context, Format<V> plain) {
        return format(context, plain, 1);
    }

    /**
     * The same for a store whose first versions were written in clear.
     *
     * @param since the first version that is sealed
     */
    default <V> Format<V> format(String context, Format<V> plain, int since) {
        return new SealedFormat<>(this, context, plain, since);
    }
}
