package tarn.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;

/**
 * What a service knows of its resources when it is to be decided who may touch them. A service offers it beside its
 * parts; whatever it does not say has a default that lets nobody in.
 *
 * <p>It reads stores and asks no peers, and it is asked for resources of any account: account and region come from the
 * ARN, not from the current caller.
 */
public interface Guard {

    /** An action on a resource. */
    record Need(String action, String arn) {}

    /** A guard that knows nothing. */
    Guard NONE = new Guard() {};

    /**
     * The ARN of what a request names, where the table writes <code>{Member~kind}</code>; empty if it names nothing of
     * that kind, so that this need is none.
     *
     * @param reference the member's value; empty if it has none
     */
    default String arn(String kind, String reference, SdkRequest request) {
        return reference.isEmpty() ? "*" : reference;
    }

    /** Whose a resource is, and what its policy says; empty if nobody's, or if there is none of that ARN. */
    default Optional<ResourcePolicy> policy(String arn) {
        return Optional.empty();
    }

    /** The same, where it depends on the action: a role's trust speaks only about assuming it. */
    default Optional<ResourcePolicy> policy(Need need) {
        return policy(need.arn());
    }

    /** What must be allowed beside a need: whoever comes to a bucket through an access point needs the same of both. */
    default List<Need> beside(Need need) {
        return List.of();
    }

    /** The tags of a resource, for {@code aws:ResourceTag/…}. */
    default Map<String, String> tags(String arn) {
        return Map.of();
    }

    /**
     * The values of a condition key of the service's own that the table does not give; empty if it has none.
     *
     * @param key in lower case
     */
    default List<String> values(String key, String arn, SdkRequest request) {
        return List.of();
    }

    /** Whether something beside policies lets a subject in, such as a grant of KMS. */
    default boolean grants(Need need, Subject subject, SdkRequest request) {
        return false;
    }

    /**
     * What is wrong with a request for a resource that does not exist, where AWS says so even to those who may do nothing;
     * empty if they are refused.
     */
    default Optional<AwsServiceException> absent(String arn, SdkRequest request) {
        return Optional.empty();
    }

    /** What a caller must be allowed to see a fault; without it, it is told that it may not. */
    default Optional<Need> toSee(AwsServiceException fault, SdkRequest request) {
        return Optional.empty();
    }

    /**
     * Answers a request of which only parts are refused, for rows of the table marked {@code each}.
     *
     * @param rest answers what is left of it
     */
    default Object without(Set<Need> refused, SdkRequest request, Function<SdkRequest, Object> rest) {
        throw new UnsupportedOperationException("A table says each, and the guard cannot");
    }
}
