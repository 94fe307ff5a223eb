package tarn.services.sts;

import static tarn.services.sts.StsFaults.accessDenied;
import static tarn.services.sts.StsFaults.invalid;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.kernel.Session;
import tarn.policy.Context;
import tarn.policy.Subject;

/** Roles, also those of other accounts, and the sessions that are begun with them. */
final class AssumedRoles {

    private static final int SECONDS = 3_600;

    private final Platform platform;
    private final Sessions sessions;

    AssumedRoles(Platform platform, Sessions sessions) {
        this.platform = platform;
        this.sessions = sessions;
    }

    /** A role that somebody wants to assume. */
    record Target(Arn arn, Role role) {

        Trust trust() {
            return new Trust(URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8), arn);
        }

        /** Throws unless the role trusts somebody whom a provider vouches for, with the tags and the identity it gives. */
        void requireTrust(Subject subject, String action, SessionLimits limits, Context context) {
            requireTrust(subject, action, context);
            if (!limits.tags().isEmpty()) {
                requireTrust(subject, "sts:TagSession", context);
            }
            if (limits.sourceIdentity() != null) {
                requireTrust(subject, "sts:SetSourceIdentity", context);
            }
        }

        private void requireTrust(Subject subject, String action, Context context) {
            if (!trust().allows(subject, action, context)) {
                throw accessDenied("Not authorized to perform " + action);
            }
        }

        /** How long a session lasts: an hour, or what is asked for, up to the role's maximum. */
        int seconds(@Nullable Integer wanted) {
            int seconds = wanted == null ? SECONDS : wanted;
            if (seconds > role.maxSessionDuration()) {
                throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
            }
            return seconds;
        }
    }

    /** A session that has begun. */
    record Begun(Credentials credentials, AssumedRoleUser user) {}

    /** Reads the ARN of a role; throws if it is not one. */
    static Arn arn(String text) {
        return Arn.parse(text)
                .filter(parsed ->
                        parsed.service().equals("iam") && parsed.resource().startsWith("role/"))
                .orElseThrow(() -> invalid(text + " is invalid"));
    }

    /** Who looks into an account for us. */
    static Caller owner(String account) {
        var caller = Caller.current();
        return Caller.root(account, caller.region(), caller.requestId()).via("sts.amazonaws.com");
    }

    /** The role, if it exists; AWS does not tell those who may not assume it. */
    Optional<Target> find(Arn arn) {
        var name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        try {
            var role = owner(arn.account())
                    .call(() -> platform.client(IamClient.class)
                            .getRole(get -> get.roleName(name))
                            .role());
            return Optional.of(new Target(arn, role)).filter(found -> role.arn().equals(arn.toString()));
        } catch (NoSuchEntityException e) {
            return Optional.empty();
        }
    }

    /** Begins a session with a role. */
    Begun begin(Target target, String name, Duration duration, Session session) {
        var role = target.role();
        var principal = new Arn(
                        "aws", "sts", "", target.arn().account(), "assumed-role/" + role.roleName() + "/" + name)
                .toString();
        var userId = role.roleId() + ":" + name;
        var credentials =
                owner(target.arn().account()).call(() -> sessions.begin(principal, userId, duration, session));
        var user =
                AssumedRoleUser.builder().arn(principal).assumedRoleId(userId).build();
        return new Begun(credentials, user);
    }
}
