package tarn.federation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signed token of OpenID Connect, read and not yet believed: {@link #checkedBy} believes it.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation">ID token validation</a>
 */
public final class WebToken {

    private static final String TAGS = "https://aws.amazon.com/tags";
    private static final String SOURCE_IDENTITY = "https://aws.amazon.com/source_identity";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final byte[] signed;
    private final byte[] signature;
    private final JsonNode header;
    private final JsonNode claims;

    private WebToken(byte[] signed, byte[] signature, JsonNode header, JsonNode claims) {
        this.signed = signed;
        this.signature = signature;
        this.header = header;
        this.claims = claims;
    }

    /** Reads a token in compact form. */
    public static WebToken of(String text) throws Rejected {
        var parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw Rejected.invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an"
                    + " Access Token)");
        }
        var base64 = Base64.getUrlDecoder();
        try {
            var header = JSON.readTree(base64.decode(parts[0]));
            var claims = JSON.readTree(base64.decode(parts[1]));
            if (!header.isObject() || !claims.isObject() || header.has("crit")) {
                throw Rejected.invalid("The ID Token provided is not a valid JWT.");
            }
            var signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            return new WebToken(signed, base64.decode(parts[2]), header, claims);
        } catch (JsonProcessingException e) {
            throw new Rejected(Rejected.Reason.INVALID, "The ID Token provided is not a valid JWT.", e);
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new Rejected(Rejected.Reason.INVALID, "The ID Token provided is not a valid JWT.", e);
        }
    }

    /** Believes the token if it is signed by the issuer's key, for one of the clients, and its time is now. */
    public void checkedBy(Issuer issuer, List<String> clients, Instant now) throws Rejected {
        if (!issuer.isNamed(issuer())) {
            throw Rejected.invalid("The token's issuer is not the provider");
        }
        if (audience().stream().noneMatch(clients::contains)) {
            throw Rejected.invalid("Incorrect token audience");
        }
        var expires = time("exp").orElseThrow(() -> Rejected.invalid("Missing a required claim: exp"));
        if (!now.isBefore(expires)) {
            throw Rejected.expired("Token expired: current date/time " + now.getEpochSecond()
                    + " must be before the expiration date/time " + expires.getEpochSecond());
        }
        var from = time("nbf");
        if (from.isPresent() && now.plus(SKEW).isBefore(from.get())) {
            throw Rejected.invalid("Token is not yet valid");
        }
        var issued = time("iat").orElseThrow(() -> Rejected.invalid("Missing a required claim: iat"));
        if (now.plus(SKEW).isBefore(issued)) {
            throw Rejected.invalid("Token was issued in the future");
        }
        if (subject().isEmpty()) {
            throw Rejected.invalid("Missing a required claim: sub");
        }
        issuer.key(header.path("kid").asText(""), algorithm(), now).verify(signed, signature);
    }

    private SigningAlgorithm algorithm() throws Rejected {
        return SigningAlgorithm.of(header.path("alg").asText(""))
                .orElseThrow(() -> Rejected.invalid("The token's signature algorithm is not supported"));
    }

    /** Who made it, as it says itself. */
    public String issuer() {
        return claims.path("iss").asText("");
    }

    /** Whom it is about. */
    public String subject() {
        return claims.path("sub").asText("");
    }

    /** For whom it is. */
    public List<String> audience() {
        return texts(claims.path("aud"));
    }

    /** The values of a claim; empty if it is not there. */
    public List<String> claim(String name) {
        return texts(claims.path(name));
    }

    /** The tags that the session gets. */
    public Map<String, String> tags() {
        var tags = new LinkedHashMap<String, String>();
        claims.path(TAGS)
                .path("principal_tags")
                .properties()
                .forEach(tag ->
                        texts(tag.getValue()).stream().findFirst().ifPresent(value -> tags.put(tag.getKey(), value)));
        return tags;
    }

    /** The tags among them that go on into chained sessions. */
    public List<String> transitive() {
        return texts(claims.path(TAGS).path("transitive_tag_keys"));
    }

    /** The source identity that the session gets, if any. */
    public Optional<String> sourceIdentity() {
        return texts(claims.path(SOURCE_IDENTITY)).stream().findFirst();
    }

    private Optional<Instant> time(String claim) throws Rejected {
        var value = claims.path(claim);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isNumber()) {
            throw Rejected.invalid("The claim " + claim + " is not a time");
        }
        return Optional.of(Instant.ofEpochSecond(value.asLong()));
    }

    private static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        var all = new ArrayList<String>();
        for (var element : node) {
            if (element.isTextual()) {
                all.add(element.asText());
            }
        }
        return all;
    }
}
