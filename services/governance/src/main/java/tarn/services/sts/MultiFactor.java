package tarn.services.sts;

import static tarn.services.sts.StsFaults.accessDenied;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.mfa.MfaDevices;

/** Whether who asks has one of its devices in hand. */
final class MultiFactor {

    private final Platform platform;
    private final MfaDevices devices;

    MultiFactor(Platform platform) {
        this.platform = platform;
        this.devices = new MfaDevices(platform);
    }

    /** When the code was checked: now; null if neither device nor code is given; throws if they are not right. */
    @Nullable
    Instant check(@Nullable String serial, @Nullable String code) {
        if (serial == null && code == null) {
            return null;
        }
        if (serial == null
                || code == null
                || !devices.takes(serial, Caller.current().userId(), code)) {
            throw accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code.");
        }
        return platform.clock().instant();
    }
}
