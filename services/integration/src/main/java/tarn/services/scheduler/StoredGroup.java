package tarn.services.scheduler;

import java.time.Instant;
import java.util.Map;

/** A group of schedules as it is kept. The group {@code default} is kept only once it has tags. */
record StoredGroup(String name, String arn, Map<String, String> tags, Instant created, Instant modified) {}
