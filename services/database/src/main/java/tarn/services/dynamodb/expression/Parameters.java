package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Wording;

/** Which parameters of a request are there, so that those that do not go together are refused before all else. */
final class Parameters {

    private final Wording wording;
    private final @Nullable Map<String, String> names;
    private final @Nullable Map<String, AttributeValue> values;
    private final List<String> legacy = new ArrayList<>();
    private final List<String> expressions = new ArrayList<>();

    /** The expressions with values that the request could have, and does not. */
    private final List<String> absent = new ArrayList<>();

    private boolean hasValued;

    Parameters(Wording wording, @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values) {
        this.wording = wording;
        this.names = names;
        this.values = values;
    }

    Parameters legacy(String parameter, boolean isThere) {
        if (isThere) {
            legacy.add(parameter);
        }
        return this;
    }

    Parameters expression(ExpressionKind kind, @Nullable String text) {
        if (text != null) {
            expressions.add(kind.parameter());
            hasValued |= kind != ExpressionKind.PROJECTION;
        } else if (kind != ExpressionKind.PROJECTION) {
            absent.add(kind.parameter());
        }
        return this;
    }

    /** Compiles what is there, and refuses placeholders that nothing has used. */
    <T> T compile(Function<Expressions, T> compile) {
        return Expressions.worded(wording, () -> {
            check();
            var compiling = new Expressions(names, values, wording);
            var compiled = compile.apply(compiling);
            compiling.finish();
            return compiled;
        });
    }

    private void check() {
        if (!legacy.isEmpty() && !expressions.isEmpty()) {
            throw new InvalidExpressionException("Can not use both expression and non-expression parameters in the same"
                    + " request: Non-expression parameters: " + braced(legacy) + " Expression parameters: "
                    + braced(expressions));
        }
        if (names != null && expressions.isEmpty()) {
            throw new InvalidExpressionException(
                    "ExpressionAttributeNames can only be specified when using expressions");
        }
        if (values != null && !hasValued) {
            throw new InvalidExpressionException(
                    "ExpressionAttributeValues can only be specified when using expressions: "
                            + String.join(" and ", absent) + (absent.size() > 1 ? " are null" : " is null"));
        }
    }

    private static String braced(List<String> parameters) {
        return parameters.stream().collect(Collectors.joining(", ", "{", "}"));
    }
}
