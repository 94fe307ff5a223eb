package tarn.kernel;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The access keys that requests may be signed with: IAM keeps users' keys here, STS temporary ones, the gateway reads
 * them for every request. Not an AWS API, since AWS never gives a secret back.
 */
public interface AccessKeys {

    /**
     * A key as it is kept.
     *
     * @param id the access key id, {@code AKIA…} or {@code ASIA…}
     * @param secret the secret that signs
     * @param sessionToken the token that must come with a temporary key; null for a user's key
     * @param expires when a temporary key ends; null for a user's key
     * @param account the twelve-digit account it acts for
     * @param principal the ARN it acts as
     * @param userId the unique id that {@code GetCallerIdentity} shows
     * @param active whether it may be used
     */
    record AccessKey(
            String id,
            String secret,
            @Nullable String sessionToken,
            @Nullable Instant expires,
            String account,
            String principal,
            String userId,
            boolean active) {}

    /** The key of that id, active or not, expired or not. */
    Optional<AccessKey> find(String id);

    /** Keeps a key durably, or replaces the one of the same id. */
    void put(AccessKey key);

    /** Forgets a key. */
    void remove(String id);
}
