package tarn.services.cloudwatch;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import tarn.store.Key;

/** What a metric is known by: its namespace, its name and all its dimensions. */
record MetricName(String namespace, String name, SortedMap<String, String> dimensions) {

    static MetricName of(String namespace, String name, Collection<Dimension> dimensions) {
        var sorted = new TreeMap<String, String>();
        dimensions.forEach(dimension -> sorted.put(dimension.name(), dimension.value()));
        return new MetricName(namespace, name, sorted);
    }

    static MetricName of(String namespace, String name, Map<String, String> dimensions) {
        return new MetricName(namespace, name, new TreeMap<>(dimensions));
    }

    static MetricName of(Metric metric) {
        return of(metric.namespace(), metric.metricName(), metric.dimensions());
    }

    /** Under which its data lie. No metric's key continues another's. */
    Key key() {
        var key = Key.of(namespace, name).with(dimensions.size());
        for (var dimension : dimensions.entrySet()) {
            key = key.with(dimension.getKey()).with(dimension.getValue());
        }
        return key;
    }

    Metric shown() {
        return Metric.builder()
                .namespace(namespace)
                .metricName(name)
                .dimensions(dimensions.entrySet().stream()
                        .map(entry -> Dimension.builder()
                                .name(entry.getKey())
                                .value(entry.getValue())
                                .build())
                        .toList())
                .build();
    }
}
