package tarn.services.cloudwatch.math;

import java.util.List;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** What an expression comes to. */
public sealed interface Series {

    /** A number. */
    record Scalar(double value) implements Series {}

    /** Text. */
    record Text(String value) implements Series {}

    /**
     * Values by time.
     *
     * @param values by the beginning of their period, in seconds since 1970
     * @param period how long a period is, in seconds
     */
    record Times(String label, TreeMap<Long, Double> values, long period) implements Series {

        /** The same with each value changed. */
        public Times map(DoubleUnaryOperator change) {
            var next = new TreeMap<Long, Double>();
            values.forEach((time, value) -> {
                double changed = change.applyAsDouble(value);
                if (Double.isFinite(changed)) {
                    next.put(time, changed);
                }
            });
            return new Times(label, next, period);
        }

        /** The same with other values. */
        public Times with(TreeMap<Long, Double> next) {
            return new Times(label, next, period);
        }

        /** The same under another label. */
        public Times labelled(String text) {
            return new Times(text, values, period);
        }
    }

    /** Several of them. */
    record Several(List<Times> all) implements Series {}
}
