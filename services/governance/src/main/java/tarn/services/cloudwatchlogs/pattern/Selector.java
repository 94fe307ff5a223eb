package tarn.services.cloudwatchlogs.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The way to a value in a tree: {@code $.users[0].name}. */
record Selector(String text, List<Step> steps) {

    /** One step. */
    sealed interface Step {}

    /** Into a member. */
    record Member(String name) implements Step {}

    /** Into an element. */
    record Element(int index) implements Step {}

    static Selector read(Symbols in) {
        in.expect("$");
        var text = new StringBuilder("$");
        var steps = new ArrayList<Step>();
        while (true) {
            if (in.take(".")) {
                var name = in.until(".[ \t\r\n=!<>)}&|");
                if (name.isEmpty()) {
                    throw new PatternException("a name is missing after the dot");
                }
                steps.add(new Member(name));
                text.append('.').append(name);
            } else if (in.take("[\"") || in.take("['")) {
                throw new PatternException("members are named after a dot");
            } else if (in.take("[")) {
                var index = in.until("]");
                in.expect("]");
                if (!index.matches("[0-9]{1,6}")) {
                    throw new PatternException("an element is named by its number");
                }
                steps.add(new Element(Integer.parseInt(index)));
                text.append('[').append(index).append(']');
            } else {
                break;
            }
        }
        if (steps.isEmpty()) {
            throw new PatternException("a selector names a member: $.name");
        }
        return new Selector(text.toString(), steps);
    }

    JsonNode in(JsonNode tree) {
        var at = tree;
        for (var step : steps) {
            at = switch (step) {
                case Member(var name) -> at.path(name);
                case Element(var index) -> at.path(index);
            };
        }
        return at;
    }
}
