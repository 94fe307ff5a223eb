package tarn.policy;

import java.util.Set;

/**
 * The accounts in whose resources a request was let: with a copy from another account's bucket they are two. A request
 * goes on in one account; a part that meets a resource of another asks here.
 */
public record Admission(Set<String> owners) {

    private static final ScopedValue<Admission> CURRENT = ScopedValue.newInstance();

    /** Whether the resources that the request names in an account are open to it. */
    public static boolean admits(String account) {
        return CURRENT.isBound() && CURRENT.get().owners.contains(account);
    }

    /** Does work that was let in and returns what it gives. */
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }
}
