package tarn.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** A compiled pattern. Immutable; used by any number of threads. */
public final class EventPattern {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Node.Fields root;

    private EventPattern(Node.Fields root) {
        this.root = root;
    }

    /**
     * Compiles a pattern.
     *
     * @throws InvalidPatternException if the text is none
     */
    public static EventPattern parse(String text) {
        return new EventPattern(new PatternReader(text).read());
    }

    /**
     * Reads an event so that its numbers are compared as they are written.
     *
     * @throws IllegalArgumentException if the text is no JSON
     */
    public static JsonNode event(String json) {
        try {
            @Nullable JsonNode node = JSON.readTree(json);
            if (node == null || node.isMissingNode()) {
                throw new IllegalArgumentException("No JSON at all");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** Whether an event, read by {@link #event}, is wanted. */
    public boolean matches(JsonNode event) {
        return root.matches(event);
    }
}
