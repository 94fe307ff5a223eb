package tarn.services.iam;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An OpenID Connect provider as it is kept. Its name is its URL without the scheme.
 *
 * @param clients the audiences it may vouch for
 * @param thumbprints of certificates, in hexadecimal digits
 */
record OidcEntity(
        String name, Instant created, Map<String, String> tags, List<String> clients, List<String> thumbprints)
        implements Entity {

    @Override
    public String id() {
        return name;
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String kind() {
        return "oidc-provider";
    }

    OidcEntity tagged(Map<String, String> next) {
        return new OidcEntity(name, created, next, clients, thumbprints);
    }

    OidcEntity serving(List<String> next) {
        return new OidcEntity(name, created, tags, next, thumbprints);
    }

    OidcEntity printed(List<String> next) {
        return new OidcEntity(name, created, tags, clients, next);
    }
}
