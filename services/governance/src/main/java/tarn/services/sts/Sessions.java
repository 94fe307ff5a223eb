package tarn.services.sts;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.model.Credentials;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.kernel.Session;

/**
 * Temporary credentials. They work until they expire by the platform's clock, and are forgotten a day later, so that
 * for that day AWS's own error says what is wrong with them.
 */
final class Sessions {

    private static final String FORGET = "sts/forget";
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int SECRET_BYTES = 30;
    private static final int TOKEN_BYTES = 258;

    private final Platform platform;

    Sessions(Platform platform) {
        this.platform = platform;
        platform.timers().on(FORGET, (name, due) -> platform.accessKeys().remove(name));
    }

    /** The session behind the key that the caller signed with, if it is a temporary one. */
    Optional<Session> current() {
        return Optional.ofNullable(Caller.current().accessKey())
                .flatMap(platform.accessKeys()::find)
                .flatMap(key -> Optional.ofNullable(key.session()));
    }

    /**
     * A session that begins now.
     *
     * @param mfa when a device's code was checked; null if none was
     */
    Session session(String issuer, String issuerId, SessionLimits limits, @Nullable Instant mfa) {
        return new Session(
                issuer,
                issuerId,
                platform.clock().instant(),
                limits.policies(),
                limits.policyArns(),
                limits.tags(),
                limits.transitive(),
                limits.sourceIdentity(),
                mfa,
                null,
                Map.of());
    }

    /** A session that begins now because an identity provider vouches for somebody. */
    Session federated(
            String issuer, String issuerId, SessionLimits limits, String provider, Map<String, List<String>> keys) {
        return new Session(
                issuer,
                issuerId,
                platform.clock().instant(),
                limits.policies(),
                limits.policyArns(),
                limits.tags(),
                limits.transitive(),
                limits.sourceIdentity(),
                null,
                provider,
                keys);
    }

    /**
     * Makes credentials, in the current caller's account.
     *
     * @param principal the ARN they act as
     * @param userId the unique id they show
     */
    Credentials begin(String principal, String userId, Duration duration, Session session) {
        var ids = platform.ids();
        var expires = platform.clock().instant().plus(duration).truncatedTo(ChronoUnit.SECONDS);
        var id = "ASIA" + ids.random(BASE32, 16);
        var secret = Base64.getEncoder().encodeToString(ids.bytes(SECRET_BYTES));
        var token = "IQoJb3JpZ2luX2Vj" + Base64.getEncoder().encodeToString(ids.bytes(TOKEN_BYTES));
        var batch = platform.batch();
        platform.accessKeys()
                .put(
                        batch,
                        new AccessKey(
                                id,
                                secret,
                                token,
                                expires,
                                Caller.current().account(),
                                principal,
                                userId,
                                true,
                                session));
        platform.timers().set(batch, FORGET, id, expires.plus(REMEMBERED));
        if (!batch.commit()) {
            throw new IllegalStateException("A batch without conditions failed");
        }
        return Credentials.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .sessionToken(token)
                .expiration(expires)
                .build();
    }
}
