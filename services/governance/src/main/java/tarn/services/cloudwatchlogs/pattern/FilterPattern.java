package tarn.services.cloudwatchlogs.pattern;

import java.util.Map;
import java.util.Optional;
import tarn.services.cloudwatchlogs.lines.Line;

/** Says which log events are meant. */
public sealed interface FilterPattern permits Everything, Terms, JsonPattern, Delimited {

    /** Whether a line is meant. */
    boolean matches(Line line);

    /** What a pattern's names stand for in a line that matches, by name as it is written: {@code $.size}, {@code $ip}. */
    Map<String, String> extracted(String message);

    /** What one name stands for in a line; empty if it stands for nothing there. */
    Optional<String> value(String name, String message);

    /**
     * Reads a pattern.
     *
     * @throws PatternException if it is none
     */
    static FilterPattern of(String text) {
        var pattern = text.strip();
        if (pattern.isEmpty()) {
            return new Everything();
        }
        return switch (pattern.charAt(0)) {
            case '{' -> JsonPattern.of(pattern);
            case '[' -> Delimited.of(pattern);
            default -> Terms.of(pattern);
        };
    }
}
