package tarn.services.sts;

import static tarn.services.sts.StsFaults.invalid;
import static tarn.services.sts.StsFaults.notAuthorized;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/** Assuming roles, also those of other accounts. */
final class Roles implements StsClient, Part {

    private static final int SECONDS = 3_600;
    private static final int CHAINED_SECONDS_MAX = 3_600;

    private final Platform platform;
    private final Sessions sessions;

    private final MultiFactor multiFactor;

    Roles(Platform platform, Sessions sessions, MultiFactor multiFactor) {
        this.platform = platform;
        this.sessions = sessions;
        this.multiFactor = multiFactor;
    }

    @Override
    public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        var caller = Caller.current();
        var arn = Arn.parse(request.roleArn())
                .filter(parsed ->
                        parsed.service().equals("iam") && parsed.resource().startsWith("role/"))
                .orElseThrow(() -> invalid(request.roleArn() + " is invalid"));
        var owner =
                Caller.root(arn.account(), caller.region(), caller.requestId()).via("sts.amazonaws.com");
        var role = owner.call(() -> find(arn))
                .orElseThrow(() -> notAuthorized(caller.principal(), "sts:AssumeRole", arn.toString()));
        var mfa = multiFactor.check(request.serialNumber(), request.tokenCode());
        requireTrust(caller, role, request);
        int seconds = seconds(caller, role, request);

        var limits = chained(caller, SessionLimits.of(request));
        var resource = "assumed-role/" + role.roleName() + "/" + request.roleSessionName();
        var principal = new Arn("aws", "sts", "", arn.account(), resource).toString();
        var userId = role.roleId() + ":" + request.roleSessionName();
        var session = sessions.session(role.arn(), role.roleId(), limits, mfa);
        var credentials = owner.call(() -> sessions.begin(principal, userId, Duration.ofSeconds(seconds), session));
        return AssumeRoleResponse.builder()
                .credentials(credentials)
                .assumedRoleUser(user -> user.arn(principal).assumedRoleId(userId))
                .packedPolicySize(limits.packedPercent())
                .sourceIdentity(session.sourceIdentity())
                .build();
    }

    /** The role, if it exists; AWS does not tell those who may not assume it. */
    private Optional<Role> find(Arn arn) {
        var name = arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
        try {
            var role = platform.client(IamClient.class)
                    .getRole(get -> get.roleName(name))
                    .role();
            return Optional.of(role).filter(found -> found.arn().equals(arn.toString()));
        } catch (NoSuchEntityException e) {
            return Optional.empty();
        }
    }

    private static void requireTrust(Caller caller, Role role, AssumeRoleRequest request) {
        if (caller.principal().endsWith(":root")) {
            return;
        }
        var keys = new HashMap<String, String>();
        keys.put("aws:principalarn", caller.principal());
        keys.put("sts:rolesessionname", request.roleSessionName());
        if (request.externalId() != null) {
            keys.put("sts:externalid", request.externalId());
        }
        if (request.sourceIdentity() != null) {
            keys.put("sts:sourceidentity", request.sourceIdentity());
        }
        var document = URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8);
        if (!Trust.of(document).allows(caller, keys)) {
            throw notAuthorized(caller.principal(), "sts:AssumeRole", role.arn());
        }
    }

    private static int seconds(Caller caller, Role role, AssumeRoleRequest request) {
        int seconds = request.durationSeconds() == null ? SECONDS : request.durationSeconds();
        if (isRoleSession(caller) && seconds > CHAINED_SECONDS_MAX) {
            throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                    + " chaining");
        }
        if (seconds > role.maxSessionDuration()) {
            throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return seconds;
    }

    private static boolean isRoleSession(Caller caller) {
        return caller.principal().contains(":assumed-role/");
    }

    /** What a chained session takes over from the one it was begun with: transitive tags and the source identity. */
    private SessionLimits chained(Caller caller, SessionLimits limits) {
        return isRoleSession(caller) ? sessions.current().map(limits::chainedTo).orElse(limits) : limits;
    }
}
