package tarn.services.cloudwatch.math;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import tarn.services.cloudwatch.math.Series.Scalar;
import tarn.services.cloudwatch.math.Series.Several;
import tarn.services.cloudwatch.math.Series.Text;
import tarn.services.cloudwatch.math.Series.Times;

/** The functions of metric math. */
final class Functions {

    private final Evaluation.Source source;
    private final Map<String, Function> byName = new TreeMap<>();

    @FunctionalInterface
    private interface Function {
        Series of(List<Series> arguments);
    }

    Functions(Evaluation.Source source) {
        this.source = source;
        byName.put("ABS", all -> Evaluation.each(only(all), Math::abs));
        byName.put("CEIL", all -> Evaluation.each(only(all), Math::ceil));
        byName.put("FLOOR", all -> Evaluation.each(only(all), Math::floor));
        byName.put("LOG", all -> Evaluation.each(only(all), Math::log));
        byName.put("LOG10", all -> Evaluation.each(only(all), Math::log10));
        byName.put("SUM", all -> across(only(all), values -> summed(values).getSum()));
        byName.put("AVG", all -> across(only(all), values -> summed(values).getAverage()));
        byName.put("MIN", all -> across(only(all), values -> summed(values).getMin()));
        byName.put("MAX", all -> across(only(all), values -> summed(values).getMax()));
        byName.put("STDDEV", all -> across(only(all), Functions::deviation));
        byName.put("DATAPOINT_COUNT", all -> across(only(all), Collection::size));
        byName.put(
                "METRIC_COUNT",
                all -> new Scalar(
                        switch (only(all)) {
                            case Several(var many) -> many.size();
                            case Times _ -> 1;
                            case Scalar _ -> throw new MathException("METRIC_COUNT takes time series");
                            case Text _ -> throw new MathException("METRIC_COUNT takes time series");
                        }));
        byName.put("DIFF", all -> perTimes(only(all), times -> differences(times, false, false)));
        byName.put("DIFF_TIME", all -> perTimes(only(all), times -> differences(times, true, false)));
        byName.put("RATE", all -> perTimes(only(all), times -> differences(times, false, true)));
        byName.put("RUNNING_SUM", all -> perTimes(only(all), Functions::running));
        byName.put("PERIOD", all -> new Scalar(times(only(all)).period()));
        byName.put("FIRST", all -> several(only(all)).getFirst());
        byName.put("LAST", all -> several(only(all)).getLast());
        byName.put("SLICE", Functions::slice);
        byName.put(
                "REMOVE_EMPTY",
                all -> new Several(several(only(all)).stream()
                        .filter(times -> !times.values().isEmpty())
                        .toList()));
        byName.put("TIME_SERIES", this::constant);
        byName.put("IF", Functions::choice);
        byName.put("METRICS", all -> new Several(source.metrics(all.isEmpty() ? "" : text(all.getFirst()))));
        byName.put("SEARCH", this::search);
        clock("MINUTE", ZonedDateTime::getMinute);
        clock("HOUR", ZonedDateTime::getHour);
        clock("DAY", time -> time.getDayOfWeek().getValue());
        clock("DATE", ZonedDateTime::getDayOfMonth);
        clock("MONTH", ZonedDateTime::getMonthValue);
        clock("YEAR", ZonedDateTime::getYear);
        clock("EPOCH", ZonedDateTime::toEpochSecond);
    }

    Series of(String name, List<Series> arguments) {
        var function = byName.get(name);
        if (function == null) {
            throw new MathException("The function " + name + " is not supported");
        }
        return function.of(arguments);
    }

    private static Series only(List<Series> arguments) {
        if (arguments.size() != 1) {
            throw new MathException("The function takes one argument");
        }
        return arguments.getFirst();
    }

