package tarn.services.glue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A registry of schemas as it is kept. */
record KeptRegistry(String name, @Nullable String description, Instant created, Instant updated) {}
