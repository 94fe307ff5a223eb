package tarn.services.lambda;

import static tarn.services.lambda.LambdaFaults.invalid;

import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.StsClient;
import tarn.kernel.AccessKeys.AccessKey;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.policy.Cause;

/**
 * The credentials that functions act with: sessions of their roles, begun by STS, which asks the role's trust. While
 * policies are not enforced a role that does not exist is taken by its name.
 */
final class Credentials {

    static final String PRINCIPAL = "lambda.amazonaws.com";

    private static final Duration LENGTH = Duration.ofHours(1);
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRETS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 16;
    private static final int SECRET_LENGTH = 40;
    private static final int TOKEN_LENGTH = 200;
    private static final int SESSION_NAME_MAX = 64;

    private final Platform platform;

    Credentials(Platform platform) {
        this.platform = platform;
    }

    /** Temporary credentials. */
    record Issued(String id, String secret, String token, Instant expires) {}

    /** Throws unless Lambda can act as a role. */
    void require(String role) {
        if (exists(role) || enforced(role)) {
            begin(role, "check", role);
        }
    }

    private boolean enforced(String role) {
        return Arn.parse(role)
                .filter(arn -> platform.permissions().enforced(arn.account()))
                .isPresent();
    }

    private boolean exists(String role) {
        var name = role.substring(role.lastIndexOf('/') + 1);
        var caller = Caller.current();
        var owner = Arn.parse(role).map(Arn::account).orElse(caller.account());
        try {
            return Caller.root(owner, caller.region(), caller.requestId())
                    .via(PRINCIPAL)
                    .call(() -> platform.client(IamClient.class).getRole(get -> get.roleName(name)))
                    .role()
                    .arn()
                    .equals(role);
        } catch (NoSuchEntityException e) {
            return false;
        }
    }

    /** Credentials for an environment of a function. */
    Issued issue(String role, String function, String functionArn) {
        if (exists(role) || enforced(role)) {
            return begin(role, function, functionArn);
        }
        var account = Arn.parse(role).map(Arn::account).orElse(Caller.current().account());
        var session = role.substring(role.lastIndexOf('/') + 1) + "/" + name(function);
        var principal = new Arn("aws", "sts", "", account, "assumed-role/" + session).toString();
        var expires = platform.clock().instant().plus(LENGTH);
        var ids = platform.ids();
        var key = new AccessKey(
                "ASIA" + ids.random(LETTERS, ID_LENGTH),
                ids.random(SECRETS, SECRET_LENGTH),
                ids.random(SECRETS, TOKEN_LENGTH),
                expires,
                account,
                principal,
                "AROA" + ids.random(LETTERS, ID_LENGTH) + ":" + name(function),
                true);
        platform.accessKeys().put(key);
        return new Issued(key.id(), key.secret(), String.valueOf(key.sessionToken()), expires);
    }

    private Issued begin(String role, String function, String functionArn) {
        var caller = Caller.current();
        var lambda = Caller.service(caller.account(), caller.region(), PRINCIPAL, caller.requestId());
        var cause = new Cause(functionArn, caller.account());
        try {
            var credentials = cause.call(() -> lambda.call(() -> platform.client(StsClient.class)
                    .assumeRole(assume -> assume.roleArn(role)
                            .roleSessionName(name(function))
                            .durationSeconds((int) LENGTH.toSeconds()))
                    .credentials()));
            return new Issued(
                    credentials.accessKeyId(),
                    credentials.secretAccessKey(),
                    credentials.sessionToken(),
                    credentials.expiration());
        } catch (AwsServiceException e) {
            throw invalid("The role defined for the function cannot be assumed by Lambda.");
        }
    }

    private static String name(String function) {
        return function.length() > SESSION_NAME_MAX ? function.substring(0, SESSION_NAME_MAX) : function;
    }
}
