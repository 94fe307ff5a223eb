package tarn.services.kms;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.OriginType;
import tarn.kernel.Caller;

/**
 * A key as it is kept, without its material.
 *
 * @param id its key id, the same in all regions for a multi-Region key
 * @param managedBy the service whose AWS managed key it is, such as {@code s3}; null for a customer's
 * @param backings the versions of its material, the current one last; empty before the first import
 * @param rotation when it rotates by itself; null if it does not
 * @param regions the regions of a multi-Region key; null for a key of one region
 */
record StoredKey(
        String id,
        @Nullable String managedBy,
        KeySpec spec,
        KeyUsageType usage,
        OriginType origin,
        String description,
        Instant created,
        Life life,
        List<Backing> backings,
        String policy,
        Map<String, String> tags,
        @Nullable Rotation rotation,
        @Nullable Regions regions) {

    /** When a key rotates by itself. */
    record Rotation(int days, Instant next) {}

    /**
     * The regions of a multi-Region key.
     *
     * @param primary the region of the key that the others are replicas of
     * @param replicas the others
     */
    record Regions(String primary, Set<String> replicas) {}

    /** Its ARN in the caller's account and region. */
    String arn() {
        return Caller.current().arn("kms", "key/" + id).toString();
    }

    boolean isSymmetric() {
        return spec == KeySpec.SYMMETRIC_DEFAULT;
    }

    /** The material in use. */
    Backing current() {
        return backings.getLast();
    }

    /** Whether it is a multi-Region key's replica here. */
    boolean isReplica() {
        return regions != null && !regions.primary().equals(Caller.current().region());
    }

    StoredKey described(String next) {
        return new StoredKey(
                id, managedBy, spec, usage, origin, next, created, life, backings, policy, tags, rotation, regions);
    }

    StoredKey with(Life next) {
        return new StoredKey(
                id,
                managedBy,
                spec,
                usage,
                origin,
                description,
                created,
                next,
                backings,
                policy,
                tags,
                rotation,
                regions);
    }

    StoredKey backed(List<Backing> next) {
        return new StoredKey(
                id, managedBy, spec, usage, origin, description, created, life, next, policy, tags, rotation, regions);
    }

    StoredKey governed(String next) {
        return new StoredKey(
                id,
                managedBy,
                spec,
                usage,
                origin,
                description,
                created,
                life,
                backings,
                next,
                tags,
                rotation,
                regions);
    }

    StoredKey tagged(Map<String, String> next) {
        return new StoredKey(
                id,
                managedBy,
                spec,
                usage,
                origin,
                description,
                created,
                life,
                backings,
                policy,
                next,
                rotation,
                regions);
    }

    StoredKey rotating(@Nullable Rotation next) {
        return new StoredKey(
                id, managedBy, spec, usage, origin, description, created, life, backings, policy, tags, next, regions);
    }

    StoredKey in(@Nullable Regions next) {
        return new StoredKey(
                id, managedBy, spec, usage, origin, description, created, life, backings, policy, tags, rotation, next);
    }
}
