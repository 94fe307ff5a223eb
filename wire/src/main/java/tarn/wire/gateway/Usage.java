package tarn.wire.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import tarn.wire.protocol.Call;

/** How often each operation was asked since the start. */
final class Usage {

    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();

    void count(Call call) {
        counts.computeIfAbsent(call.service().name(), any -> new ConcurrentHashMap<>())
                .computeIfAbsent(call.operation().name(), any -> new LongAdder())
                .increment();
    }

    /** The counts of a service's operations, sorted by name. */
    Map<String, Long> of(String service) {
        var sorted = new TreeMap<String, Long>();
        counts.getOrDefault(service, Map.of()).forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted;
    }
}
