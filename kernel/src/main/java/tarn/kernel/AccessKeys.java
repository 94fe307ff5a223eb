package tarn.kernel;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.store.Batch;

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
     * @param session what a temporary key carries; null for a user's key
     */
    record AccessKey(
            String id,
            String secret,
            @Nullable String sessionToken,
            @Nullable Instant expires,
            String account,
            String principal,
            String userId,
            boolean active,
            @Nullable Session session) {

        /** A key without a session. */
        public AccessKey(
                String id,
                String secret,
                @Nullable String sessionToken,
                @Nullable Instant expires,
                String account,
                String principal,
                String userId,
                boolean active) {
            this(id, secret, sessionToken, expires, account, principal, userId, active, null);
        }

        /** The same key, that may be used or may not. */
        public AccessKey active(boolean next) {
            return new AccessKey(id, secret, sessionToken, expires, account, principal, userId, next, session);
        }

        /** The same key, acting as another ARN. */
        public AccessKey actingAs(String next) {
            return new AccessKey(id, secret, sessionToken, expires, account, next, userId, active, session);
        }
    }

    /** The key of that id, active or not, expired or not. */
    Optional<AccessKey> find(String id);

    /** Keeps a key with a batch, or replaces the one of the same id. */
    void put(Batch batch, AccessKey key);

    /** Forgets a key with a batch. */
    void remove(Batch batch, String id);

    /** Keeps a key durably, or replaces the one of the same id. */
    void put(AccessKey key);

    /** Forgets a key. */
    void remove(String id);
}
