package tarn.services.cloudwatch.math;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import tarn.services.cloudwatch.math.Series.Scalar;
import tarn.services.cloudwatch.math.Series.Several;
import tarn.services.cloudwatch.math.Series.Text;
import tarn.services.cloudwatch.math.Series.Times;

/** Works expressions out. Where two series do not both have a value, there is none; what is divided by zero is none. */
public final class Evaluation {

    /** Where an expression's ids lead, and what else it may ask for. */
    public interface Source {
        /** What another query came to. */
        Series query(String id);

        /** What all queries of metrics came to, those whose ids or names have a text in them. */
        List<Times> metrics(String part);

        /** The metrics that a search finds. */
        List<Times> search(String query, String statistic, long period);

        /** The band, upper and lower, in which a query's values are expected, so many deviations wide. */
        List<Times> band(String id, double width);

        /** When the time that is looked at begins, in seconds. */
        long start();

        /** When it ends. */
        long end();
    }

    private final Source source;
    private final Functions functions;

    public Evaluation(Source source) {
        this.source = source;
        this.functions = new Functions(source);
    }

    /**
     * Works an expression out.
     *
     * @throws MathException if that cannot be done
     */
    public Series of(Expression expression) {
        return switch (expression) {
            case Expression.Numeral(var value) -> new Scalar(value);
            case Expression.Quoted(var text) -> new Text(text);
            case Expression.Id(var name) -> source.query(name);
            case Expression.Brackets(var members) -> several(members);
            case Expression.Minus(var inner) -> each(of(inner), value -> -value);
            case Expression.Binary(var sign, var left, var right) -> both(of(left), of(right), operation(sign));
            case Expression.Call call -> call(call);
        };
    }

    private Series call(Expression.Call call) {
        if (call.function().equals("FILL") && call.arguments().size() == 2) {
            var how = call.arguments().get(1);
            return how instanceof Expression.Id(var name)
                            && (name.equalsIgnoreCase("REPEAT") || name.equalsIgnoreCase("LINEAR"))
                    ? functions.fill(of(call.arguments().getFirst()), name)
                    : functions.fill(of(call.arguments().getFirst()), of(how));
        }
        if (call.function().equals("ANOMALY_DETECTION_BAND")) {
            return band(call);
        }
        if (call.function().equals("SORT")) {
            return functions.sort(call, this);
        }
        return functions.of(
                call.function(), call.arguments().stream().map(this::of).toList());
    }

    private Series band(Expression.Call call) {
        if (call.arguments().isEmpty() || !(call.arguments().getFirst() instanceof Expression.Id(var id))) {
            throw new MathException("ANOMALY_DETECTION_BAND takes the id of a metric");
        }
        double width =
                call.arguments().size() > 1 && of(call.arguments().get(1)) instanceof Scalar(var wide) ? wide : 2;
        return new Several(source.band(id, width));
    }

    private Several several(List<Expression> members) {
        var all = new ArrayList<Times>();
        for (var member : members) {
            switch (of(member)) {
                case Times times -> all.add(times);
                case Several(var inner) -> all.addAll(inner);
                case Scalar _ -> throw new MathException("A list holds time series");
                case Text _ -> throw new MathException("A list holds time series");
            }
        }
        return new Several(all);
    }

    /** What a sign does with two numbers. */
    @FunctionalInterface
    interface Operation {
        double of(double left, double right);
    }

    private static Operation operation(Expression.Sign sign) {
        return switch (sign) {
            case OR -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
            case AND -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
            case EQUAL -> (a, b) -> a == b ? 1 : 0;
            case UNEQUAL -> (a, b) -> a != b ? 1 : 0;
            case AT_MOST -> (a, b) -> a <= b ? 1 : 0;
            case AT_LEAST -> (a, b) -> a >= b ? 1 : 0;
            case LESS -> (a, b) -> a < b ? 1 : 0;
            case MORE -> (a, b) -> a > b ? 1 : 0;
            case PLUS -> Double::sum;
            case MINUS -> (a, b) -> a - b;
            case TIMES -> (a, b) -> a * b;
            case OVER -> (a, b) -> a / b;
            case TO -> Math::pow;
        };
    }

    static Series each(Series series, java.util.function.DoubleUnaryOperator change) {
        return switch (series) {
            case Scalar(var value) -> new Scalar(change.applyAsDouble(value));
            case Times times -> times.map(change);
            case Several(var all) ->
                new Several(all.stream().map(times -> times.map(change)).toList());
            case Text _ -> throw new MathException("Text is no number");
        };
    }

    private static Series both(Series left, Series right, Operation operation) {
        return switch (left) {
            case Text _ -> throw new MathException("Text is no number");
            case Scalar(var a) -> each(right, b -> operation.of(a, b));
            case Times a ->
                switch (right) {
                    case Text _ -> throw new MathException("Text is no number");
                    case Scalar(var b) -> a.map(value -> operation.of(value, b));
                    case Times b -> both(a, b, operation);
                    case Several(var all) ->
                        new Several(all.stream().map(b -> both(a, b, operation)).toList());
                };
            case Several(var all) ->
                switch (right) {
                    case Text _ -> throw new MathException("Text is no number");
                    case Scalar(var b) -> each(left, a -> operation.of(a, b));
                    case Times b ->
                        new Several(all.stream().map(a -> both(a, b, operation)).toList());
                    case Several(var others) -> pairs(all, others, operation);
                };
        };
    }

    private static Several pairs(List<Times> left, List<Times> right, Operation operation) {
        if (left.size() != right.size()) {
            throw new MathException("Lists of different lengths cannot be combined");
        }
        var all = new ArrayList<Times>();
        for (int i = 0; i < left.size(); i++) {
            all.add(both(left.get(i), right.get(i), operation));
        }
        return new Several(all);
    }

    private static Times both(Times left, Times right, Operation operation) {
        var values = new TreeMap<Long, Double>();
        left.values().forEach((time, value) -> {
            var other = right.values().get(time);
            if (other != null) {
                double result = operation.of(value, other);
                if (Double.isFinite(result)) {
                    values.put(time, result);
                }
            }
        });
        return new Times(left.label(), values, Math.max(left.period(), right.period()));
    }

    /** All times that any of several series has a value for. */
    static SortedSet<Long> times(List<Times> all) {
        var times = new TreeSet<Long>();
        all.forEach(each -> times.addAll(each.values().keySet()));
        return times;
    }
}
