package tarn.policy;

import org.jspecify.annotations.Nullable;

/**
 * What the owner of a resource says about it.
 *
 * @param document its policy; null if it has none
 * @param owner the twelve-digit account that owns it, by which requests from other accounts are known
 * @param required whether policies of the owner's account count only as far as the resource's policy lets them: so with
 *     KMS keys, and with roles that are assumed
 */
public record ResourcePolicy(@Nullable String document, String owner, boolean required) {

    /** A resource without a policy. */
    public static ResourcePolicy none(String owner) {
        return new ResourcePolicy(null, owner, false);
    }

    /** A resource whose policy lets in beside the owner's own policies. */
    public static ResourcePolicy of(@Nullable String document, String owner) {
        return new ResourcePolicy(document, owner, false);
    }

    /** A resource whose policy everything goes by. */
    public static ResourcePolicy required(@Nullable String document, String owner) {
        return new ResourcePolicy(document, owner, true);
    }
}
