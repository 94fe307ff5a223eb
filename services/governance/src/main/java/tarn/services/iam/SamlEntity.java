package tarn.services.iam;

import java.time.Instant;
import java.util.Map;

/**
 * A SAML provider as it is kept. It has no path of its own.
 *
 * @param id its UUID
 * @param metadata the document that its company gave
 * @param expires until when the document is good
 */
record SamlEntity(String name, String id, Instant created, Map<String, String> tags, String metadata, Instant expires)
        implements Entity {

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String kind() {
        return "saml-provider";
    }

    SamlEntity tagged(Map<String, String> next) {
        return new SamlEntity(name, id, created, next, metadata, expires);
    }

    SamlEntity described(String nextMetadata, Instant nextExpires) {
        return new SamlEntity(name, id, created, tags, nextMetadata, nextExpires);
    }
}
