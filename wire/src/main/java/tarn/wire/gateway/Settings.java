package tarn.wire.gateway;

import java.util.Set;

/**
 * What users decide about the gateway.
 *
 * @param account the default account, twelve digits
 * @param region the default region
 * @param enforcing whether signatures are verified and policies asked
 * @param host the address it listens on, which browsers may name as ours
 * @param origins further origins whose pages may call, such as {@code https://app.example.com}
 * @param proxies the addresses of proxies whose {@code X-Forwarded-For} is believed
 */
public record Settings(
        String account, String region, boolean enforcing, String host, Set<String> origins, Set<String> proxies) {

    /** Settings without proxies. */
    public Settings(String account, String region, boolean enforcing, String host, Set<String> origins) {
        this(account, region, enforcing, host, origins, Set.of());
    }
}
