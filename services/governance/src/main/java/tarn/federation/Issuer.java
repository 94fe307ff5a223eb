package tarn.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of web tokens and the keys it publishes.
 *
 * <p>Keys are asked for when they are first needed, remembered for five minutes, and asked for again, at most every ten
 * seconds, when a token names one that is not among them.
 */
public final class Issuer {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(10);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1");

    private final String url;
    private final Fetching fetching;
    private @Nullable Keys known;

    /** Keys as they were published at a time. */
    private record Keys(List<JsonNode> all, Instant asked) {}

    /**
     * An issuer.
     *
     * @param name its URL without the scheme, which is https but for this machine
     */
    Issuer(String name, Fetching fetching) {
        this.url = (LOCAL.contains(URI.create("https://" + name).getHost()) ? "http://" : "https://") + name;
        this.fetching = fetching;
    }

    /** Whether a token that names this issuer means this one. A slash at the end makes no difference. */
    boolean isNamed(String issuer) {
        return issuer.equals(url) || issuer.equals(url + "/");
    }

    /** The key that a token names. */
    ProviderKey key(String id, SigningAlgorithm algorithm, Instant now) throws Rejected {
        var keys = keys(now, REMEMBERED);
        var found = find(keys, id, algorithm);
        if (found.isEmpty() && keys.asked().plus(ASKED_AGAIN).isBefore(now)) {
            found = find(keys(now, ASKED_AGAIN), id, algorithm);
        }
        return found.orElseThrow(() -> Rejected.invalid("Couldn't retrieve verification key from your identity"
                + " provider, please reference AssumeRoleWithWebIdentity documentation for requirements"));
    }

    private static Optional<ProviderKey> find(Keys keys, String id, SigningAlgorithm algorithm) {
        var usable = keys.all().stream()
                .flatMap(jwk -> ProviderKey.of(jwk, algorithm).stream())
                .toList();
        if (id.isEmpty()) {
            return usable.size() == 1 ? Optional.of(usable.getFirst()) : Optional.empty();
        }
        return usable.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private synchronized Keys keys(Instant now, Duration age) throws Rejected {
        var before = known;
        if (before != null && now.isBefore(before.asked().plus(age)) && !now.isBefore(before.asked())) {
            return before;
        }
        var configuration = fetching.json(URI.create(url + "/.well-known/openid-configuration"));
        if (!isNamed(configuration.path("issuer").asText())) {
            throw Rejected.invalid("The provider's configuration names another issuer");
        }
        var published = new ArrayList<JsonNode>();
        fetching.json(address(configuration.path("jwks_uri").asText()))
                .path("keys")
                .forEach(published::add);
        var keys = new Keys(List.copyOf(published), now);
        known = keys;
        return keys;
    }

    /* Only who is asked without TLS himself may send us to an address without TLS, and only on this machine. */
    private URI address(String text) throws Rejected {
        try {
            var address = URI.create(text);
            var local = url.startsWith("http://") && LOCAL.contains(String.valueOf(address.getHost()));
            if ("https".equals(address.getScheme()) || (local && "http".equals(address.getScheme()))) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new Rejected(Rejected.Reason.INVALID, "The provider's configuration names no address of keys", e);
        }
        throw Rejected.invalid("The provider's configuration names no address of keys");
    }
}
