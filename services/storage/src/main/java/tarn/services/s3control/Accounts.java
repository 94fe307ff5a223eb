package tarn.services.s3control;

import static tarn.services.s3control.ControlFaults.accessDenied;

import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;

/** The account that a request names, which must be the caller's own. */
final class Accounts {

    static String own(@Nullable String named) {
        var account = Caller.current().account();
        if (named != null && !named.equals(account)) {
            throw accessDenied();
        }
        return account;
    }

    private Accounts() {}
}
