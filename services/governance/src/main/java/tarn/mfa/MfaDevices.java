package tarn.mfa;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tarn.kernel.Platform;
import tarn.policy.SecondFactor;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * The devices of the caller's account, and whether a code is right.
 *
 * <p>A code is taken once. After five wrong ones in a row a device takes none for half a minute after each wrong one, so
 * that guessing a million codes takes years.
 */
public final class MfaDevices implements SecondFactor {

    private static final String NAME = "iam/mfa-devices";
    private static final int SEED_BYTES = 40;
    private static final int AROUND_STEPS = 1;
    private static final int RESYNC_STEPS = 60;
    private static final int FAILURES_MAX = 5;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Platform platform;
    private final Store<MfaDevice> devices;

    public MfaDevices(Platform platform) {
        this.platform = platform;
        this.devices =
                platform.store(NAME, Scope.ACCOUNT, platform.seal().format(NAME, Formats.record(MfaDevice.class)));
    }

    /** Where they are kept, by the ARN in lower case. */
    public Store<MfaDevice> store() {
        return devices;
    }

    /** The device of an ARN, if there is one. */
    public Optional<Entry<MfaDevice>> entry(String serial) {
        return devices.entry(key(serial)).filter(entry -> entry.value().serial().equals(serial));
    }

    /** All devices, by name. */
    public Stream<MfaDevice> all() {
        return StreamSupport.stream(devices.scan(Range.all()).spliterator(), false)
                .map(Entry::value);
    }

    public static Key key(String serial) {
        return Key.of(serial.toLowerCase(Locale.ROOT));
    }

    /** A new seed, of the 64 characters that AWS gives. */
    public String seed() {
        return OneTimeCode.base32(platform.ids().bytes(SEED_BYTES));
    }

    /** The device as the user's own, if two codes that follow each other are right for it now. */
    public Optional<MfaDevice> enabled(MfaDevice device, String userId, String first, String second) {
        return follow(device, first, second, AROUND_STEPS + 1).stream()
                .mapToObj(step -> device.of(userId, now(), drift(step), step))
                .findFirst();
    }

    /** The device with its clock set anew, if two codes that follow each other are right for it within half an hour. */
    public Optional<MfaDevice> resynced(MfaDevice device, String first, String second) {
        return follow(device, first, second, RESYNC_STEPS).stream()
                .mapToObj(step -> device.of(
                        String.valueOf(device.userId()),
                        Optional.ofNullable(device.enabled()).orElseGet(this::now),
                        drift(step),
                        step))
                .findFirst();
    }

    /** Whether a code of a user's device is right; it then is not a second time. */
    public boolean takes(String serial, String userId, String code) {
        return takes(serial, code, device -> device.isOf(userId));
    }

    @Override
    public boolean takes(String serial, String code) {
        return takes(serial, code, device -> device.userId() != null);
    }

    private boolean takes(String serial, String code, Predicate<MfaDevice> usable) {
        while (true) {
            var seen = entry(serial).filter(entry -> usable.test(entry.value())).orElse(null);
            if (seen == null) {
                return false;
            }
            var device = seen.value();
            if (pauses(device)) {
                return false;
            }
            long middle = OneTimeCode.step(now()) + device.drift();
            var step = OneTimeCode.find(
                    device.seed(), code, Math.max(middle - AROUND_STEPS, device.lastStep() + 1), middle + AROUND_STEPS);
            var next = step.isPresent() ? device.taken(step.getAsLong()) : device.mistaken(now());
            if (devices.replace(seen, next)) {
                return step.isPresent();
            }
        }
    }

    private boolean pauses(MfaDevice device) {
        var failed = device.failed();
        return device.failures() >= FAILURES_MAX && failed != null && now().isBefore(failed.plus(PAUSE));
    }

    /** The step of the second of two codes. */
    private OptionalLong follow(MfaDevice device, String first, String second, int around) {
        long now = OneTimeCode.step(now());
        long from = Math.max(now - around, device.lastStep() + 1);
        for (long step = from; step < now + around; step++) {
            if (OneTimeCode.equal(OneTimeCode.at(device.seed(), step), first)
                    && OneTimeCode.equal(OneTimeCode.at(device.seed(), step + 1), second)) {
                return OptionalLong.of(step + 1);
            }
        }
        return OptionalLong.empty();
    }

    private long drift(long step) {
        long ahead = step - OneTimeCode.step(now());
        return Math.abs(ahead) <= AROUND_STEPS ? 0 : ahead;
    }

    private Instant now() {
        return platform.clock().instant();
    }
}