    private static List<Times> several(Series series) {
        return switch (series) {
            case Times times -> List.of(times);
            case Several(var all) when !all.isEmpty() -> all;
            case Several _ -> throw new MathException("There are no time series");
            case Scalar _ -> throw new MathException("The function takes time series");
            case Text _ -> throw new MathException("The function takes time series");
        };
    }

    private static Times times(Series series) {
        if (!(series instanceof Times times)) {
            throw new MathException("The function takes one time series");
        }
        return times;
    }

    private static String text(Series series) {
        if (!(series instanceof Text(var text))) {
            throw new MathException("Text in quotes is expected");
        }
        return text;
    }

    private static double number(Series series) {
        if (!(series instanceof Scalar(var value))) {
            throw new MathException("A number is expected");
        }
        return value;
    }

    private static DoubleSummaryStatistics summed(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    }

    private static double deviation(Collection<Double> values) {
        double mean = summed(values).getAverage();
        return Math.sqrt(values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0));
    }

    /** One series' values come to a number; several series' values of a moment to that moment's value. */
    private static Series across(Series series, ToDoubleFunction<Collection<Double>> what) {
        return switch (series) {
            case Scalar scalar -> scalar;
            case Text _ -> throw new MathException("Text is no number");
            case Times times ->
                new Scalar(
                        times.values().isEmpty()
                                ? 0
                                : what.applyAsDouble(times.values().values()));
            case Several(var all) -> {
                var values = new TreeMap<Long, Double>();
                for (long time : Evaluation.times(all)) {
                    values.put(
                            time,
                            what.applyAsDouble(all.stream()
                                    .map(times -> times.values().get(time))
                                    .filter(java.util.Objects::nonNull)
                                    .toList()));
                }
                yield new Times("", values, all.isEmpty() ? 60 : all.getFirst().period());
            }
        };
    }

    private static Series perTimes(Series series, java.util.function.UnaryOperator<Times> change) {
        return switch (series) {
            case Times times -> change.apply(times);
            case Several(var all) -> new Several(all.stream().map(change).toList());
            case Scalar _ -> throw new MathException("The function takes time series");
            case Text _ -> throw new MathException("The function takes time series");
        };
    }

    private static Times differences(Times times, boolean ofTime, boolean perSecond) {
        var values = new TreeMap<Long, Double>();
        Map.Entry<Long, Double> before = null;
        for (var entry : times.values().entrySet()) {
            if (before != null) {
                double apart = entry.getKey() - before.getKey();
                double change = entry.getValue() - before.getValue();
                values.put(entry.getKey(), ofTime ? apart : perSecond ? change / apart : change);
            }
            before = entry;
        }
        return times.with(values);
    }

    private static Times running(Times times) {
        var values = new TreeMap<Long, Double>();
        double sum = 0;
        for (var entry : times.values().entrySet()) {
            sum += entry.getValue();
            values.put(entry.getKey(), sum);
        }
        return times.with(values);
    }

    private static Series slice(List<Series> arguments) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw new MathException("SLICE takes a list, a beginning and perhaps an end");
        }
        var all = several(arguments.getFirst());
        int from = Math.clamp((long) number(arguments.get(1)), 0, all.size());
        int to = arguments.size() == 3 ? Math.clamp((long) number(arguments.get(2)), from, all.size()) : all.size();
        return new Several(all.subList(from, to));
    }

    private Times constant(List<Series> arguments) {
        double value = number(only(arguments));
        var values = new TreeMap<Long, Double>();
        for (long time = source.start(); time < source.end(); time += 60) {
            values.put(time, value);
        }
        return new Times("", values, 60);
    }

    private static Series choice(List<Series> arguments) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw new MathException("IF takes a condition, a value and perhaps another");
        }
        var then = arguments.get(1);
        var otherwise = arguments.size() == 3 ? arguments.get(2) : null;
        if (arguments.getFirst() instanceof Scalar(var condition)) {
            if (condition != 0) {
                return then;
            }
            if (otherwise == null) {
                throw new MathException("IF has nothing to choose");
            }
            return otherwise;
        }
        var condition = times(arguments.getFirst());
        var values = new TreeMap<Long, Double>();
        condition.values().forEach((time, holds) -> {
            var chosen = holds != 0 ? then : otherwise;
            var value = chosen instanceof Scalar(var scalar)
                    ? (Double) scalar
                    : chosen instanceof Times times ? times.values().get(time) : null;
            if (value != null) {
                values.put(time, value);
            }
        });
        return condition.with(values);
    }

    private Several search(List<Series> arguments) {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw new MathException("SEARCH takes a search, a statistic and perhaps a period");
        }
        long period = arguments.size() == 3 ? (long) number(arguments.get(2)) : 300;
        return new Several(source.search(text(arguments.get(0)), text(arguments.get(1)), period));
    }

    private void clock(String name, ToDoubleFunction<ZonedDateTime> field) {
        byName.put(
                name,
                all -> perTimes(only(all), times -> {
                    var values = new TreeMap<Long, Double>();
                    for (long time : times.values().keySet()) {
                        values.put(
                                time,
                                field.applyAsDouble(Instant.ofEpochSecond(time).atZone(ZoneOffset.UTC)));
                    }
                    return times.with(values);
                }));
    }

    /** Every period of the time that is looked at gets a value. */
    Series fill(Series series, Series with) {
        return perTimes(series, times -> {
            var values = new TreeMap<>(times.values());
            for (long time = first(times); time < source.end(); time += times.period()) {
                var value = with instanceof Times others ? others.values().get(time) : Double.valueOf(number(with));
                if (value != null) {
                    values.putIfAbsent(time, value);
                }
            }
            return times.with(values);
        });
    }

    /** The same with the value before, or what lies on a line between the neighbours. */
    Series fill(Series series, String how) {
        boolean isLine = how.toUpperCase(Locale.ROOT).equals("LINEAR");
        return perTimes(series, times -> {
            var values = new TreeMap<>(times.values());
            for (long time = first(times); time < source.end(); time += times.period()) {
                var before = times.values().floorEntry(time);
                var after = times.values().ceilingEntry(time);
                if (before != null && isLine && after != null && !after.getKey().equals(before.getKey())) {
                    double part = (double) (time - before.getKey()) / (after.getKey() - before.getKey());
                    values.putIfAbsent(time, before.getValue() + part * (after.getValue() - before.getValue()));
                } else if (before != null && !isLine) {
                    values.putIfAbsent(time, before.getValue());
                }
            }
            return times.with(values);
        });
    }

    private long first(Times times) {
        long offset =
                times.values().isEmpty() ? 0 : Math.floorMod(times.values().firstKey(), times.period());
        long first = Math.floorDiv(source.start() - offset, times.period()) * times.period() + offset;
        return first < source.start() ? first + times.period() : first;
    }

    /** {@code SORT(METRICS(), MAX, DESC, 10)}: the second and third argument are words. */
    Series sort(Expression.Call call, Evaluation evaluation) {
        var arguments = call.arguments();
        if (arguments.size() < 3
                || !(arguments.get(1) instanceof Expression.Id(var by))
                || !(arguments.get(2) instanceof Expression.Id(var direction))) {
            throw new MathException("SORT takes a list, a function, ASC or DESC, and perhaps a limit");
        }
        var sorted = new ArrayList<>(several(evaluation.of(arguments.getFirst())));
        var order = Comparator.<Times>comparingDouble(
                times -> number(of(by.toUpperCase(Locale.ROOT), List.of((Series) times))));
        sorted.sort(direction.equalsIgnoreCase("DESC") ? order.reversed() : order);
        int limit = arguments.size() > 3 ? (int) number(evaluation.of(arguments.get(3))) : sorted.size();
        return new Several(sorted.subList(0, Math.clamp(limit, 0, sorted.size())));
    }
}
