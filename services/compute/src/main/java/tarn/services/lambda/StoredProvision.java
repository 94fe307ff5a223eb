package tarn.services.lambda;

import java.time.Instant;

/**
 * How many environments a version or an alias has that wait ready for calls.
 *
 * @param qualifier the version or alias as it was named
 */
record StoredProvision(String function, String qualifier, int requested, Instant changed) {}
