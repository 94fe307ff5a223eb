package tarn.services.lambda;

/**
 * How far a mapping has read a shard.
 *
 * @param after the number of the last record that is done with; empty to begin with the first
 * @param closed whether there will be no more
 */
record StoredPosition(String after, boolean closed) {}
