package tarn.services.eventbridge;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tarn.pattern.EventPattern;

/**
 * What a target gets of an event: all of it, a part, a constant, or a template filled in.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Input
 *     transformation</a>
 */
final class Input {

    private static final Pattern VARIABLE = Pattern.compile("<([A-Za-z0-9_.\\-]+)>");
    private static final int PATHS_MAX = 100;

    /** Why a target's input is refused when it is put; empty if it is not. */
    static Optional<String> refusal(Target target) {
        int ways = (target.input() == null ? 0 : 1)
                + (target.inputPath() == null ? 0 : 1)
                + (target.inputTransformer() == null ? 0 : 1);
        if (ways > 1) {
            return Optional.of("Only one of Input, InputPath, or InputTransformer must be provided for target "
                    + target.id() + ".");
        }
        try {
            if (target.inputPath() != null) {
                JsonPath.parse(target.inputPath());
            }
            if (target.input() != null) {
                EventPattern.event(target.input());
            }
            if (target.inputTransformer() != null) {
                check(target.inputTransformer());
            }
        } catch (IllegalArgumentException e) {
            return Optional.of("Parameter Input of target " + target.id() + " is not valid. Reason: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static void check(InputTransformer transformer) {
        if (transformer.inputPathsMap().size() > PATHS_MAX) {
            throw new IllegalArgumentException("At most 100 input paths");
        }
        transformer.inputPathsMap().forEach((name, path) -> {
            if (name.startsWith("aws.")) {
                throw new IllegalArgumentException("Names that begin with 'aws.' are reserved");
            }
            JsonPath.parse(path);
        });
        var variable = VARIABLE.matcher(transformer.inputTemplate());
        while (variable.find()) {
            var name = variable.group(1);
            if (!name.startsWith("aws.events.") && !transformer.inputPathsMap().containsKey(name)) {
                throw new IllegalArgumentException(
                        "InputTemplate for target contains placeholder " + name + " that is not in InputPathsMap");
            }
        }
    }

    /** What the target gets. */
    static String of(Target target, StoredRule rule, JsonNode event, Instant now) {
        if (target.input() != null) {
            return target.input();
        }
        if (target.inputPath() != null) {
            return JsonPath.parse(target.inputPath())
                    .read(event)
                    .map(JsonNode::toString)
                    .orElse("null");
        }
        var transformer = target.inputTransformer();
        return transformer == null ? event.toString() : filled(transformer, values(transformer, rule, event, now));
    }

    private static Map<String, JsonNode> values(
            InputTransformer transformer, StoredRule rule, JsonNode event, Instant now) {
        var values = new HashMap<String, JsonNode>();
        transformer
                .inputPathsMap()
                .forEach((name, path) -> JsonPath.parse(path).read(event).ifPresent(found -> values.put(name, found)));
        values.put("aws.events.rule-arn", TextNode.valueOf(rule.arn()));
        values.put("aws.events.rule-name", TextNode.valueOf(rule.name()));
        values.put("aws.events.event.ingestion-time", TextNode.valueOf(now.toString()));
        values.put("aws.events.event.json", event);
        values.put("aws.events.event", event);
        return values;
    }

    private static String filled(InputTransformer transformer, Map<String, JsonNode> values) {
        var template = transformer.inputTemplate();
        var out = new StringBuilder();
        var variable = VARIABLE.matcher(template);
        boolean quoted = false;
        int at = 0;
        while (variable.find()) {
            quoted = quoted(template, at, variable.start(), quoted);
            out.append(template, at, variable.start());
            append(out, values.get(variable.group(1)), quoted);
            at = variable.end();
        }
        return out.append(template, at, template.length()).toString();
    }

    /** Whether a position stands inside of a JSON text. */
    private static boolean quoted(String template, int from, int to, boolean before) {
        boolean quoted = before;
        for (int i = from; i < to; i++) {
            if (template.charAt(i) == '\\') {
                i++;
            } else if (template.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return quoted;
    }

    private static void append(StringBuilder out, @Nullable JsonNode value, boolean quoted) {
        if (value == null) {
            out.append(quoted ? "" : "\"\"");
        } else if (quoted) {
            var text = value.isTextual() ? value.textValue() : value.toString();
            out.append(JsonStringEncoder.getInstance().quoteAsString(text));
        } else {
            out.append(value);
        }
    }

    private Input() {}
}
