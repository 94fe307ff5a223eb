package tarn.federation;

import java.util.LinkedHashMap;
import java.util.Map;

/** The issuers whose tokens came lately. */
public final class Issuers {

    private static final int ISSUERS_MAX = 64;

    private final Fetching fetching = new Fetching();
    private final Map<String, Issuer> issuers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Issuer> eldest) {
            return size() > ISSUERS_MAX;
        }
    };

    /**
     * An issuer.
     *
     * @param name its URL without the scheme
     */
    public synchronized Issuer of(String name) {
        return issuers.computeIfAbsent(name, any -> new Issuer(any, fetching));
    }
}
