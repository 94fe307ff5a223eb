package tarn.policy;

import java.util.Set;

/**
 * In which accounts signatures are verified and policies decide.
 *
 * @param everywhere whether they do in every account
 * @param accounts those in which they do otherwise
 */
public record Enforcement(boolean everywhere, Set<String> accounts) {

    /** Nowhere. */
    public static final Enforcement OFF = new Enforcement(false, Set.of());

    /** In every account. */
    public static final Enforcement EVERYWHERE = new Enforcement(true, Set.of());

    public Enforcement {
        accounts = Set.copyOf(accounts);
    }

    /** Only in some accounts. */
    public static Enforcement of(Set<String> accounts) {
        return new Enforcement(false, accounts);
    }

    /** Whether they do in an account. */
    public boolean in(String account) {
        return everywhere || accounts.contains(account);
    }

    /** Whether there is an account in which they do. */
    public boolean anywhere() {
        return everywhere || !accounts.isEmpty();
    }
}
