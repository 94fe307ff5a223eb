package tarn.services.ssm;

import static tarn.services.ssm.SsmFaults.oldestIsLabelled;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.ParameterTier;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import tarn.kernel.Caller;

/**
 * A parameter with its versions, as it is kept: one record, so that a label moves in one write.
 *
 * @param versions oldest first, at most 100, never none
 */
record StoredParameter(String name, List<Version> versions, Map<String, String> tags) {

    private static final int VERSIONS_MAX = 100;

    /**
     * A version.
     *
     * @param value in clear, or what KMS made of it, in base 64
     * @param dataKey the data key that encrypted the value, as KMS encrypted it, in base 64; null if KMS encrypted the
     *     value itself, or nobody did
     * @param keyId the key as the user named it; null unless it is a {@code SecureString}
     * @param policies each as the user wrote it
     * @param expires when the parameter goes; null if it stays
     * @param user the ARN of who wrote it
     */
    record Version(
            long number,
            ParameterType type,
            String value,
            @Nullable String dataKey,
            @Nullable String keyId,
            @Nullable String description,
            @Nullable String allowedPattern,
            ParameterTier tier,
            List<String> policies,
            @Nullable Instant expires,
            String dataType,
            Instant modified,
            String user,
            Set<String> labels) {

        Version labelled(Set<String> next) {
            return new Version(
                    number,
                    type,
                    value,
                    dataKey,
                    keyId,
                    description,
                    allowedPattern,
                    tier,
                    policies,
                    expires,
                    dataType,
                    modified,
                    user,
                    next);
        }

        boolean isSecure() {
            return type == ParameterType.SECURE_STRING;
        }
    }

    static String arn(String name) {
        var resource = "parameter" + (name.startsWith("/") ? "" : "/") + name;
        return Caller.current().arn("ssm", resource).toString();
    }

    Version latest() {
        return versions.getLast();
    }

    Optional<Version> version(long number) {
        return versions.stream().filter(version -> version.number() == number).findFirst();
    }

    Optional<Version> labelled(String label) {
        return versions.stream()
                .filter(version -> version.labels().contains(label))
                .findFirst();
    }

    /** With one more version; the oldest goes when there are too many, unless it has a label. */
    StoredParameter plus(Version version) {
        var next = new ArrayList<>(versions);
        next.add(version);
        if (next.size() > VERSIONS_MAX) {
            if (!next.getFirst().labels().isEmpty()) {
                throw oldestIsLabelled(name, next.getFirst().number());
            }
            next.removeFirst();
        }
        return versioned(next);
    }

    StoredParameter versioned(List<Version> next) {
        return new StoredParameter(name, List.copyOf(next), tags);
    }

    StoredParameter tagged(Map<String, String> next) {
        return new StoredParameter(name, versions, next);
    }
}
