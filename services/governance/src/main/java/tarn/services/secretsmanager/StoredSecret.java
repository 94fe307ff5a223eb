package tarn.services.secretsmanager;

import static tarn.services.secretsmanager.SecretFaults.tooManyVersions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;

/**
 * A secret with all its versions, as it is kept: one record, so that a label moves from one version to another in one
 * write.
 *
 * @param suffix the six random characters at the end of its ARN
 * @param kmsKey as the user named it; null for the AWS managed key
 * @param accessed the day somebody last read it
 * @param deletion when it will be gone; null unless it is marked for deletion
 * @param versions oldest first
 * @param policy its resource policy
 * @param rotation how it rotates; null if nobody has said
 * @param primary the region of the secret that this is a replica of; null if it is none
 * @param replicas its replicas, by region
 */
record StoredSecret(
        String name,
        String suffix,
        String description,
        @Nullable String kmsKey,
        Instant created,
        Instant changed,
        @Nullable Instant accessed,
        @Nullable Instant deletion,
        List<Version> versions,
        Map<String, String> tags,
        @Nullable String policy,
        @Nullable Rotation rotation,
        @Nullable String primary,
        Map<String, Replica> replicas) {

    /** The label of the version that is read if nobody says which. */
    static final String CURRENT = "AWSCURRENT";

    /** The label of the version that was current before. */
    static final String PREVIOUS = "AWSPREVIOUS";

    /** The label of a version that a rotation is making. */
    static final String PENDING = "AWSPENDING";

    private static final int VERSIONS_MAX = 100;

    /**
     * A version.
     *
     * @param value what it says, encrypted
     * @param kmsKeyId the ARN of the key that encrypted it
     */
    record Version(String id, Instant created, Set<String> stages, Sealed value, String kmsKeyId) {

        Version staged(Set<String> next) {
            return new Version(id, created, next, value, kmsKeyId);
        }
    }

    /**
     * A value, encrypted.
     *
     * @param binary whether it is bytes rather than text
     * @param dataKey the data key as KMS encrypted it, in base 64
     * @param text the value under the data key, in base 64
     */
    record Sealed(boolean binary, String dataKey, String text) {}

    /**
     * How it rotates.
     *
     * @param enabled whether it rotates by itself
     * @param days the days between two rotations; null if the hours say it
     * @param schedule as the user wrote it; null if there is none
     * @param last when it last rotated; null if it never did
     * @param next when it rotates next; null if it does not by itself
     */
    record Rotation(
            boolean enabled,
            String lambda,
            @Nullable Long days,
            @Nullable String schedule,
            @Nullable String window,
            @Nullable Instant last,
            @Nullable Instant next) {}

    /** A replica: which key encrypts it. */
    record Replica(@Nullable String kmsKey) {}

    /** Its ARN in the caller's account and region. */
    String arn() {
        return Caller.current()
                .arn("secretsmanager", "secret:" + name + "-" + suffix)
                .toString();
    }

    Optional<Version> version(String id) {
        return versions.stream().filter(version -> version.id().equals(id)).findFirst();
    }

    Optional<Version> staged(String stage) {
        return versions.stream()
                .filter(version -> version.stages().contains(stage))
                .findFirst();
    }

    /** Puts a label on a version, off any other; the label of the current version leaves {@link #PREVIOUS} behind. */
    StoredSecret labelled(String versionId, String stage) {
        var before = staged(stage).map(Version::id).orElse("");
        if (before.equals(versionId)) {
            return this;
        }
        boolean leaves = stage.equals(CURRENT) && !before.isEmpty();
        var next = new ArrayList<Version>(versions.size());
        for (var version : versions) {
            var stages = new TreeSet<>(version.stages());
            stages.remove(stage);
            if (leaves) {
                stages.remove(PREVIOUS);
            }
            if (version.id().equals(versionId)) {
                stages.add(stage);
            }
            if (leaves && version.id().equals(before)) {
                stages.add(PREVIOUS);
            }
            next.add(version.staged(stages));
        }
        return versioned(next);
    }

    /** Takes a label off a version. */
    StoredSecret unlabelled(String versionId, String stage) {
        return versioned(versions.stream()
                .map(version -> {
                    if (!version.id().equals(versionId)) {
                        return version;
                    }
                    var stages = new TreeSet<>(version.stages());
                    stages.remove(stage);
                    return version.staged(stages);
                })
                .toList());
    }

    /** With one more version, without labels; the oldest without a label goes when there are too many. */
    StoredSecret plus(Version version) {
        var next = new ArrayList<>(versions);
        next.add(version);
        while (next.size() > VERSIONS_MAX) {
            var oldest = next.stream()
                    .filter(old -> old.stages().isEmpty() && !old.id().equals(version.id()))
                    .findFirst();
            if (oldest.isEmpty()) {
                throw tooManyVersions();
            }
            next.remove(oldest.get());
        }
        return versioned(next);
    }

    private Draft draft() {
        return new Draft(this);
    }

    StoredSecret versioned(List<Version> next) {
        var draft = draft();
        draft.versions = List.copyOf(next);
        return draft.made();
    }

    StoredSecret changed(Instant now) {
        var draft = draft();
        draft.changed = now;
        return draft.made();
    }

    StoredSecret described(String next) {
        var draft = draft();
        draft.description = next;
        return draft.made();
    }

    StoredSecret keyed(@Nullable String next) {
        var draft = draft();
        draft.kmsKey = next;
        return draft.made();
    }

    StoredSecret accessed(Instant day) {
        var draft = draft();
        draft.accessed = day;
        return draft.made();
    }

    StoredSecret deleted(@Nullable Instant when) {
        var draft = draft();
        draft.deletion = when;
        return draft.made();
    }

    StoredSecret tagged(Map<String, String> next) {
        var draft = draft();
        draft.tags = next;
        return draft.made();
    }

    StoredSecret governed(@Nullable String next) {
        var draft = draft();
        draft.policy = next;
        return draft.made();
    }

    StoredSecret rotating(@Nullable Rotation next) {
        var draft = draft();
        draft.rotation = next;
        return draft.made();
    }

    StoredSecret replicated(Map<String, Replica> next) {
        var draft = draft();
        draft.replicas = next;
        return draft.made();
    }

    /** As it lies in another region; null as region makes it a secret of its own again. */
    StoredSecret replicaOf(@Nullable String region) {
        var draft = draft();
        draft.primary = region;
        draft.replicas = Map.of();
        return draft.made();
    }

    /** The next state while it is put together. */
    private static final class Draft {
        final StoredSecret from;
        String description;

        @Nullable
        String kmsKey;

        Instant changed;

        @Nullable
        Instant accessed;

        @Nullable
        Instant deletion;

        List<Version> versions;
        Map<String, String> tags;

        @Nullable
        String policy;

        @Nullable
        Rotation rotation;

        @Nullable
        String primary;

        Map<String, Replica> replicas;

        Draft(StoredSecret from) {
            this.from = from;
            this.description = from.description;
            this.kmsKey = from.kmsKey;
            this.changed = from.changed;
            this.accessed = from.accessed;
            this.deletion = from.deletion;
            this.versions = from.versions;
            this.tags = from.tags;
            this.policy = from.policy;
            this.rotation = from.rotation;
            this.primary = from.primary;
            this.replicas = from.replicas;
        }

        StoredSecret made() {
            return new StoredSecret(
                    from.name,
                    from.suffix,
                    description,
                    kmsKey,
                    from.created,
                    changed,
                    accessed,
                    deletion,
                    versions,
                    tags,
                    policy,
                    rotation,
                    primary,
                    replicas);
        }
    }
}
