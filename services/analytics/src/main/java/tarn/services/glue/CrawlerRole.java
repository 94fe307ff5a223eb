package tarn.services.glue;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;

/** As whom a crawler works: its role, under the session name that AWS's crawlers have. */
final class CrawlerRole {

    private static final String GLUE = "glue.amazonaws.com";
    private static final String SESSION = "AWS-Crawler";

    /**
     * The caller as which a crawler of this role works. Where policies decide, the role must exist and trust Glue;
     * elsewhere it may be any name.
     *
     * @param role a name, with a path or without, or an ARN
     * @param crawler its name: a role may trust Glue for certain crawlers only
     */
    static Caller of(Platform platform, String role, String crawler, String requestId) {
        var caller = Caller.current();
        var name = role.substring(role.lastIndexOf('/') + 1);
        if (platform.permissions().enforced(caller.account())) {
            var arn = role.startsWith("arn:")
                    ? role
                    : caller.globalArn("iam", "role/" + role).toString();
            try {
                var cause = new Cause(caller.arn("glue", "crawler/" + crawler).toString(), caller.account());
                return cause.call(() -> platform.permissions().as(arn, GLUE, SESSION));
            } catch (AwsServiceException refused) {
                throw GlueFaults.invalid("Service is unable to assume provided role. Please verify role's TrustPolicy: "
                        + role + " (" + refused.awsErrorDetails().errorMessage() + ")");
            }
        }
        var principal =
                caller.globalArn("sts", "assumed-role/" + name + "/" + SESSION).toString();
        return new Caller(
                caller.account(), caller.region(), principal, caller.userId(), caller.accessKey(), GLUE, requestId);
    }

    private CrawlerRole() {}
}
