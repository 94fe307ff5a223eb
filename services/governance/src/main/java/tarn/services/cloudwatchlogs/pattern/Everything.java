package tarn.services.cloudwatchlogs.pattern;

import java.util.Map;
import java.util.Optional;
import tarn.services.cloudwatchlogs.lines.Line;

/** The empty pattern, which means every log event. */
record Everything() implements FilterPattern {

    @Override
    public boolean matches(Line line) {
        return true;
    }

    @Override
    public Map<String, String> extracted(String message) {
        return Map.of();
    }

    @Override
    public Optional<String> value(String name, String message) {
        return name.startsWith("$.") ? JsonPattern.select(name, message) : Optional.empty();
    }
}
