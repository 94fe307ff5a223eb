package tarn.wire.gateway;

import java.util.Set;
import tarn.policy.Enforcement;

/**
 * What users decide about the gateway.
 *
 * @param account the default account, twelve digits
 * @param region the default region
 * @param enforcement in which accounts signatures are verified and policies asked
 * @param host the address it listens on, which browsers may name as ours
 * @param origins further origins whose pages may call, such as {@code https://app.example.com}
 * @param proxies the addresses of proxies whose {@code X-Forwarded-For} is believed
 */
public record Settings(
        String account, String region, Enforcement enforcement, String host, Set<String> origins, Set<String> proxies) {

    /** Settings without proxies. */
    public Settings(String account, String region, Enforcement enforcement, String host, Set<String> origins) {
        this(account, region, enforcement, host, origins, Set.of());
    }
}
