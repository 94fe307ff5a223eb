package tarn.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The users and roles of all accounts and their policies, as IAM keeps them; for whoever decides. */
public interface Identities {

    /**
     * A user or a role.
     *
     * @param arn with its path
     * @param id its unique id
     * @param policies the policies that are its own or its groups'
     * @param boundary its permissions boundary
     * @param trust who may assume it; null for users
     */
    record Identity(
            String arn,
            String id,
            String name,
            Map<String, String> tags,
            List<NamedPolicy> policies,
            @Nullable NamedPolicy boundary,
            @Nullable String trust) {}

    /** A user by its name. */
    Optional<Identity> user(String account, String name);

    /** A role by its name. */
    Optional<Identity> role(String account, String name);

    /** A managed policy, of an account or of AWS, in its version in effect. */
    Optional<NamedPolicy> managed(String account, String arn);

    /** Grows with every change that may change an answer, before the change is acknowledged. */
    long generation();
}
