package tarn.delivery;

import java.time.Duration;

/**
 * How long and how often an item is tried.
 *
 * @param firstPause after the first attempt; it doubles from one to the next
 * @param pauseMax the longest
 * @param ageMax when an item is given up
 * @param attemptsMax after how many attempts it is given up; at least 1
 */
public record Patience(Duration firstPause, Duration pauseMax, Duration ageMax, int attemptsMax) {

    private static final int DOUBLINGS_MAX = 30;

    Duration pause(int failures) {
        var pause = firstPause.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        return pause.compareTo(pauseMax) < 0 ? pause : pauseMax;
    }
}
