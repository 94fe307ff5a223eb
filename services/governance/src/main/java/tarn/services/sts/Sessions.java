package tarn.services.sts;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import software.amazon.awssdk.services.sts.model.Credentials;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

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
    private final Store<Session> sessions;

    Sessions(Platform platform) {
        this.platform = platform;
        this.sessions = platform.store("sts/sessions", Scope.ACCOUNT, Formats.record(Session.class));
        platform.timers().on(FORGET, (name, due) -> {
            platform.accessKeys().remove(name);
            sessions.delete(Key.of(name));
        });
    }

    /** The session behind an access key of the caller's account, if it is one. */
    Optional<Session> find(String accessKey) {
        return sessions.get(Key.of(accessKey));
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
        var batch = platform.batch().put(sessions, Key.of(id), session);
        platform.timers().set(batch, FORGET, id, expires.plus(REMEMBERED));
        if (!batch.commit()) {
            throw new IllegalStateException("A batch without conditions failed");
        }
        platform.accessKeys()
                .put(new AccessKey(id, secret, token, expires, Caller.current().account(), principal, userId, true));
        return Credentials.builder()
                .accessKeyId(id)
                .secretAccessKey(secret)
                .sessionToken(token)
                .expiration(expires)
                .build();
    }
}
