package tarn.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The platform's time. It runs with the machine's, ahead of it by what was advanced. */
public interface TarnClock extends InstantSource {

    @Override
    Instant instant();

    /** Moves time forward and fires the timers that fall due, in order, before it returns. */
    void advance(Duration by);
}
