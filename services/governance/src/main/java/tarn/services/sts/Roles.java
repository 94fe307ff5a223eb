package tarn.services.sts;

import static tarn.services.sts.StsFaults.invalid;
import static tarn.services.sts.StsFaults.notAuthorized;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRootRequest;
import software.amazon.awssdk.services.sts.model.AssumeRootResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Session;
import tarn.policy.Context;
import tarn.policy.Subject;

/** Assuming roles, also those of other accounts. Who wants to must be trusted by the role, whatever else is enforced. */
final class Roles implements StsClient, Part {

    private static final int CHAINED_SECONDS_MAX = 3_600;

    private final Platform platform;
    private final AssumedRoles roles;
    private final Sessions sessions;
    private final MultiFactor multiFactor;

    Roles(Platform platform, AssumedRoles roles, Sessions sessions, MultiFactor multiFactor) {
        this.platform = platform;
        this.roles = roles;
        this.sessions = sessions;
        this.multiFactor = multiFactor;
    }

    @Override
    public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        var caller = Caller.current();
        if (!request.providedContexts().isEmpty()) {
            throw invalid("Provided contexts are not supported.");
        }
        var arn = AssumedRoles.arn(request.roleArn());
        var target =
                roles.find(arn).orElseThrow(() -> notAuthorized(caller.principal(), "sts:AssumeRole", arn.toString()));
        var before = sessions.current().orElse(null);
        var asked = SessionLimits.of(request);
        var limits = isRoleSession(caller) && before != null ? asked.chainedTo(before) : asked;
        var mfa = multiFactor.check(request.serialNumber(), request.tokenCode());
        requireTrust(target, caller, before, request, asked.saidToBe(limits.sourceIdentity()), mfa);
        int seconds = target.seconds(request.durationSeconds());
        if (isRoleSession(caller) && seconds > CHAINED_SECONDS_MAX) {
            throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                    + " chaining");
        }
        var session = sessions.session(target.role().arn(), target.role().roleId(), limits, mfa);
        var begun = roles.begin(target, request.roleSessionName(), Duration.ofSeconds(seconds), session);
        return AssumeRoleResponse.builder()
                .credentials(begun.credentials())
                .assumedRoleUser(begun.user())
                .packedPolicySize(limits.packedPercent())
                .sourceIdentity(session.sourceIdentity())
                .build();
    }

    /** Needs an organisation, of which there is none: nobody may. */
    @Override
    public AssumeRootResponse assumeRoot(AssumeRootRequest request) {
        var target = request.targetPrincipal();
        throw notAuthorized(
                Caller.current().principal(),
                "sts:AssumeRoot",
                target.startsWith("arn:") ? target : "arn:aws:iam::" + target + ":root");
    }

    private void requireTrust(
            AssumedRoles.Target target,
            Caller caller,
            @Nullable Session before,
            AssumeRoleRequest request,
            SessionLimits limits,
            @Nullable Instant mfa) {
        if (caller.principal().endsWith(":root") && caller.via() == null) {
            return;
        }
        var now = platform.clock().instant();
        var context = new Trust.Keys()
                .from(caller, before, now)
                .proven(mfa == null && before != null ? before.mfa() : mfa, now)
                .asking(limits)
                .with("sts:RoleSessionName", request.roleSessionName())
                .with("sts:ExternalId", request.externalId())
                .context();
        var subject = Trust.subject(caller, before);
        require(target, subject, caller, "sts:AssumeRole", context);
        if (!limits.tags().isEmpty()) {
            require(target, subject, caller, "sts:TagSession", context);
        }
        if (limits.sourceIdentity() != null) {
            require(target, subject, caller, "sts:SetSourceIdentity", context);
        }
    }

    private static void require(
            AssumedRoles.Target target, Subject subject, Caller caller, String action, Context context) {
        if (!target.trust().allows(subject, action, context)) {
            throw notAuthorized(caller.principal(), action, target.arn().toString());
        }
    }

    private static boolean isRoleSession(Caller caller) {
        return caller.principal().contains(":assumed-role/");
    }
}
