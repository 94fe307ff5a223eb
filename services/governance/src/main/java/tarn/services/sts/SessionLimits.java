package tarn.services.sts;

import static tarn.services.sts.StsFaults.invalid;
import static tarn.services.sts.StsFaults.malformedPolicy;
import static tarn.services.sts.StsFaults.packedPolicyTooLarge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * What limits and marks a session: its policies, tags and source identity, checked and counted.
 *
 * <p>AWS packs policies and tags into the session token and answers how much of the space they take. Its packing is not
 * published; ours deflates them, which gives figures of the same order.
 *
 * @param packedPercent how much of the space policies and tags take; null if there are none
 */
record SessionLimits(Session session, @Nullable Integer packedPercent) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PACKED_BYTES_MAX = 1_536;
    private static final int TAGS_MAX = 50;

    static SessionLimits of(AssumeRoleRequest request) {
        return pack(new Session(
                policy(request.policy()),
                arns(request.policyArns()),
                tags(request.tags()),
                List.copyOf(request.transitiveTagKeys()),
                request.sourceIdentity()));
    }

    static SessionLimits of(GetFederationTokenRequest request) {
        return pack(new Session(
                policy(request.policy()), arns(request.policyArns()), tags(request.tags()), List.of(), null));
    }

    /** A session begun with another: transitive tags cannot be set anew, the source identity stays. */
    static Session chained(Session before, Session next) {
        var tags = new TreeMap<>(next.tags());
        for (var key : before.transitive()) {
            if (next.tags().containsKey(key)) {
                throw invalid("One of the specified transitive tag keys can't be set because it conflicts with a"
                        + " transitive tag key from the calling session.");
            }
            var value = before.tags().get(key);
            if (value != null) {
                tags.put(key, value);
            }
        }
        var transitive = new ArrayList<>(before.transitive());
        transitive.addAll(next.transitive());
        var identity = before.sourceIdentity() == null ? next.sourceIdentity() : before.sourceIdentity();
        return new Session(next.policy(), next.policyArns(), tags, List.copyOf(transitive), identity);
    }

    private static @Nullable String policy(@Nullable String policy) {
        if (policy == null) {
            return null;
        }
        try {
            var document = JSON.readTree(policy);
            if (document.isObject() && document.has("Statement")) {
                return policy;
            }
        } catch (JsonProcessingException e) {
            throw malformedPolicy("This policy contains invalid Json");
        }
        throw malformedPolicy("Syntax errors in policy.");
    }

    private static List<String> arns(List<PolicyDescriptorType> policies) {
        return policies.stream().map(PolicyDescriptorType::arn).toList();
    }

    private static Map<String, String> tags(List<Tag> tags) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var tag : tags) {
            if (all.put(tag.key(), tag.value()) != null) {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        if (all.size() > TAGS_MAX) {
            throw invalid("A session may have at most " + TAGS_MAX + " tags.");
        }
        return all;
    }

    private static SessionLimits pack(Session session) {
        if (session.policy() == null
                && session.policyArns().isEmpty()
                && session.tags().isEmpty()) {
            return new SessionLimits(session, null);
        }
        var text = session.policy() + " " + session.policyArns() + " " + session.tags();
        int percent = Math.max(1, deflated(text.getBytes(StandardCharsets.UTF_8)) * 100 / PACKED_BYTES_MAX);
        if (percent > 100) {
            throw packedPolicyTooLarge(percent);
        }
        return new SessionLimits(session, percent);
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
