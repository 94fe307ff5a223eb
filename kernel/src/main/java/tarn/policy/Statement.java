package tarn.policy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.policy.Principals.Closeness;

/**
 * One statement, compiled.
 *
 * <p>Its action is looked at once for all requests by {@link Policy}; what is left to ask here are resource, principal and
 * conditions.
 */
public final class Statement {

    /** A place in a document's text, counted from 1. */
    public record Position(int line, int column) {}

    /**
     * Actions or resources that a statement lists, or all but those.
     *
     * @param written as the document has them
     */
    record Listed<T>(List<T> items, boolean allBut, List<String> written) {}

    private final @Nullable String sid;
    private final boolean allow;
    private final @Nullable Listed<Principals> principals;
    private final Listed<Glob> actions;
    private final @Nullable Listed<Text> resources;
    private final List<Condition> conditions;
    private final Position start;
    private final Position end;

    Statement(
            @Nullable String sid,
            boolean allow,
            @Nullable Listed<Principals> principals,
            Listed<Glob> actions,
            @Nullable Listed<Text> resources,
            List<Condition> conditions,
            Position start,
            Position end) {
        this.sid = sid;
        this.allow = allow;
        this.principals = principals;
        this.actions = actions;
        this.resources = resources;
        this.conditions = conditions;
        this.start = start;
        this.end = end;
    }

    /** The id its author gave it, if any. */
    public @Nullable String sid() {
        return sid;
    }

    /** The actions it lists, as they are written; or those it leaves out. */
    public List<String> actions() {
        return actions.written();
    }

    /** The resources it lists, as they are written; or those it leaves out. Empty where it has none. */
    public List<String> resources() {
        return resources == null ? List.of() : resources.written();
    }

    /** Whether it names resources, or those it leaves out. */
    public boolean hasResource() {
        return resources != null;
    }

    /** The principals it names, or leaves out, by their kind as they are written. Empty where it has none. */
    public Map<String, List<String>> principals() {
        return principals == null ? Map.of() : principals.items().getFirst().written();
    }

    /** The keys its conditions ask for, in lower case. */
    public List<String> conditionKeys() {
        return conditions.stream().map(Condition::key).toList();
    }

    /** Whether the operators of all its conditions are known; those that are not let nobody in. */
    public boolean knowsOperators() {
        return conditions.stream().allMatch(Condition::known);
    }

    /** Whether it allows; otherwise it denies. */
    public boolean allows() {
        return allow;
    }

    /** Where it begins in the document. */
    public Position start() {
        return start;
    }

    /** Where it ends in the document. */
    public Position end() {
        return end;
    }

    /** Whether it speaks about an action, in lower case. */
    boolean concerns(String action) {
        return actions.items().stream().anyMatch(item -> item.matches(action)) != actions.allBut();
    }

    /** Whether it names a principal: only policies of resources do. */
    public boolean hasPrincipal() {
        return principals != null;
    }

    /** How closely it names who asks. */
    Closeness names(Subject subject) {
        if (principals == null) {
            return Closeness.NOT;
        }
        var named = principals.items().getFirst();
        if (!principals.allBut()) {
            return named.names(subject);
        }
        if (allow) {
            return named.names(subject) == Closeness.NOT ? Closeness.ITSELF : Closeness.NOT;
        }
        return named.spares(subject) ? Closeness.NOT : Closeness.ITSELF;
    }

    /** Whether it applies to a question about an action that it concerns. */
    boolean applies(Question question) {
        return reaches(question) && holds(question.context());
    }

    private boolean reaches(Question question) {
        if (resources == null) {
            return true;
        }
        boolean open = false;
        for (var resource : resources.items()) {
            var matches = resource.matches(question.resource(), question.context());
            if (matches == null) {
                open = true;
            } else if (matches) {
                return !resources.allBut();
            }
        }
        // A variable without a value: what it leaves out is not known, so nobody is let in by that.
        return resources.allBut() && (!open || !allow);
    }

    private boolean holds(Context context) {
        for (var condition : conditions) {
            if (!condition.holds(context, allow)) {
                return false;
            }
        }
        return true;
    }
}
