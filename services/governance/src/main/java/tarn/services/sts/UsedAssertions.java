package tarn.services.sts;

import static tarn.services.sts.StsFaults.invalidToken;

import java.time.Instant;
import tarn.federation.SamlResponse;
import tarn.kernel.Arn;
import tarn.kernel.Platform;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The assertions that sessions began with, so that whoever catches one on its way begins no second session with it. They
 * are forgotten when their own time is over, since then they are refused anyway: what is kept is bounded by the sign-ins
 * that providers vouch for in that time.
 *
 * <p>An assertion opens each of its roles once: clients ask for several of them with one. AWS says nothing of uses after
 * the first.
 */
final class UsedAssertions {

    private static final String NAME = "sts/used-assertions";

    /** A use as it is kept. */
    record Use(Instant until) {}

    private final Platform platform;
    private final Store<Use> used;

    UsedAssertions(Platform platform) {
        this.platform = platform;
        this.used = platform.store(NAME, Scope.ACCOUNT, Formats.record(Use.class));
        platform.timers().on(NAME, (name, due) -> used.delete(Key.of(name)));
    }

    /** Takes an assertion for a role; refuses one that was taken before. */
    void take(SamlResponse response, Arn provider, String role) {
        var name = provider + " " + role + " " + response.id();
        AssumedRoles.owner(provider.account()).run(() -> {
            var batch = platform.batch().insert(used, Key.of(name), new Use(response.until()));
            platform.timers().set(batch, NAME, name, response.until());
            if (!batch.commit()) {
                throw invalidToken("The assertion was used for this role before");
            }
        });
    }
}
