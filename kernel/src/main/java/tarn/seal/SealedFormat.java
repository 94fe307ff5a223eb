package tarn.seal;

import tarn.store.Format;

/**
 * Records that are sealed as a whole.
 *
 * @param since the first version that is sealed; older ones are read in clear
 */
record SealedFormat<V>(Seal seal, String context, Format<V> plain, int since) implements Format<V> {

    @Override
    public int version() {
        return plain.version();
    }

    @Override
    public byte[] encode(V value) {
        return seal.wrap(context, plain.encode(value));
    }

    @Override
    public V decode(byte[] bytes, int version) {
        return plain.decode(version < since ? bytes : seal.open(context, bytes), version);
    }
}
