package tarn.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** The machine's time and what it was advanced by. */
final class PlatformClock implements TarnClock {

    private final InstantSource machine;
    private final Consumer<Duration> advanced;
    private volatile Duration ahead;

    /** What fires timers when time is moved; set once, before the clock is handed out. */
    private Consumer<Instant> firing = _ -> {};

    /**
     * @param ahead how far it is ahead already
     * @param advanced what keeps how far it is ahead
     */
    PlatformClock(InstantSource machine, Duration ahead, Consumer<Duration> advanced) {
        this.machine = machine;
        this.ahead = ahead;
        this.advanced = advanced;
    }

    void onAdvance(Consumer<Instant> fireUntil) {
        firing = fireUntil;
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(ahead);
    }

    /** Moves time forward to a moment, unless it is there. */
    void reach(Instant moment) {
        var missing = Duration.between(instant(), moment);
        if (missing.isPositive()) {
            ahead = ahead.plus(missing);
        }
    }

    @Override
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Time moves forward only");
        }
        var target = instant().plus(by);
        firing.accept(target);
        reach(target);
        advanced.accept(ahead);
    }
}
