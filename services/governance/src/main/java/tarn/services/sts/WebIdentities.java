package tarn.services.sts;

import static tarn.services.sts.StsFaults.accessDenied;
import static tarn.services.sts.StsFaults.invalidToken;
import static tarn.services.sts.StsFaults.rejected;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;
import tarn.federation.Issuers;
import tarn.federation.Rejected;
import tarn.federation.WebToken;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Assuming roles with a token of an OpenID Connect provider, which needs no credentials.
 *
 * <p>The providers that AWS knows of itself (Amazon, Facebook, Google) are not known here unless IAM keeps them.
 */
final class WebIdentities implements StsClient, Part {

    private static final String ACTION = "sts:AssumeRoleWithWebIdentity";

    private final Platform platform;
    private final AssumedRoles roles;
    private final Sessions sessions;
    private final Issuers issuers = new Issuers();

    WebIdentities(Platform platform, AssumedRoles roles, Sessions sessions) {
        this.platform = platform;
        this.roles = roles;
        this.sessions = sessions;
    }

    @Override
    public AssumeRoleWithWebIdentityResponse assumeRoleWithWebIdentity(AssumeRoleWithWebIdentityRequest request) {
        var arn = AssumedRoles.arn(request.roleArn());
        var now = platform.clock().instant();
        var token = read(request.webIdentityToken());
        var name = name(token.issuer());
        var providerArn = new Arn("aws", "iam", "", arn.account(), "oidc-provider/" + name).toString();
        var provider = provider(providerArn)
                .orElseThrow(
                        () -> invalidToken("No OpenIDConnect provider found in your account for " + token.issuer()));
        try {
            token.checkedBy(issuers.of(name), provider.clientIDList(), now);
        } catch (Rejected e) {
            throw rejected(e);
        }
        var target = roles.find(arn).orElseThrow(() -> accessDenied("Not authorized to perform " + ACTION));
        var limits = SessionLimits.of(
                request.policy(),
                request.policyArns(),
                token.tags(),
                token.transitive(),
                token.sourceIdentity().orElse(null));
        var keys = keys(name, token);
        requireTrust(target, providerArn, limits, request.roleSessionName(), keys);
        int seconds = target.seconds(request.durationSeconds());
        var session = sessions.federated(target.role().arn(), target.role().roleId(), limits, providerArn, keys);
        var begun = roles.begin(target, request.roleSessionName(), Duration.ofSeconds(seconds), session);
        return AssumeRoleWithWebIdentityResponse.builder()
                .credentials(begun.credentials())
                .assumedRoleUser(begun.user())
                .subjectFromWebIdentityToken(token.subject())
                .provider(providerArn)
                .audience(keys.getOrDefault(name + ":aud", List.of()).stream()
                        .findFirst()
                        .orElse(null))
                .packedPolicySize(limits.packedPercent())
                .sourceIdentity(limits.sourceIdentity())
                .build();
    }

    private static WebToken read(String text) {
        try {
            return WebToken.of(text);
        } catch (Rejected e) {
            throw rejected(e);
        }
    }

    private static String name(String issuer) {
        var name = issuer.replaceFirst("^https?://", "");
        return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    private Optional<GetOpenIdConnectProviderResponse> provider(String arn) {
        try {
            return Optional.of(AssumedRoles.owner(Arn.parse(arn).orElseThrow().account())
                    .call(() -> platform.client(IamClient.class)
                            .getOpenIDConnectProvider(get -> get.openIDConnectProviderArn(arn))));
        } catch (NoSuchEntityException e) {
            return Optional.empty();
        }
    }

    private static Map<String, List<String>> keys(String provider, WebToken token) {
        var keys = new LinkedHashMap<String, List<String>>();
        keys.put(provider + ":sub", List.of(token.subject()));
        var authorized = token.claim("azp");
        keys.put(provider + ":aud", authorized.isEmpty() ? token.audience() : authorized);
        if (!authorized.isEmpty()) {
            keys.put(provider + ":oaud", token.audience());
        }
        var methods = token.claim("amr");
        if (!methods.isEmpty()) {
            keys.put(provider + ":amr", methods);
        }
        return keys;
    }

    private void requireTrust(
            AssumedRoles.Target target,
            String provider,
            SessionLimits limits,
            String name,
            Map<String, List<String>> keys) {
        var asked = new Trust.Keys()
                .from(Caller.current(), null, platform.clock().instant())
                .asking(limits)
                .with("aws:FederatedProvider", provider)
                .with("sts:RoleSessionName", name);
        keys.forEach(asked::with);
        target.requireTrust(Trust.federated(provider), ACTION, limits, asked.context());
    }
}
