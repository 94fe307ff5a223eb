package tarn.services.sts;

import static tarn.services.sts.StsFaults.invalid;
import static tarn.services.sts.StsFaults.malformedPolicy;
import static tarn.services.sts.StsFaults.packedPolicyTooLarge;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;
import tarn.kernel.Session;
import tarn.policy.MalformedPolicyException;
import tarn.policy.Policy;

/**
 * What limits and marks a session: its policies, tags and source identity, checked.
 *
 * @param tags by key, without regard to case
 * @param transitive the keys of the tags that go on into chained sessions
 */
record SessionLimits(
        List<String> policies,
        List<String> policyArns,
        Map<String, String> tags,
        List<String> transitive,
        @Nullable String sourceIdentity) {

    /** Neither limits nor marks. */
    static final SessionLimits NONE = new SessionLimits(List.of(), List.of(), Map.of(), List.of(), null);

    private static final int PACKED_BYTES_MAX = 1_536;
    private static final int PLAIN_CHARACTERS_MAX = 2_048;
    private static final int TAGS_MAX = 50;

    static SessionLimits of(AssumeRoleRequest request) {
        return of(
                request.policy(),
                request.policyArns(),
                tags(request.tags()),
                request.transitiveTagKeys(),
                request.sourceIdentity());
    }

    static SessionLimits of(GetFederationTokenRequest request) {
        return of(request.policy(), request.policyArns(), tags(request.tags()), List.of(), null);
    }

    /** The limits of a session that an identity provider vouches for, who gives tags and source identity. */
    static SessionLimits of(
            @Nullable String policy,
            List<PolicyDescriptorType> policyArns,
            Map<String, String> tags,
            List<String> transitive,
            @Nullable String sourceIdentity) {
        var arns = policyArns.stream().map(PolicyDescriptorType::arn).toList();
        if (policy != null
                && policy.length() + arns.stream().mapToInt(String::length).sum() > PLAIN_CHARACTERS_MAX) {
            throw packedPolicyTooLarge(policy.length() * 100 / PLAIN_CHARACTERS_MAX);
        }
        if (tags.size() > TAGS_MAX) {
            throw invalid("A session may have at most " + TAGS_MAX + " tags.");
        }
        var limits = new SessionLimits(
                policy == null ? List.of() : List.of(checked(policy)),
                arns,
                tags,
                carried(transitive, tags),
                sourceIdentity);
        limits.packedPercent();
        return limits;
    }

    /** The keys among the tags that go on; AWS refuses a key that no tag has. */
    private static List<String> carried(List<String> transitive, Map<String, String> tags) {
        for (var key : transitive) {
            if (!tags.containsKey(key)) {
                throw invalid("The specified transitive tag key must be included in the requested tags.");
            }
        }
        return List.copyOf(transitive);
    }

    /** A session begun with another: transitive tags cannot be set anew, the source identity stays. */
    SessionLimits chainedTo(Session before) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(tags);
        var inherited = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        inherited.putAll(before.tags());
        for (var key : before.transitive()) {
            var value = inherited.get(key);
            if (value != null && all.put(key, value) != null) {
                throw invalid("One of the specified transitive tag keys can't be set because it conflicts with a"
                        + " transitive tag key from the calling session.");
            }
        }
        var goingOn = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        goingOn.addAll(before.transitive());
        goingOn.addAll(transitive);
        var identity = before.sourceIdentity();
        if (identity != null && sourceIdentity != null && !identity.equals(sourceIdentity)) {
            throw invalid("The source identity cannot be changed for a chained role session.");
        }
        return new SessionLimits(
                policies, policyArns, all, new ArrayList<>(goingOn), identity == null ? sourceIdentity : identity);
    }

    /** The same with another source identity. */
    SessionLimits saidToBe(@Nullable String identity) {
        return new SessionLimits(policies, policyArns, tags, transitive, identity);
    }

    /**
     * How much of the space for policies and tags they take, in percent; null if there are none.
     *
     * <p>AWS packs them into the session token. Its packing is not published; ours deflates them, which gives figures of
     * the same order.
     */
    @Nullable
    Integer packedPercent() {
        if (policies.isEmpty() && policyArns.isEmpty() && tags.isEmpty()) {
            return null;
        }
        var text = policies + " " + policyArns + " " + tags;
        int percent = Math.max(1, deflated(text.getBytes(StandardCharsets.UTF_8)) * 100 / PACKED_BYTES_MAX);
        if (percent > 100) {
            throw packedPolicyTooLarge(percent);
        }
        return percent;
    }

    private static String checked(String policy) {
        try {
            Policy.parse(policy);
            return policy;
        } catch (MalformedPolicyException e) {
            throw malformedPolicy("Syntax errors in policy.");
        }
    }

    private static Map<String, String> tags(List<Tag> tags) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var tag : tags) {
            if (all.put(tag.key(), tag.value()) != null) {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        return all;
    }

    private static int deflated(byte[] bytes) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            return deflater.deflate(new byte[bytes.length + 64]);
        } finally {
            deflater.end();
        }
    }
}
