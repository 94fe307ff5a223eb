package tarn.authorization;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Session;
import tarn.policy.Subject;

/**
 * Who asks, as conditions of policies see it.
 *
 * @param name the name of a user; null for others
 * @param tags of the user or role, with those of the session over them
 * @param session of temporary credentials; null for others
 */
record Who(
        Subject subject,
        @Nullable String name,
        Map<String, String> tags,
        @Nullable Session session) {

    static Who of(Subject subject) {
        return new Who(subject, null, Map.of(), null);
    }
}
