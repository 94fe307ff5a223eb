package tarn.services.iam;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server certificate as it is kept.
 *
 * @param body the certificate in PEM
 * @param chain those that lead to its root, in PEM; null if none were given
 * @param expires when it ends
 */
record CertificateEntity(
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        String body,
        @Nullable String chain,
        Instant expires)
        implements Entity {

    @Override
    public String kind() {
        return "server-certificate";
    }

    CertificateEntity moved(String nextName, String nextPath) {
        return new CertificateEntity(nextName, nextPath, id, created, tags, body, chain, expires);
    }

    CertificateEntity tagged(Map<String, String> next) {
        return new CertificateEntity(name, path, id, created, next, body, chain, expires);
    }
}
