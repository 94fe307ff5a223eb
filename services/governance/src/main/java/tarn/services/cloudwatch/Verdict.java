package tarn.services.cloudwatch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * What an alarm makes of its latest periods.
 *
 * <p>Two periods more than it asks for are looked at, as AWS does, so that a value that comes late does not count as
 * missing. Of those that have a value the latest decide; only if there are too few, what is missing is treated as the
 * alarm says.
 *
 * @param state null to stay in the present one
 * @param used the values that decided, the latest last
 */
record Verdict(@Nullable StateValue state, List<Reading> used, int missing) {

    static final int MORE_PERIODS = 2;

    /** A period: its value, null if there is none, and whether it is across the threshold. */
    record Reading(long second, @Nullable Double value, boolean breaching) {}

    /**
     * Decides.
     *
     * @param periods oldest first, {@code wanted} and two more
     * @param wanted of how many periods
     * @param enough how many must be across the threshold
     * @param treatment breaching, notBreaching, ignore or missing
     */
    static Verdict of(List<Reading> periods, int wanted, int enough, String treatment) {
        var present = new ArrayList<Reading>();
        for (var period : periods.reversed()) {
            if (period.value() != null && present.size() < wanted) {
                present.addFirst(period);
            }
        }
        int missing = wanted - present.size();
        long breaching = present.stream().filter(Reading::breaching).count();
        return new Verdict(state(present.size(), breaching, missing, enough, treatment), present, missing);
    }

    private static @Nullable StateValue state(int present, long breaching, int missing, int enough, String treatment) {
        if (breaching >= enough) {
            return StateValue.ALARM;
        }
        if (missing == 0) {
            return StateValue.OK;
        }
        return switch (Treatment.of(treatment)) {
            case BREACHING -> breaching + missing >= enough ? StateValue.ALARM : StateValue.OK;
            case NOT_BREACHING -> StateValue.OK;
            case IGNORE -> present > breaching ? StateValue.OK : null;
            case MISSING ->
                present == 0 ? StateValue.INSUFFICIENT_DATA : present == breaching ? StateValue.ALARM : StateValue.OK;
        };
    }

    /** What is done about periods without a value. */
    enum Treatment {
        BREACHING("breaching"),
        NOT_BREACHING("notBreaching"),
        IGNORE("ignore"),
        MISSING("missing");

        private final String text;

        Treatment(String text) {
            this.text = text;
        }

        static boolean isKnown(String text) {
            return java.util.Arrays.stream(values()).anyMatch(each -> each.text.equals(text));
        }

        static Treatment of(String text) {
            for (var each : values()) {
                if (each.text.equals(text)) {
                    return each;
                }
            }
            return MISSING;
        }
    }
}
