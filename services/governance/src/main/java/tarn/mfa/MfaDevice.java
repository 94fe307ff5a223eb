package tarn.mfa;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A virtual device as it is kept.
 *
 * @param serial its ARN
 * @param seed what its codes follow from, in base 32
 * @param userId the unique id of the user it is enabled for; null if for none
 * @param enabled since when; null if it is not
 * @param drift how many steps of 30 s its clock is ahead
 * @param lastStep the step of the last code that was taken: none is taken twice
 * @param failures how many wrong codes came in a row
 * @param failed when the last of them came
 */
public record MfaDevice(
        String serial,
        String path,
        String name,
        String seed,
        Instant created,
        Map<String, String> tags,
        @Nullable String userId,
        @Nullable Instant enabled,
        long drift,
        long lastStep,
        int failures,
        @Nullable Instant failed) {

    /** The same with other tags. */
    public MfaDevice tagged(Map<String, String> next) {
        return new MfaDevice(
                serial, path, name, seed, created, next, userId, enabled, drift, lastStep, failures, failed);
    }

    /** The same for nobody. */
    public MfaDevice released() {
        return new MfaDevice(serial, path, name, seed, created, tags, null, null, 0, 0, 0, null);
    }

    MfaDevice of(String nextUserId, Instant since, long nextDrift, long step) {
        return new MfaDevice(serial, path, name, seed, created, tags, nextUserId, since, nextDrift, step, 0, null);
    }

    MfaDevice taken(long step) {
        return new MfaDevice(serial, path, name, seed, created, tags, userId, enabled, drift, step, 0, null);
    }

    MfaDevice mistaken(Instant now) {
        return new MfaDevice(
                serial, path, name, seed, created, tags, userId, enabled, drift, lastStep, failures + 1, now);
    }

    /** Whether this device takes the user's codes. */
    public boolean isOf(String user) {
        return user.equals(userId);
    }
}
