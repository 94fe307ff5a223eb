package tarn.policy;

/**
 * A policy and where it comes from.
 *
 * @param name of an inline policy, or the ARN of a managed one
 */
public record NamedPolicy(String name, Source source, Policy policy) {

    /** What a policy is attached to, in the words of IAM's simulator. */
    public enum Source {
        USER,
        GROUP,
        ROLE,
        AWS_MANAGED,
        USER_MANAGED,
        RESOURCE,
        NONE
    }
}
