package tarn.services.glue;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;

/**
 * A record that is decoded when it is first looked at. A scan that decides by the key alone, as a filter over partition
 * values does, pays nothing for what it passes over.
 */
final class Deferred<V> {

    private final Supplier<V> decoding;
    private @Nullable V value;

    private Deferred(Supplier<V> decoding) {
        this.decoding = decoding;
    }

    /** A record that is there. */
    static <V> Deferred<V> of(V value) {
        return new Deferred<>(() -> value);
    }

    /** The record. For one thread at a time. */
    V get() {
        var known = value;
        if (known == null) {
            known = decoding.get();
            value = known;
        }
        return known;
    }

    /** Another format, with the decoding put off. */
    static <V> Format<Deferred<V>> format(Format<V> inner) {
        return new Format<>() {
            @Override
            public int version() {
                return inner.version();
            }

            @Override
            public byte[] encode(Deferred<V> value) {
                return inner.encode(value.get());
            }

            @Override
            public Deferred<V> decode(byte[] bytes, int version) {
                return new Deferred<>(() -> inner.decode(bytes, version));
            }
        };
    }
}
