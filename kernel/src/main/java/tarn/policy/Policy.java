package tarn.policy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A policy document, read once. It never changes, and many threads may ask it.
 *
 * <p>Which of its statements concern an action is found out once per action and remembered: a policy is asked about the
 * same few actions again and again.
 */
public final class Policy {

    private static final int ACTIONS_REMEMBERED_MAX = 256;
    private static final int POLICIES_REMEMBERED_MAX = 4_096;
    private static final Map<String, Policy> REMEMBERED = new ConcurrentHashMap<>();

    private final @Nullable String version;
    private final List<Statement> statements;
    private final Map<String, Statement[]> concerned = new ConcurrentHashMap<>();

    Policy(@Nullable String version, List<Statement> statements) {
        this.version = version;
        this.statements = List.copyOf(statements);
    }

    /**
     * Reads a document.
     *
     * @throws MalformedPolicyException if it is not one, or is larger or deeper than any policy may be
     */
    public static Policy parse(String document) {
        return new PolicyReader().read(document);
    }

    /** Reads a document, or gives what was read before of the same text. */
    public static Policy remembered(String document) {
        var known = REMEMBERED.get(document);
        if (known != null) {
            return known;
        }
        var policy = parse(document);
        if (REMEMBERED.size() >= POLICIES_REMEMBERED_MAX) {
            REMEMBERED.clear();
        }
        REMEMBERED.put(document, policy);
        return policy;
    }

    /** Its version as it is written; null where it has none. */
    public @Nullable String version() {
        return version;
    }

    /** Its statements, in their order. */
    public List<Statement> statements() {
        return statements;
    }

    /** The statements that concern an action, in lower case. */
    Statement[] concerning(String action) {
        var known = concerned.get(action);
        if (known != null) {
            return known;
        }
        var found = statements.stream()
                .filter(statement -> statement.concerns(action))
                .toArray(Statement[]::new);
        if (concerned.size() < ACTIONS_REMEMBERED_MAX) {
            concerned.put(action, found);
        }
        return found;
    }
}
