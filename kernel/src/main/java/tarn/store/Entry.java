package tarn.store;

/**
 * A record as it was read.
 *
 * @param revision grows with each write of the record; what {@link Batch#replace} and {@link Batch#expect} compare
 */
public record Entry<V>(Key key, V value, long revision) {}
