package tarn.services.dynamodb;

import java.time.Instant;

/**
 * A transaction that was carried out under a client's token, as it is kept.
 *
 * @param digest of what was asked
 * @param until when it is forgotten
 */
record StoredReplay(String digest, Instant until) {}
