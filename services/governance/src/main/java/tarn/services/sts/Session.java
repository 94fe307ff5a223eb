package tarn.services.sts;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What temporary credentials carry beside the key itself, for whoever evaluates policies.
 *
 * @param policy the session policy that narrows the role's permissions; null if none was given
 * @param policyArns managed policies that narrow them too
 * @param tags the session's tags
 * @param transitive the keys of those tags that go on into chained sessions
 * @param sourceIdentity the person or program behind the session; null if none was given
 */
record Session(
        @Nullable String policy,
        List<String> policyArns,
        Map<String, String> tags,
        List<String> transitive,
        @Nullable String sourceIdentity) {

    /** A session without limits or marks. */
    static final Session PLAIN = new Session(null, List.of(), Map.of(), List.of(), null);
}
