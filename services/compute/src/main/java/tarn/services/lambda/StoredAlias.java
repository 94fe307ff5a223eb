package tarn.services.lambda;

import java.util.Map;

/**
 * A name for a version.
 *
 * @param weights which other versions take which share of the calls
 */
record StoredAlias(String name, String version, String description, String revision, Map<String, Double> weights) {}
