package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import tarn.services.dynamodb.expression.Path.Step;

/** A path as it is written: its names may be placeholders. */
record PathText(List<Step> steps, boolean hasPlaceholders) {

    /** A name that a request's ExpressionAttributeNames give; it begins with #, which no plain name does. */
    static boolean isPlaceholder(String name) {
        return name.charAt(0) == '#';
    }

    static PathText of(List<Step> steps) {
        return new PathText(
                List.copyOf(steps),
                steps.stream().anyMatch(step -> step instanceof Step.Name(var name) && isPlaceholder(name)));
    }

    /** The path that is meant. */
    Path resolve(Placeholders placeholders) {
        if (!hasPlaceholders) {
            return new Path(steps);
        }
        var resolved = new ArrayList<Step>(steps.size());
        for (var step : steps) {
            resolved.add(
                    step instanceof Step.Name(var name) && isPlaceholder(name)
                            ? new Step.Name(placeholders.name(name))
                            : step);
        }
        return new Path(resolved);
    }
}
