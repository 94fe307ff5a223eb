package tarn.time;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import tarn.store.Database;

/** The clock and the timers of a data directory. How far the clock was advanced survives a restart. */
public final class Time implements AutoCloseable {

    private static final String AHEAD = "clock-ahead";

    private final PlatformClock clock;
    private final DurableTimers timers;

    /**
     * Takes up time where it was left. No timer fires before {@link #start}, except by advancing.
     *
     * @param machine the machine's time
     * @param wake assembles the service of that name, which says what its timers do
     */
    public Time(Database database, InstantSource machine, Consumer<String> wake) {
        var ahead = database.setting(AHEAD)
                .map(bytes -> Duration.ofNanos(ByteBuffer.wrap(bytes).getLong()))
                .orElse(Duration.ZERO);
        this.clock = new PlatformClock(
                machine,
                ahead,
                next -> database.set(
                        AHEAD,
                        ByteBuffer.allocate(Long.BYTES).putLong(next.toNanos()).array()));
        this.timers = new DurableTimers(database, clock, wake);
    }

    /** Begins to fire timers as they fall due. */
    public void start() {
        timers.start();
    }

    /** The clock. */
    public TarnClock clock() {
        return clock;
    }

    /** The timers. */
    public Timers timers() {
        return timers;
    }

    @Override
    public void close() {
        timers.close();
    }
}
