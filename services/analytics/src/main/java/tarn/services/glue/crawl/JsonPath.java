package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path into JSON, {@code $.records[*]}: members by name, elements by index, or all of either.
 *
 * @param text as it was written
 */
public record JsonPath(String text, List<Step> steps) {

    private static final Pattern STEP = Pattern.compile(
            "\\.(?<name>[^.\\[\\]*]+)|\\[(?:'(?<quoted>[^']+)'|\"(?<double>[^\"]+)\")\\]|\\[(?<index>\\d{1,9})\\]"
                    + "|(?<all>\\[\\*\\]|\\.\\*)");

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /** One step down. */
    public sealed interface Step {

        /** The member of an object. */
        record Member(String name) implements Step {}

        /** The element of an array. */
        record Element(int index) implements Step {}

        /** All members, or all elements. */
        record All() implements Step {}
    }

    /** Reads a path; throws {@link IllegalArgumentException} if it is none that custom classifiers know. */
    public static JsonPath parse(String text) {
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("A JSON path begins with $: " + text);
        }
        var steps = new ArrayList<Step>();
        var step = STEP.matcher(text);
        int at = 1;
        while (at < text.length()) {
            step.region(at, text.length());
            if (!step.lookingAt()) {
                throw new IllegalArgumentException("Unsupported in a JSON path: " + text.substring(at));
            }
            if (step.group("all") != null) {
                steps.add(new Step.All());
            } else if (step.group("index") != null) {
                steps.add(new Step.Element(Integer.parseInt(step.group("index"))));
            } else {
                var name = step.group("name") != null
                        ? step.group("name")
                        : step.group("quoted") != null ? step.group("quoted") : step.group("double");
                steps.add(new Step.Member(name));
            }
            at = step.end();
        }
        return new JsonPath(text, steps);
    }
}
