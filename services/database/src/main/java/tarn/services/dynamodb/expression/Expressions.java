package tarn.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import tarn.services.dynamodb.value.Wording;

/**
 * The expressions of one request, over its names and values.
 *
 * <p>When all have been compiled, {@link #finish} refuses what none has used.
 */
public final class Expressions {

    private static final Templates CONDITIONS = new Templates(ConditionGrammar::read);
    private static final Templates UPDATES = new Templates(UpdateGrammar::read);
    private static final Templates PROJECTIONS = new Templates(ProjectionGrammar::read);

    private final Placeholders placeholders;

    /** @throws InvalidExpressionException if names or values are none that can be used */
    public Expressions(
            @Nullable Map<String, String> names, @Nullable Map<String, AttributeValue> values, Wording wording) {
        this.placeholders = new Placeholders(names, values, wording);
    }

    /** When something happens; {@link Condition#NONE} without a text. */
    public Condition condition(@Nullable String text) {
        return condition(ExpressionKind.CONDITION, text);
    }

    /** What of what is read is returned; {@link Condition#NONE} without a text. */
    public Condition filter(@Nullable String text) {
        return condition(ExpressionKind.FILTER, text);
    }

    private Condition condition(ExpressionKind kind, @Nullable String text) {
        if (text == null) {
            return Condition.NONE;
        }
        return named(kind, CONDITIONS, text, template -> {
            var slots = template.slots();
            var root = (Node) template.root();
            root.bind(slots, placeholders);
            return new Condition(item -> root.test(slots, item), slots.paths());
        });
    }

    /** What a query says about keys. */
    public KeyTerms keyCondition(String text) {
        var slots = new ArrayList<Slots>(1);
        var root = named(ExpressionKind.KEY_CONDITION, CONDITIONS, text, template -> {
            slots.add(template.slots());
            var node = (Node) template.root();
            node.bind(slots.getFirst(), placeholders);
            return node;
        });
        return KeyTerms.of(root, slots.getFirst());
    }

    /** A projection; {@link Projection#ALL} without a text. */
    public Projection projection(@Nullable String text) {
        if (text == null) {
            return Projection.ALL;
        }
        return named(ExpressionKind.PROJECTION, PROJECTIONS, text, template -> {
            var slots = template.slots();
            slots.bindPaths(placeholders);
            return Projection.of(slots.paths());
        });
    }

    /** An update; {@link Update#NONE} without a text. */
    public Update update(@Nullable String text) {
        if (text == null) {
            return Update.NONE;
        }
        return named(ExpressionKind.UPDATE, UPDATES, text, this::update);
    }

    /** Names come before values, then paths that overlap, then types: so AWS looks for faults in updates. */
    private Update update(Template template) {
        var slots = template.slots();
        slots.bindPaths(placeholders);
        slots.bindValues(placeholders);
        var actions = ((Action.Several) template.root()).actions();
        var paths = new ArrayList<Path>(actions.size());
        var changes = new ArrayList<Update.Change>(actions.size());
        for (var action : actions) {
            paths.add(slots.path(action.path().slot()));
            changes.add((present, item) -> action.apply(slots, present, item));
        }
        var update = Update.of(paths, changes);
        actions.forEach(action -> action.check(slots));
        actions.forEach(action -> action.bind(slots, placeholders));
        return update;
    }

    /** Refuses names and values that no expression has used. */
    public void finish() {
        placeholders.checkUsed();
    }

    private static <T> T named(ExpressionKind kind, Templates templates, String text, Function<Template, T> compile) {
        try {
            return compile.apply(templates.of(text));
        } catch (InvalidExpressionException e) {
            throw new InvalidExpressionException("Invalid " + kind.parameter() + ": " + e.getMessage());
        }
    }

    /** Does work whose faults are told in a wording. */
    static <T> T worded(Wording wording, Supplier<T> work) {
        try {
            return work.get();
        } catch (InvalidExpressionException e) {
            throw wording == Wording.ENVELOPED
                    ? new InvalidExpressionException("1 validation error detected: " + e.getMessage())
                    : e;
        }
    }
}
