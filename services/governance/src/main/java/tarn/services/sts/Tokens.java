package tarn.services.sts;

import static tarn.services.sts.StsFaults.accessDenied;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;

/** Temporary credentials for users and for those they vouch for. Temporary credentials cannot make further ones here. */
final class Tokens implements StsClient, Part {

    private static final int SECONDS = 43_200;
    private static final int ROOT_SECONDS_MAX = 3_600;

    private final Sessions sessions;
    private final MultiFactor multiFactor;

    Tokens(Sessions sessions, MultiFactor multiFactor) {
        this.sessions = sessions;
        this.multiFactor = multiFactor;
    }

    @Override
    public GetSessionTokenResponse getSessionToken(GetSessionTokenRequest request) {
        var caller = Caller.current();
        requireLasting(caller, "GetSessionToken");
        var mfa = multiFactor.check(request.serialNumber(), request.tokenCode());
        var duration = duration(caller, request.durationSeconds());
        var session = sessions.session(caller.principal(), caller.userId(), SessionLimits.NONE, mfa);
        return GetSessionTokenResponse.builder()
                .credentials(sessions.begin(caller.principal(), caller.userId(), duration, session))
                .build();
    }

    @Override
    public GetFederationTokenResponse getFederationToken(GetFederationTokenRequest request) {
        var caller = Caller.current();
        requireLasting(caller, "GetFederationToken");
        var limits = SessionLimits.of(request);
        var principal =
                caller.globalArn("sts", "federated-user/" + request.name()).toString();
        var userId = caller.account() + ":" + request.name();
        var duration = duration(caller, request.durationSeconds());
        var session = sessions.session(caller.principal(), caller.userId(), limits, null);
        return GetFederationTokenResponse.builder()
                .credentials(sessions.begin(principal, userId, duration, session))
                .federatedUser(user -> user.arn(principal).federatedUserId(userId))
                .packedPolicySize(limits.packedPercent())
                .build();
    }

    private static void requireLasting(Caller caller, String operation) {
        if (caller.accessKey() != null && caller.accessKey().startsWith("ASIA")) {
            throw accessDenied("Cannot call " + operation + " with session credentials");
        }
    }

    /** AWS gives root an hour at most, whatever it asks for. */
    private static Duration duration(Caller caller, @Nullable Integer secondsWanted) {
        int seconds = secondsWanted == null ? SECONDS : secondsWanted;
        return Duration.ofSeconds(caller.principal().endsWith(":root") ? Math.min(seconds, ROOT_SECONDS_MAX) : seconds);
    }
}
