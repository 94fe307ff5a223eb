package tarn.services.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.pattern.EventPattern;

/**
 * An event in the envelope that rules see and targets get.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">Event structure</a>
 */
record Event(ObjectNode json) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** An event that happened to the caller's account. */
    static Event of(String id, String source, String type, Instant time, List<String> resources, JsonNode detail) {
        var caller = Caller.current();
        ArrayNode about = NODES.arrayNode();
        resources.forEach(about::add);
        var json = NODES.objectNode();
        json.put("version", "0")
                .put("id", id)
                .put("detail-type", type)
                .put("source", source)
                .put("account", caller.account())
                .put("time", time.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", caller.region());
        json.set("resources", about);
        json.set("detail", detail);
        return new Event(json);
    }

    /** An event as its text says. Throws {@link IllegalArgumentException} if it is none. */
    static Event parse(String text) {
        if (EventPattern.event(text) instanceof ObjectNode json) {
            return new Event(json);
        }
        throw new IllegalArgumentException("An event is a JSON object");
    }

    String id() {
        return json.path("id").asText();
    }

    /** The event as it is sent again. */
    Event replayed(String replay) {
        var copy = json.deepCopy();
        copy.put("replay-name", replay);
        return new Event(copy);
    }

    @Nullable
    String replay() {
        return json.path("replay-name").textValue();
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
