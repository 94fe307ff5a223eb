package tarn.services.cloudwatchlogs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.cloudwatchlogs.lines.Line;

/**
 * Makes metrics of lines: what metric filters find, and lines in embedded metric format. They are kept before whoever wrote
 * the lines is answered; what CloudWatch refuses of them is logged, and the lines stay.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     Embedded metric format</a>
 */
final class Counting implements Follower {

    private static final System.Logger LOG = System.getLogger(Counting.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] EMBEDDED = "\"CloudWatchMetrics\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA_MAX = 1_000;
    private static final int VALUES_MAX = 150;

    private final Platform platform;

    Counting(Platform platform) {
        this.platform = platform;
    }

    /** A series of values of one minute. */
    private record Series(
            String namespace,
            String name,
            Map<String, String> dimensions,
            @Nullable String unit,
            int resolution,
            long second) {}

    @Override
    public void kept(KeptGroup group, String stream, List<Line> lines) {
        var found = new LinkedHashMap<Series, Map<Double, Double>>();
        for (var filter : group.metricFilters()) {
            count(filter, lines, found);
        }
        for (var line : lines) {
            if (line.contains(EMBEDDED)) {
                embedded(line, found);
            }
        }
        if (!found.isEmpty()) {
            publish(group, found);
        }
    }

    private static void count(MetricFilter filter, List<Line> lines, Map<Series, Map<Double, Double>> into) {
        var pattern = Filtering.pattern(filter.filterPattern());
        for (var line : lines) {
            boolean matches = pattern.matches(line);
            for (var transformation : filter.metricTransformations()) {
                if (!matches) {
                    var otherwise = transformation.defaultValue();
                    if (otherwise != null) {
                        add(series(transformation, Map.of(), line), otherwise, into);
                    }
                    continue;
                }
                var message = line.message();
                var dimensions = new TreeMap<String, String>();
                transformation
                        .dimensions()
                        .forEach((name, selector) ->
                                pattern.value(selector, message).ifPresent(value -> dimensions.put(name, value)));
                var text = transformation.metricValue();
                var value = text.startsWith("$")
                        ? pattern.value(text, message).map(Counting::number).orElse(null)
                        : number(text);
                if (value != null
                        && dimensions.size() == transformation.dimensions().size()) {
                    add(series(transformation, dimensions, line), value, into);
                }
            }
        }
    }

    private static Series series(MetricTransformation transformation, Map<String, String> dimensions, Line line) {
        return new Series(
                transformation.metricNamespace(),
                transformation.metricName(),
                dimensions,
                transformation.unitAsString(),
                60,
                line.timestamp() / 60_000 * 60);
    }

    private static void add(Series series, double value, Map<Series, Map<Double, Double>> into) {
        if (Double.isFinite(value)) {
            into.computeIfAbsent(series, _ -> new LinkedHashMap<>()).merge(value, 1.0, Double::sum);
        }
    }

    static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static void embedded(Line line, Map<Series, Map<Double, Double>> into) {
        JsonNode tree;
        try {
            tree = JSON.readTree(line.message());
        } catch (JsonProcessingException e) {
            return;
        }
        var head = tree.path("_aws");
        long millis = head.path("Timestamp").asLong(line.timestamp());
        for (var directive : head.path("CloudWatchMetrics")) {
            for (var names : directive.path("Dimensions")) {
                var dimensions = dimensions(tree, names);
                for (var metric : directive.path("Metrics")) {
                    int resolution = metric.path("StorageResolution").asInt(60) == 1 ? 1 : 60;
                    var series = new Series(
                            directive.path("Namespace").asText("aws-embedded-metrics"),
                            metric.path("Name").asText(),
                            dimensions,
                            metric.hasNonNull("Unit") ? metric.path("Unit").asText() : null,
                            resolution,
                            millis / 1000 / resolution * resolution);
                    values(tree.path(metric.path("Name").asText())).forEach(value -> add(series, value, into));
                }
            }
        }
    }

    private static Map<String, String> dimensions(JsonNode tree, JsonNode names) {
        var dimensions = new TreeMap<String, String>();
        for (var name : names) {
            var value = tree.path(name.asText());
            if (value.isValueNode() && !value.asText().isEmpty()) {
                dimensions.put(name.asText(), value.asText());
            }
        }
        return dimensions;
    }

    private static List<Double> values(JsonNode value) {
        var values = new ArrayList<Double>();
        if (value.isNumber()) {
            values.add(value.doubleValue());
        }
        for (var each : value) {
            if (each.isNumber()) {
                values.add(each.doubleValue());
            }
        }
        return values;
    }

    private void publish(KeptGroup group, Map<Series, Map<Double, Double>> found) {
        var byNamespace = new TreeMap<String, List<MetricDatum>>();
        found.forEach((series, values) -> data(series, values)
                .forEach(datum -> byNamespace
                        .computeIfAbsent(series.namespace(), _ -> new ArrayList<>())
                        .add(datum)));
        var caller = Caller.current();
        var service = Caller.service(caller.account(), caller.region(), "logs.amazonaws.com", caller.requestId());
        byNamespace.forEach((namespace, data) -> {
            for (int from = 0; from < data.size(); from += DATA_MAX) {
                var part = data.subList(from, Math.min(data.size(), from + DATA_MAX));
                try {
                    service.run(() -> platform.client(CloudWatchClient.class)
                            .putMetricData(b -> b.namespace(namespace).metricData(part)));
                } catch (CloudWatchException e) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Metrics of the log group " + group.name() + " were refused: " + e.getMessage());
                }
            }
        });
    }

    private static List<MetricDatum> data(Series series, Map<Double, Double> values) {
        var data = new ArrayList<MetricDatum>();
        var all = List.copyOf(values.entrySet());
        for (int from = 0; from < all.size(); from += VALUES_MAX) {
            var part = all.subList(from, Math.min(all.size(), from + VALUES_MAX));
            data.add(MetricDatum.builder()
                    .metricName(series.name())
                    .timestamp(Instant.ofEpochSecond(series.second()))
                    .unit(series.unit())
                    .storageResolution(series.resolution())
                    .values(part.stream().map(Map.Entry::getKey).toList())
                    .counts(part.stream().map(Map.Entry::getValue).toList())
                    .dimensions(series.dimensions().entrySet().stream()
                            .map(each -> Dimension.builder()
                                    .name(each.getKey())
                                    .value(each.getValue())
                                    .build())
                            .toList())
                    .build());
        }
        return data;
    }
}
