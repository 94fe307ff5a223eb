package tarn.services.sts;

import static tarn.services.sts.StsFaults.accessDenied;
import static tarn.services.sts.StsFaults.invalidToken;
import static tarn.services.sts.StsFaults.rejected;
import static tarn.services.sts.StsFaults.rejectedClaim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;
import tarn.federation.Rejected;
import tarn.federation.SamlMetadata;
import tarn.federation.SamlResponse;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;

/**
 * Assuming roles with the response of a SAML provider, which needs no credentials. A response is good once for each of its
 * roles, see {@link UsedAssertions}.
 */
final class SamlIdentities implements StsClient, Part {

    private static final String ACTION = "sts:AssumeRoleWithSAML";
    private static final Pattern SESSION_NAME = Pattern.compile("[\\w+=,.@-]{2,64}");
    private static final int SECONDS_MIN = 900;

    private final Platform platform;
    private final AssumedRoles roles;
    private final Sessions sessions;
    private final UsedAssertions used;

    SamlIdentities(Platform platform, AssumedRoles roles, Sessions sessions) {
        this.platform = platform;
        this.roles = roles;
        this.sessions = sessions;
        this.used = new UsedAssertions(platform);
    }

    @Override
    public AssumeRoleWithSamlResponse assumeRoleWithSAML(AssumeRoleWithSamlRequest request) {
        var arn = AssumedRoles.arn(request.roleArn());
        var provider = Arn.parse(request.principalArn())
                .filter(one -> one.resource().startsWith("saml-provider/")
                        && one.account().equals(arn.account()))
                .orElseThrow(() -> accessDenied("Not authorized to perform " + ACTION));
        var now = platform.clock().instant();
        var response = response(request.samlAssertion(), provider, now);
        requireOffered(response, request.roleArn(), request.principalArn());
        var name = response.value("RoleSessionName")
                .filter(one -> SESSION_NAME.matcher(one).matches())
                .orElseThrow(() -> invalidToken("RoleSessionName is required in AuthnResponse"));
        var target = roles.find(arn).orElseThrow(() -> accessDenied("Not authorized to perform " + ACTION));
        var limits = SessionLimits.of(
                request.policy(),
                request.policyArns(),
                response.tags(),
                response.values("TransitiveTagKeys"),
                response.value("SourceIdentity").orElse(null));
        var keys = keys(response, provider);
        var asked = new Trust.Keys()
                .from(Caller.current(), null, now)
                .asking(limits)
                .with("aws:FederatedProvider", provider.toString())
                .with("sts:RoleSessionName", name);
        keys.forEach(asked::with);
        target.requireTrust(Trust.federated(provider.toString()), ACTION, limits, asked.context());
        var duration = duration(target, request, response, now);
        var session =
                sessions.federated(target.role().arn(), target.role().roleId(), limits, provider.toString(), keys);
        used.take(response, provider, target.role().arn());
        var begun = roles.begin(target, name, duration, session);
        return AssumeRoleWithSamlResponse.builder()
                .credentials(begun.credentials())
                .assumedRoleUser(begun.user())
                .packedPolicySize(limits.packedPercent())
                .subject(response.subject())
                .subjectType(response.subjectType())
                .issuer(response.issuer())
                .audience(response.recipient())
                .nameQualifier(qualifier(response.issuer(), provider))
                .sourceIdentity(limits.sourceIdentity())
                .build();
    }

    private SamlResponse response(String assertion, Arn provider, Instant now) {
        try {
            var kept = AssumedRoles.owner(provider.account())
                    .call(() -> platform.client(IamClient.class)
                            .getSAMLProvider(get -> get.samlProviderArn(provider.toString())));
            if (!now.isBefore(kept.validUntil())) {
                throw invalidToken("The provider's metadata document is no longer valid");
            }
            return SamlResponse.of(assertion, SamlMetadata.of(kept.samlMetadataDocument()), now);
        } catch (NoSuchEntityException e) {
            throw accessDenied("Not authorized to perform " + ACTION);
        } catch (Rejected e) {
            throw rejected(e);
        }
    }

    private static void requireOffered(SamlResponse response, String role, String provider) {
        boolean offered = response.values("Role").stream()
                .map(pair -> List.of(pair.replaceAll("\\s", "").split(",", -1)))
                .anyMatch(pair -> pair.size() == 2 && pair.contains(role) && pair.contains(provider));
        if (!offered) {
            throw accessDenied("Not authorized to perform " + ACTION);
        }
    }

    private static Duration duration(
            AssumedRoles.Target target, AssumeRoleWithSamlRequest request, SamlResponse response, Instant now) {
        var seconds = request.durationSeconds();
        if (seconds == null) {
            seconds = response.value("SessionDuration")
                    .map(SamlIdentities::seconds)
                    .orElse(null);
        }
        var wanted = Duration.ofSeconds(target.seconds(seconds));
        var left = response.end().map(end -> Duration.between(now, end)).orElse(wanted);
        if (left.compareTo(Duration.ofSeconds(SECONDS_MIN)) < 0) {
            throw rejectedClaim("SessionNotOnOrAfter leaves less than the shortest session");
        }
        return left.compareTo(wanted) < 0 ? left : wanted;
    }

    private static int seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= SECONDS_MIN) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw (RuntimeException)
                    invalidToken("SessionDuration is not a number").initCause(e);
        }
        throw invalidToken("SessionDuration is shorter than the shortest session");
    }

    private static Map<String, List<String>> keys(SamlResponse response, Arn provider) {
        var keys = new LinkedHashMap<String, List<String>>();
        keys.put("saml:aud", List.of(response.recipient()));
        keys.put("saml:iss", List.of(response.issuer()));
        keys.put("saml:sub", List.of(response.subject()));
        keys.put("saml:sub_type", List.of(response.subjectType()));
        keys.put("saml:namequalifier", List.of(qualifier(response.issuer(), provider)));
        return keys;
    }

    /** What tells subjects of the same name at different providers apart, as AWS makes it. */
    private static String qualifier(String issuer, Arn provider) {
        var name = provider.resource().substring(provider.resource().indexOf('/'));
        try {
            var hash = MessageDigest.getInstance("SHA-1")
                    .digest((issuer + provider.account() + name).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-1", e);
        }
    }
}
